"""A share of the spoilt files that ``make fuzz`` reads; the counts are in the summary of the run."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from nodecluster.cohort.images.files import open_image
from nodecluster.errors import NodeError
from tests.conftest import FUZZ
from tests.fuzz.kinds import KINDS
from tests.fuzz.run import AGREED, ALONE, REFUSED, Kind, chance_of, run

INPUTS = 2000


@pytest.mark.parametrize("spoilt", KINDS, ids=lambda kind: kind.name)
def test_spoilt_files_are_refused_or_read_right(spoilt, record_property):
    share = spoilt.share / sum(each.share for each in KINDS)
    counts = run([spoilt], round(INPUTS * share), seed=1)
    assert not counts.bugs
    refused, agreed, alone = (counts.outcomes[spoilt.name, what] for what in (REFUSED, AGREED, ALONE))
    assert refused + agreed + alone == round(INPUTS * share)
    assert refused > 0  # else nothing was spoilt
    assert agreed + alone > 0  # else the reading was never put to the test
    record_property(FUZZ, f"{refused} {agreed} {alone}")


def kind(read: Callable[[Path], object], compare: Callable[[Path, object], bool] = lambda *_: True) -> Kind:
    """A kind whose inputs are not there: what is tested is the counting."""
    return Kind("x", 1, lambda _: None, lambda _, __, folder: folder / "a.nii", read, compare)


def test_the_fuzzer_counts_a_traceback():
    counts = run([kind(lambda _: 1 / 0)], 3)
    assert counts.bugs == [f"x {number}: ZeroDivisionError: division by zero" for number in range(3)]
    assert "3 inputs, 0 refused, 0 read" in counts.total()
    assert "3 tracebacks or wrong numbers" in counts.total()


def test_the_fuzzer_counts_what_a_library_prints():
    (found,) = run([kind(lambda _: os.write(2, b"svd failed"))], 1).bugs
    assert found == "x 0: AssertionError: a library printed b'svd failed'"


def test_the_fuzzer_counts_a_warning():
    (found,) = run([kind(lambda _: warnings.warn("overflow", RuntimeWarning, stacklevel=1))], 1).bugs
    assert found == "x 0: RuntimeWarning: overflow"


def test_the_fuzzer_counts_a_wrong_number():
    def differs(*_: object) -> bool:
        raise AssertionError("other voxels")

    assert run([kind(lambda _: 1, differs)], 1).bugs == ["x 0: AssertionError: other voxels"]


@pytest.mark.parametrize(
    ("reason", "remedy", "said"),
    [
        ("{path} is empty", "Copy it", "a message with a path"),
        ("it is empty", "", "a message without a reason or a remedy"),
        ("it is empty", "Copy it.", "a message without a reason or a remedy"),
    ],
)
def test_the_fuzzer_counts_a_message_that_cannot_be_shown(reason, remedy, said):
    def read(path: Path) -> object:
        raise NodeError("reading", reason.format(path=path), remedy)

    (found,) = run([kind(read)], 1).bugs
    assert found.startswith(f"x 0: {said}: ")


def test_a_refusal_is_counted_as_one():
    assert run([kind(open_image)], 1).outcomes == {("x", REFUSED): 1}


def test_the_same_number_makes_the_same_input(tmp_path):
    first = KINDS[0]
    prepared = first.prepare(tmp_path)
    made = [first.make(chance_of(0, first, number), prepared, tmp_path).read_bytes() for number in (7, 7, 8)]
    assert made[0] == made[1] != made[2]
