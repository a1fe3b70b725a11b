import re
from fractions import Fraction

import pytest

from nodecluster.checklists.clear import CLEAR
from nodecluster.checklists.definitions import definition
from nodecluster.checklists.fill import LISTS
from nodecluster.checklists.metrics import CONDITIONS, METRICS
from nodecluster.checklists.stard import STARD

NAMES = ("stard", "clear", "metrics")

STARD_SECTIONS = {
    "Title or abstract": ["1"],
    "Abstract": ["2"],
    "Introduction": ["3", "4"],
    "Methods: study design": ["5"],
    "Methods: participants": ["6", "7", "8", "9"],
    "Methods: test methods": ["10a", "10b", "11", "12a", "12b", "13a", "13b"],
    "Methods: analysis": ["14", "15", "16", "17", "18"],
    "Results: participants": ["19", "20", "21a", "21b", "22"],
    "Results: test results": ["23", "24", "25"],
    "Discussion": ["26", "27"],
    "Other information": ["28", "29", "30"],
}
"""Bossuyt PM, et al. BMJ 2015;351:h5527, the list."""

CLEAR_SECTIONS = {
    "Title": (1, 1),
    "Abstract": (2, 2),
    "Keywords": (3, 3),
    "Introduction": (4, 6),
    "Methods: study design": (7, 12),
    "Methods: data": (13, 18),
    "Methods: segmentation": (19, 20),
    "Methods: pre-processing": (21, 24),
    "Methods: feature extraction": (25, 28),
    "Methods: data preparation": (29, 33),
    "Methods: modelling": (34, 37),
    "Methods: evaluation": (38, 43),
    "Results": (44, 48),
    "Discussion": (49, 52),
    "Open science: data": (53, 54),
    "Open science: code": (55, 56),
    "Open science: model": (57, 58),
}
"""Kocak B, et al. Insights Imaging 2023;14:75, CLEAR checklist 1.0: first and last item of each section."""

RANKS = {
    "Study design": (18, [2, 4, 5]),
    "Imaging data": (13, [3, 2, 3, 2]),
    "Segmentation": (6, [3, 2, 1]),
    "Image processing and feature extraction": (12, [6, 3, 4]),
    "Feature processing": (8, [2, 2, 3, 2]),
    "Preparation for modelling": (8, [2, 1]),
    "Metrics and comparison": (12, [6, 4, 3, 2, 5, 3]),
    "Testing": (10, [1, 2]),
    "Open science": (2, [1, 1, 1]),
}
"""METRICS weights are rank sums: a category has so many parts of 89, its items share them by these ranks."""

PUBLISHED = (
    *(0.0368, 0.0735, 0.0919, 0.0438, 0.0292, 0.0438, 0.0292, 0.0337, 0.0225, 0.0112, 0.0622, 0.0311),
    *(0.0415, 0.0200, 0.0200, 0.0300, 0.0200, 0.0599, 0.0300, 0.0352, 0.0234, 0.0176, 0.0117),
)
"""Kocak B, et al. Insights Imaging 2024;15:8, Table 1: items 1 to 23, as far as it was at hand."""

CALCULATOR = (
    *(0.037, 0.074, 0.092, 0.044, 0.029, 0.044, 0.029, 0.034, 0.022, 0.011, 0.062, 0.031, 0.041, 0.020, 0.020),
    *(0.030, 0.020, 0.060, 0.030, 0.035, 0.023, 0.018, 0.012, 0.029, 0.018, 0.037, 0.075, 0.007, 0.007, 0.007),
)
"""The authors' own METRICS tool 1.0: all 30 items."""


def test_stard_has_30_items_in_34_parts_in_its_order():
    items = definition("stard").items
    assert [(entry.section, entry.number) for entry in items] == [
        (section, number) for section, numbers in STARD_SECTIONS.items() for number in numbers
    ]
    assert len(items) == 34
    assert len({re.sub(r"\D", "", entry.number) for entry in items}) == 30


def test_clear_has_58_items_in_its_order():
    items = definition("clear").items
    assert [(entry.section, entry.number) for entry in items] == [
        (section, str(n)) for section, (first, last) in CLEAR_SECTIONS.items() for n in range(first, last + 1)
    ]
    assert len(items) == 58


def test_metrics_has_30_items_in_9_categories_in_its_order():
    items = definition("metrics").items
    assert [entry.number for entry in items] == [str(n) for n in range(1, 31)]
    assert [entry.section for entry in items] == [name for name, (_, ranks) in RANKS.items() for _ in ranks]
    assert len(RANKS) == 9


def test_metrics_weights_are_the_published_ones_and_add_up_to_1():
    weights = [entry.weight for entry in definition("metrics").items]
    exact = [Fraction(parts, 89) * Fraction(rank, sum(ranks)) for parts, ranks in RANKS.values() for rank in ranks]
    assert sum(exact) == 1
    assert weights == [round(float(weight), 4) for weight in exact]
    assert [round(float(weight), 3) for weight in exact] == list(CALCULATOR)
    assert weights[: len(PUBLISHED)] == list(PUBLISHED)
    assert sum(weights) == pytest.approx(1, abs=1e-9)


def test_metrics_conditions_take_the_items_that_the_score_says():
    of = {entry.number: entry.condition for entry in definition("metrics").items if entry.condition}
    assert of == {"8": "C1", "9": "C2", "10": "C1", "12": "C3", "14": "C4", "15": "C4", "16": "C4", "17": "C5"}
    assert [entry.number for entry in definition("metrics").conditions] == ["C1", "C2", "C3", "C4", "C5"]


@pytest.mark.parametrize("name", NAMES)
def test_every_item_has_words_of_its_own(name):
    entries = (*definition(name).items, *definition(name).conditions)
    assert len({entry.number for entry in entries}) == len(entries)
    assert len({entry.topic for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.topic.strip() == entry.topic != ""
        assert entry.note.endswith(".")
        assert entry.note[0].isupper()


def test_only_metrics_weighs():
    assert all(entry.weight is None for name in ("stard", "clear") for entry in definition(name).items)


@pytest.mark.parametrize(
    ("name", "answers"), [("stard", STARD), ("clear", CLEAR), ("metrics", {**METRICS, **CONDITIONS})]
)
def test_every_answer_belongs_to_an_item(name, answers):
    found = definition(name)
    assert set(answers) <= {entry.number for entry in (*found.items, *found.conditions)}


def test_every_list_that_a_command_names_is_there():
    assert {name for names in LISTS.values() for name in names} == set(NAMES)


def test_the_sources_are_given():
    assert [definition(name).source.partition(".")[0] for name in NAMES] == [
        "Bossuyt PM, et al",
        "Kocak B, et al",
        "Kocak B, et al",
    ]
