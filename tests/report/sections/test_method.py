"""The method on the page: text, references, command, versions, steps; and the provenance that points to it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from nodecluster.method import method
from nodecluster.report import page
from nodecluster.report.sections import method as of_method
from nodecluster.report.sections import provenance
from nodecluster.results import Run
from tests.report.reading import Reader
from tests.report.whole import hostile, whole


@pytest.fixture(scope="module")
def shown():
    return page(whole())


def test_what_is_shown_is_the_method(shown):
    found, text = method(whole()), Reader(shown).text
    squeezed = re.sub(r"\s+", "", text)
    for part in found.paragraphs:
        assert re.sub(r"\s+", "", part.plain()) in squeezed
    for work in found.references:
        assert re.sub(r"\s+", "", work.plain()) in squeezed
    assert found.command.line in text


def test_every_citation_leads_to_its_reference_and_every_button_to_what_it_copies(shown):
    tags = Reader(shown).tags
    ids = {attributes.get("id") for _, attributes in tags}
    cited = {found["href"][1:] for name, found in tags if name == "a" and (found.get("href") or "").startswith("#ref")}
    assert cited == {f"reference-{work.number}" for work in method(whole()).references}
    assert cited <= ids
    buttons = [found for name, found in tags if name == "button" and "data-copy" in found]
    assert buttons
    assert {place for found in buttons for place in found["data-copy"].split()} <= ids
    assert all("hidden" in found for found in buttons)  # a script shows them


def test_links_to_works_tell_nobody_where_they_come_from(shown):
    links = [found for name, found in Reader(shown).tags if name == "a" and "doi.org" in (found.get("href") or "")]
    dois = [work.doi for work in method(whole()).references if work.doi]
    assert len(links) == len(dois)
    assert all(found["rel"] == "noreferrer" for found in links)
    assert all(re.fullmatch(r"https://doi\.org/10\.\d+/[\w.%/;:()-]+", found["href"]) for found in links)


def test_markup_of_the_user_stays_text():
    text = page(hostile())
    assert "<img" not in text[text.index('id="method"') : text.index('id="checklists"')]
    assert "&lt;img src=x onerror=alert(1)&gt;north" in text


def test_the_versions_and_steps_are_folded(shown):
    part = shown[shown.index('id="method"') : shown.index('id="checklists"')]
    assert re.findall(r"<summary>(.*?)</summary>", part) == ["Versions of the programs", "Step by step"]
    assert "K-means with two groups, the best of 50 random starts" in part


def test_settings_that_are_not_the_defaults_are_shown():
    run = whole()
    info = {**run.info, "command": "fit", "settings": {**run.info["settings"], "starts": 7}}
    other = dataclasses.replace(run, info=info, metrics=None, model={**run.model, "rule_choice": None})
    assert "starts = 7" in Reader(page(other)).text


def test_a_run_that_says_nothing_has_neither():
    assert of_method.section(Run(info={})) is None
    assert provenance.section(Run(info={})) is None


def test_the_provenance_points_to_the_versions_and_folds_the_settings(shown):
    part = shown[shown.index('id="provenance"') :]
    assert 'href="#method"' in part
    titles = re.findall(r"<summary>(.*?)</summary>", part)
    assert titles == [
        "Settings of this run",
        "Settings of the model when it was fitted",
        "Versions when the model was fitted",
    ]
