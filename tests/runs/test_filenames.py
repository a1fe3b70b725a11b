"""Names of files from ids of any letters."""

from __future__ import annotations

import os
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.runs.filenames import LONGEST, file_names

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("P-01_a.b c", "P-01_a.b c"),
        ("a/b", "a%2Fb"),
        ('a\\b:c*d?e"f|g', "a%5Cb%3Ac%2Ad%3Fe%22f%7Cg"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        (".hidden", "%2Ehidden"),
        (" end. ", "%20end.%20"),
        ("end.", "end%2E"),
        ("<img src=x onerror=alert(1)>", "%3Cimg src%3Dx onerror%3Dalert%281%29%3E"),
        ("CON", "%43ON"),
        ("con .x", "%63on .x"),
        ("COM10", "COM10"),
        ("lpt9.1", "%6Cpt9.1"),
        ("100%", "100%25"),
        ("a%2Fb", "a%252Fb"),
        ("Müller", "M%C3%BCller"),
        ("a\nb", "a%0Ab"),
        ("~x", "%7Ex"),
    ],
)
def test_an_id_becomes_a_name_that_every_system_takes_and_leads_back(name, expected):
    (found,) = file_names([name]).values()
    assert found == expected
    assert unquote(found) == name


def test_ids_that_differ_in_capitals_alone_differ_in_their_names():
    found = file_names(["ab", "Ab", "AB", "other", "Con", "CON"])
    assert found == {
        "ab": "ab", "Ab": "%41b", "AB": "%41%42", "other": "other", "Con": "%43on", "CON": "%43%4F%4E"
    }  # fmt: skip
    assert len({name.casefold() for name in found.values()}) == len(found)


def test_long_ids_are_cut_and_stay_apart():
    long = "x" * 300
    names = file_names([long + "a", long + "b", "é" * 300, "y" * LONGEST, "y" * (LONGEST + 1)])
    assert names["y" * LONGEST] == "y" * LONGEST
    assert all(len(name) <= LONGEST for name in names.values())
    assert len(set(names.values())) == 5
    cut, _, last = names["é" * 300].rpartition("~")
    assert set(unquote(cut)) == {"é"}  # no letter is cut in two
    assert len(last) == 16


letters = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
nasty = st.text(st.sampled_from("aAbB%.~ /4142cConNuL1é"), min_size=1, max_size=8)
long = nasty.map(lambda text: text * 40)


@given(st.sets(st.one_of(letters, nasty, long), min_size=1, max_size=8))
def test_names_are_safe_and_unique_whatever_the_ids(ids):
    names = file_names(ids)
    assert len({name.lower() for name in names.values()}) == len(ids)
    for identity, name in names.items():
        assert name.isascii()
        assert name.isprintable()
        assert not set(name) & set('<>:"/\\|?*')
        assert len(name) <= LONGEST
        assert name[0] not in ". "
        assert name[-1] not in ". "
        assert name.split(".")[0].rstrip().lower() not in DEVICES
        assert "~" in name or unquote(name) == identity


def test_the_longest_name_can_be_written(tmp_path):
    (name,) = file_names(["é/" * 200]).values()
    path = tmp_path / f".{name}.seg.nrrd-12345678"  # as it is called while it is written
    path.write_bytes(b"x")
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - the very bytes of the name
