"""The sections of how right it was, as they stand on the page: pictures before tables, the right sets open."""

from __future__ import annotations

import re

import pytest

from nodecluster.report import page
from nodecluster.results import Run

from .conftest import clinical, level
from .whole import hostile, whole


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole())


def part(html: str, key: str) -> str:
    found = html[html.index(f'<section id="{key}"') :]
    return found[: found.index("</section>")]


@pytest.mark.parametrize(
    "key", ["node-level", "patient-level", "rules", "prevalence", "decision-curve", "calibration", "subgroups"]
)
def test_pictures_stand_before_tables(html, key):
    section = part(html, key)
    assert 0 < section.index("<figure") < section.index("<table")


def test_the_study_tables_of_the_main_set_and_by_assessment_stand_open(html):
    section = part(html, "patient-level")
    open_ones = re.sub(
        r"<details.*?</details>", "", re.sub(r"<details.*?</details>", "", section, flags=re.S), flags=re.S
    )
    captions = re.findall(r'<table class="study">\s*<caption><span>(.*?)</span>', section)
    assert captions[:3] == [
        f"{name} patients, unseen: model against pathology (patients)" for name in ("All", "cN0", "cN+")
    ]
    assert [caption for caption in captions if caption in open_ones] == captions[:3]


def test_every_estimate_stays_on_the_page(html):
    section = part(html, "patient-level")
    for name in ("All", "cN0", "cN+"):
        assert f"{name} patients, unseen: estimates" in section
        assert f"{name} patients, unseen: by every method" in section


def test_long_tables_are_folded_under_their_captions(html):
    for key, words in (
        ("decision-curve", "net benefit (net true positives a patient)"),
        ("calibration", "logistic risk against what was observed"),
        ("rules", "predictive values and areas under the curve by rule"),
    ):
        folded = re.findall(r'<summary class="caption">(.*?)</summary>', part(html, key))
        assert any(words in each for each in folded), key


def test_the_bars_are_those_of_unseen_patients(html):
    section = part(html, "patient-level")
    everybody = whole().metrics["patient"]
    for name in ("all (unseen)", "cN0 (unseen)", "cN+ (unseen)"):
        assert f"(n = {everybody[name]['n']})" in section


def test_a_run_without_roc_in_its_metrics_has_curves_without_bands():
    metrics = {key: value for key, value in whole().metrics.items() if key != "roc"}
    run = Run(whole().info, nodes=whole().nodes, patients=whole().patients, metrics=metrics)
    section = part(page(run), "node-level")
    assert "plot-roc-nodes" in section
    assert "Shaded" not in section


def test_a_published_table_has_bars_and_no_curve():
    levels = {"all": level(28, 7, 10, 83, clinical=clinical(90, 128, 0.0006, 28, 7))}
    run = Run(whole().info, metrics={"node": level(0, 0, 0, 0), "patient": levels, "rule": "any", "warnings": []})
    section = part(page(run), "patient-level")
    assert "plot-rates-patients" in section
    assert "plot-roc-patients" not in section
    assert "plot-sets" not in section


def test_the_same_run_has_the_same_figures():
    assert part(page(whole()), "patient-level") == part(page(whole()), "patient-level")


def test_markup_of_the_user_stays_text():
    html = page(hostile())
    for key in ("node-level", "patient-level", "rules", "prevalence", "decision-curve", "calibration", "subgroups"):
        assert "<img src=x" not in part(html, key)


def test_paper_has_the_main_set_and_those_by_assessment_alone(html):
    section = part(html, "patient-level")
    views = re.findall(r'<details class="level( screen)?">\s*<summary>(.*?)</summary>', section)
    assert views
    assert all(screen for screen, _ in views)
    for key in ("subgroups", "checklists"):
        folded = re.findall(r"<details(.*?)>", part(html, key))
        assert folded
        assert all("screen" in each for each in folded), key


def test_the_decision_curve_instructs_nobody(html):
    section = " ".join(part(html, "decision-curve").split())
    assert "the one to follow" not in section
    assert "the one to take" not in section
    assert "where the intervals overlap, they do not tell" in section
