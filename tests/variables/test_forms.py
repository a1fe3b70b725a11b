"""Forms of a text that may tell who a person is, and clinical texts that look like them."""

from __future__ import annotations

import pytest

from nodecluster.variables.forms import called, plain, telling

DATES = [
    "2021-03-04", "4.3.1970", "12 Mar 1970", "03/1970", "19700304", "19700304.0", "4.3.70", "5th March 2020",
    "March 5th, 2020", "2020 Mar 5", "12. März 2020", "Mo 12.03.2020", "12.03.2020 um 10", "20200312T101112",
    "2020-03-12T10:11:12Z", "12/03/2020 10:11 PM", "\uff11\uff12.03.2020", "12.III.2020", "12 03 2020",
    "12\N{NON-BREAKING HYPHEN}3\N{NON-BREAKING HYPHEN}2020", "2020\N{EN DASH}03\N{EN DASH}12", "mars 2020", "12-Mar",
    "CT am 3.4.2020", "2020/3", "Q1 2020", "2020-W05", "moved 12.03.20",
]  # fmt: skip
PEOPLE = [
    "Dr. Hans Huber", "Dr Huber", "dr. huber", "PD Dr. Huber", "Prof. Huber", "Frau Huber", "HERR HUBER", "Mr Huber",
    "Ms. Huber", "Frau Huber, geb. 1950",
]  # fmt: skip
REACHED = ["anna@example.org", "030/1234567", "+49 (0)89/123456", "call +49 30 1234567"]
CLINICAL = [
    "T1", "pT1c N0 M0", "pN1a (2/15)", "ER positive", "gp130", "8500/3", "3+4=7", "HLA-DR Positive", "MR Mamma",
    "MS Type", "DR Thorax", "Luminal A, HER2", "Invasive ductal, NST", "C50.4", "1.5 T", "10-20 mm", "5/12", "FEC-100",
    "G2-3", "may", "Sep", "Stage IIA", "12 x 13 x 20 mm", "NCT01234567", "NAC 4x EC, 12x Pac", "III", "120 kV",
    "0.19991231", "Case 2", "Frau", "consent withdrawn in 2020", "no CT", "-1.5", "1e100", "<5", "3/4/5",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_dates(text):
    assert telling(plain(text)) == "holds dates"


@pytest.mark.parametrize("text", PEOPLE)
def test_people(text):
    assert telling(plain(text)) == "may hold a person's name"


@pytest.mark.parametrize("text", REACHED)
def test_ways_to_reach_somebody(text):
    assert "telephone" in telling(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://example.org/p/1", "web"),
        ("see www.example.org", "web"),
        ("geb. 1950", "born"),
        ("MRN00123", "record"),
        ("Fall-Nr. 4711", "record"),
        ("duplicate of patient 4711", "record"),
        ("756.1234.5678.97", "record"),
        ("DE12 3456 7890 1234 5678 90", "record"),
    ],
)
def test_other_forms(text, reason):
    assert reason in telling(text)


@pytest.mark.parametrize("text", CLINICAL)
def test_clinical_texts_tell_nothing(text):
    assert telling(plain(text)) == ""


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Huber, Hans"], True),
        (["Huber, Hans", "zz"], True),
        (["Huber, Hans", "yy", "zz"], False),
        (["H. Huber", "E. Maier"], True),
        (["Müller-Lüdenscheidt, Anna Eva", "Huber, H."], True),
        (["Ductal, Invasive", "Lobular, Invasive"], False),
        (["Left, Upper", "Right, Lower"], False),
        (["E. Coli"], False),
    ],
)
def test_people_as_they_are_listed(texts, expected):
    assert called(texts) is expected
