"""What an item says to its reader: what the run knows, and what is left to the author."""

import pytest

from nodecluster.checklists.answers import author, filled, not_applicable, partly, to_item
from nodecluster.checklists.definitions import Entry
from tests.checklists.asking import item

ENTRY = Entry("9", "Results", "Flow", "Draw the flow.")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (filled("Ten.", "", "Two more."), "Ten. Two more."),
        (partly("Ten."), "Ten. For the author: draw the flow."),
        (partly("Ten.", left="Say why."), "Ten. For the author: say why."),
        (author("Nothing is known."), "Nothing is known. Draw the flow."),
        (author(), "Draw the flow."),
        (not_applicable("There is no flow."), "There is no flow."),
        (None, "Draw the flow."),
    ],
)
def test_the_text_of_an_item(answer, text):
    found = to_item(ENTRY, answer)
    assert found.text == text
    assert found.status == ("author" if answer is None else answer.status)
    assert (found.number, found.section, found.topic) == ("9", "Results", "Flow")


def test_what_an_item_leaves_is_in_the_list(real):
    """Words of the answer go before the note of the list."""
    assert item(real.validate, "STARD 2015", "17").text.endswith(
        "For the author: say which of these analyses were planned."
    )
