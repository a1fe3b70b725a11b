"""Clinical variables: kind, levels, what is missing, and what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.cohort.tables.patient_checks import COLUMNS
from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.tables import KEY
from nodecluster.variables import CONTRACT, clinical_variables
from tests.conftest import ROOT

TELLING = """
PatientName name Nachname Vorname surname date_of_birth DOB Geburtsdatum GebDatum yob Geburtsjahr Straße address PLZ
Wohnort phone Telefonnummer Handy email MRN record_number recordNo case_no Fallnummer FallNr study_id PatID
Patientennummer OP-Datum surgery_date Datum comments Bemerkungen surgeon Hausarzt patient initials SSN AHV-Nr birthdate
dateofbirth Krankenkassennummer lfd.Nr. E-Mail zip 姓名
surgeons Operateurin Operateure Oberärzte Ärzte Hausärztin reader reader1 reviewer rater Auswerter Befunder Kürzel
entered_by readBy erfasst_von Ersteller user author nurses technician MTA consultant referrer Zuweiser Sachbearbeiter GP
Dr treating_dr spouse next_of_kin Ehepartner Angehörige Jahrgang yearofbirth SVNR AHVN13 IBAN passport_no Ausweis
Personalausweis driver_license kennzeichen device_serial URL photo
"""
HARMLESS = """
age Alter histology grade t_stage subtype ER PR HER-2 Ki-67 bmi body_mass_index tumour_size menopause number_of_children
BIRADS Seite clinical_t pT chemo scanner update days_to_surgery SUVmax location quadrant line_of_therapy family_history
Geschlecht Größe Anzahl_Herde lesion_number
gp130 HLA-DR contraceptive_user readout inter_read serial_ct gene_signature surgical_margin surgery Chirurgie radiology
pathological_t Pathologie first_degree_relatives driver_mutation relative_volume detected_by MTAP rating births
stage_T ER_status consultation nursing operability
"""


def one(cells, name="x"):
    """The variable, or the column left out, that cells make."""
    found, left_out = clinical_variables(
        pd.DataFrame({"patient_id": [f"P{n}" for n in range(len(cells))], name: cells})
    )
    (only,) = [*found, *left_out]
    return only


def test_the_contract_is_that_of_the_patients_table():
    assert set(CONTRACT) == set(COLUMNS)
    assert KEY[0] in CONTRACT


def test_the_example_cohort():
    found, left_out = clinical_variables(read_cohort(ROOT / "segmentations", images=False).patients)
    assert [(variable.name, variable.kind, variable.levels) for variable in found] == [
        ("age", "number", ()),
        ("histology", "category", ("ductal", "other")),
        ("grade", "category", ("1", "2", "3")),
        ("t_stage", "category", ("T1", "T2", "T3")),
        ("subtype", "category", ("HER2", "luminal A", "luminal B", "triple negative")),
        ("ki67", "number", ()),
    ]
    assert left_out == []


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["0", "1"] * 4, "category"),
        ([1, 2, 3, 4, 5] * 3, "category"),
        ([1, 2, 3, 4, 5, 6], "number"),
        (["1.5", "2", "3", "-4", "5e1", "+6"], "number"),
        (["1,5", "2", "3", "4,25", "5", "6"], "number"),
        (["10 %", "20%", "30%", "40%", "50%", "60 %"], "number"),
        (["10%", "20", "30%", "40%", "50%", "60%"] * 2, "category"),
        (["1", "2", "3", "4", "5", "<5"] * 2, "category"),
        (["1", "2", "3", "4", "5", "inf"] * 2, "category"),
        (["1", "2", "3", "4", "5", "1_0"] * 2, "category"),
        (["007", "012", "013", "014", "015", "016"] * 2, "category"),
        ([True, False, True] * 2, "category"),
        (["\N{MINUS SIGN}1", "2", "3", "4", "5", "6"], "number"),
    ],
)
def test_kind(cells, kind):
    assert one(cells).kind == kind


def test_numbers_are_floats_with_the_index_of_the_table():
    table = pd.DataFrame({"x": ["1,5", "", "2", "unknown", "3", "4", "5", "6,25"]}, index=range(10, 18))
    (variable,), _ = clinical_variables(table)
    expected = pd.Series([1.5, np.nan, 2, np.nan, 3, 4, 5, 6.25], index=range(10, 18), dtype="float64")
    pd.testing.assert_series_equal(variable.values, expected, check_names=False)
    assert variable.missing == 2


@pytest.mark.parametrize(
    "word", ["", " ", "NA", "n/a", "NaN", "Unknown", "k.A.", "keine Angabe", "-", "?", None, np.nan, pd.NA, pd.NaT, "."]
)
def test_missing(word):
    variable = one(["a", "b", "a", "b", "a", word])
    assert variable.missing == 1
    assert variable.values.iloc[-1] == ""
    assert variable.levels == ("a", "b")


@pytest.mark.parametrize("word", ["none", "TX", "0", "no", "9", "negative"])
def test_not_missing(word):
    assert one(["a", "b", "a", "b", "a", word]).missing == 0


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        (["T10", "T2", "T1"] * 2, ("T1", "T2", "T10")),
        (["10", "9", "-1"] * 2, ("-1", "9", "10")),
        (["2.0", "1.0", "3"] * 2, ("1", "2", "3")),
        (["0.5", "0.25"] * 2, ("0.25", "0.5")),
        (["b", "A", "a"] * 2, ("A", "a", "b")),
        (["T1c", "T1a", "Tis", "T1"] * 2, ("T1", "T1a", "T1c", "Tis")),
        (["no  answer\n", "yes"] * 2, ("no answer", "yes")),
        ([1.0, 2.0, np.nan] * 2, ("1", "2")),
    ],
)
def test_levels_are_in_their_natural_order(cells, levels):
    assert one(cells).levels == levels


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", None, "NA"], "no patient has a value"),
        ([f"word {n % 21}" for n in range(60)], "free text: 21 distinct texts"),
        (
            ["Anna", "Berta", "Carla", "Dora", "Anna", "Eva"],
            "almost every patient has a text of their own (5 distinct",
        ),
        (["Anna"], "almost every patient has a text of their own"),
        (["a"] * 9 + ["x" * 41], "more than 40 letters"),
        (["1,234", "2,345"] * 4, "read in two ways"),
        (["1,5", "2.5"] * 4, "read in two ways"),
        ([*map(str, range(30, 60)), "<5", "<5"], "2 of 32 values are no numbers"),
        (["2021-03-04"] * 3, "holds dates"),
        (["a", "a", "4.3.1970"], "holds dates"),
        ([pd.Timestamp("1970-03-04")] * 3, "holds dates"),
        (["12 Mar 1970"] * 3, "holds dates"),
        (["03/1970"] * 3, "holds dates"),
        (["19700304"] * 3, "holds dates"),
        (["a", "a", "anna@example.org"], "e-mail"),
        (["a", "a", "+49 30 1234567"], "telephone"),
        (["a", "a", "030/1234567"], "telephone"),
        ([str(1_234_567 + 13 * n) for n in range(12)], "record number"),
        ([*range(1, 13)], "one after the other"),
        ([*range(1, 11)], "one after the other"),
        ([*range(30, 58), "1e200"], "a number beyond 1e100, or too small to be told from 0; correct it"),
        ([*range(30, 58), "-1e101"], "beyond 1e100"),
        ([*range(30, 58), "1e999"], "beyond 1e100"),
        ([*range(30, 58), 1e-162], "too small to be told from 0"),
        ([*range(30, 58), "1e-999"], "too small to be told from 0"),
        ([0, 1, 5e-324] * 3, "too small to be told from 0"),
    ],
)
def test_what_may_tell_who_somebody_is_is_left_out(cells, reason):
    found = one(cells)
    assert reason in found.reason
    assert not any(str(cell) in found.reason for cell in cells if len(str(cell or "")) > 3)


def test_a_long_number_that_repeats_is_none_of_a_record():
    assert one(["150000", "250000"] * 6).kind == "category"


@pytest.mark.parametrize(
    "name",
    TELLING.split(),
)
def test_names_of_columns_that_tell_who_somebody_is(name):
    found = one(["a", "b"] * 4, name)
    assert "name" in found.reason
    assert found.name == name


@pytest.mark.parametrize(
    "name",
    HARMLESS.split(),
)
def test_names_of_columns_that_do_not(name):
    assert one(["a", "b"] * 4, name).kind == "category"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["a", "b", "c", "d", "a"], "category"),  # four in five, not more
        ([*range(1, 10)], "number"),  # nine may follow each other by chance
        ([1e100, -1e100, 1e-100, "0e-999", "-0", 1, 2], "number"),
    ],
)
def test_what_is_just_kept(cells, kind):
    assert one(cells).kind == kind


def test_minus_nothing_is_nothing():
    assert one(["-0.0", "0", "1"] * 2).levels == ("0", "1")


@given(st.lists(st.sampled_from(["", "T1", "T2", "T10", "3", "4", "5", "6", "7", "8", "x y"]), min_size=1, max_size=30))
def test_neither_rows_nor_names_of_patients_matter(cells):
    found, turned = one(cells), one(cells[::-1])
    assert type(found) is type(turned)
    if hasattr(found, "levels"):
        assert (found.kind, found.levels, found.missing) == (turned.kind, turned.levels, turned.missing)
        assert list(found.values.astype(str)) == list(turned.values.astype(str))[::-1]
        assert set(found.levels) <= set(found.values) or found.kind == "number"
    else:
        assert found == turned
