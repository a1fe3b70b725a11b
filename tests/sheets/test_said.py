"""Checklists and notes as tables."""

from __future__ import annotations

from nodecluster.checklists import checklists
from nodecluster.sheets import names, sheets
from nodecluster.sheets.columns import COLUMNS
from nodecluster.sheets.said import checklist_table, notes
from tests.judged import scored, signed
from tests.sheets.reading import read_back


def test_every_item_of_every_checklist():
    lists = checklists(scored())
    table = read_back(checklist_table(lists))
    for each in lists:
        mine = table[table["checklist"] == each.name]
        assert mine[mine["part"] == "item"]["number"].tolist() == [item.number for item in each.items]
        assert mine[mine["part"] == "condition"]["text"].tolist() == [item.text for item in each.conditions]
        assert set(mine["source"]) == {each.source}
    assert [each.name for each in lists] == list(dict.fromkeys(table["checklist"]))


def said(content: object) -> set[str]:
    """Every note that a JSON holds, wherever it stands."""
    if isinstance(content, list):
        return set().union(*map(said, content))
    if not isinstance(content, dict):
        return set()
    own = {note for key in ("notes", "warnings") for note in content.get(key, ())}
    return own.union(*(said(each) for each in content.values()))


def test_no_note_is_lost():
    run = scored()
    table = read_back(notes(run, checklists(run), {}))
    everywhere = said(run.metrics) | {note for part in ("flow", "baseline") for note in run.cohort[part]["notes"]}
    # The notes of single rows of the baseline table stand in its rows.
    assert everywhere <= set(table["note"])
    assert f"Method: {run.metrics['decision_curve']['all']['method']}." in set(table["note"])


def test_a_note_says_of_what_it_is():
    table = read_back(notes(scored(), (), {}))
    clustered = table[table["note"].str.startswith("The nodes of one patient are not independent.")]
    assert set(clustered["unit"]) == {"node"}
    assert set(clustered["about"]) == {"figures of ours", "figures of theirs"}
    assert {"rules", "prevalence", "calibration", "subgroups by age", "comparison", "flow", "baseline"} <= set(
        table["about"]
    )


def test_columns_that_need_words_have_them():
    tables = sheets(scored())
    table = read_back(tables[names.NOTES])
    told = table[table["about"] == "column first"]["note"].tolist()
    assert told == [
        "1 on the interval to quote, 0 on the same figure by another method beside it (in estimates.csv, "
        "prevalence.csv and calibration.csv).",
        "The first of the two that are compared; a difference is the second less the first (in comparison.csv and "
        "baseline_differences.csv).",
    ]
    for column in ("asked", "role", "whose", "chosen_how", "clinical_n"):
        assert (table["about"] == f"column {column}").sum() == 1, column
    assert "of which patients" not in " ".join(notes(scored(), (), {})["note"])


def test_every_explained_column_is_one_of_a_table():
    tables = sheets(signed())
    for column in COLUMNS:
        assert any(column.name in table.columns for table in tables.values()), column.name
        assert all(column.name in tables[name].columns for name in column.tables), column.name
