"""The works that may be cited: complete, each once, and none that no text cites."""

from __future__ import annotations

import inspect
import re
from importlib import resources

import pytest

from nodecluster.method import citing, references
from nodecluster.method.citing import cite, numbered
from nodecluster.method.references import WORKS

WITHOUT_DOI = {"sklearn", "kmeans++", "donner", "holm", "yang", "korn", "bell"}


@pytest.mark.parametrize("key", WORKS)
def test_a_work_has_authors_a_year_and_a_place(key):
    work = WORKS[key]
    assert re.match(r"(van |Van )?[A-Z][\w'’-]+ [A-Z]{1,3}[,.]", work.text)
    assert re.search(r"\b(19|20)\d\d\b", work.text)
    assert work.text.endswith(".")
    assert (work.doi == "") == (key in WITHOUT_DOI)
    assert not work.doi or re.fullmatch(r"10\.\d{4,5}/\S+", work.doi)


def test_works_and_their_identifiers_are_different():
    dois = [work.doi for work in WORKS.values() if work.doi]
    assert len(set(dois)) == len(dois)
    assert len({work.text for work in WORKS.values()}) == len(WORKS)


def test_every_work_is_cited_somewhere():
    rooms = resources.files("nodecluster.method")
    code = "".join(file.read_text(encoding="utf-8") for file in rooms.iterdir() if file.name.endswith(".py"))
    code = code.replace(inspect.getsource(references), "").replace(inspect.getsource(citing), "")
    cited = {
        key for found in re.findall(r"cite\(([^)]*)\)", code) for key in re.findall(r"'([^']+)'|\"([^\"]+)\"", found)
    }
    keys = {first or second for first, second in cited} | {"stard", "clear", "metrics"}  # cited by the names of lists
    assert keys == set(WORKS)


def test_an_unknown_work_is_an_error():
    with pytest.raises(KeyError):
        cite("nobody")


def test_works_are_numbered_as_they_come_and_sorted_within_a_bracket():
    drafts = [("A", f"one {cite('holm')} two {cite('cox', 'holm')}"), ("B", ""), ("C", f"three {cite('cox')}")]
    paragraphs, found = numbered(drafts)
    assert [part.plain() for part in paragraphs] == ["one [1] two [1, 2]", "three [2]"]
    assert [work.text[:4] for work in found] == ["Holm", "Cox "]
    assert found[1].plain().endswith(" doi:10.1093/biomet/45.3-4.562")
