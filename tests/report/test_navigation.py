"""The contents: every section once, in the order of the page, under a short name."""

from __future__ import annotations

import pytest

from nodecluster.report.navigation import GROUPS, Group, Link, contents
from nodecluster.report.page import BUILDERS
from nodecluster.report.parts import Section

from .whole import whole


def section(key: str, title: str = "A title") -> Section:
    return Section(key, title, {})


def test_sections_stand_in_groups_in_their_order():
    assert contents([section("cohort"), section("node-level"), section("patient-level")]) == (
        Group("Cohort", (Link("cohort", "Flow and baseline"),)),
        Group("Performance", (Link("node-level", "Node level"), Link("patient-level", "Patient level"))),
    )


def test_a_title_that_is_short_stays():
    assert contents([section("sheets", "Patient sheet")]) == (Group("Result", (Link("sheets", "Patient sheet"),)),)


def test_a_section_without_a_short_name_goes_with_the_one_before():
    first, second = contents([section("new", "First"), section("cohort"), section("other", "Other")])
    assert first == Group("Result", (Link("new", "First"),))
    assert [link.name for link in second.links] == ["Flow and baseline", "Other"]


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__module__.rsplit(".", 1)[-1])
def test_every_section_that_the_whole_run_has_is_named(build):
    made = build(whole())
    known = {key for names in GROUPS.values() for key in names}
    assert made is None or made.key in known
