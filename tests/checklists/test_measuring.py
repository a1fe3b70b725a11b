from dataclasses import replace

from nodecluster.tables import FEATURES
from tests.checklists.asking import changed, item

MEASURED = ["21", "22", "23", "24", "25", "26", "27", "28"]


def test_a_measured_cohort_fills_the_extraction(real):
    assert [item(real.validate, "CLEAR", number).status for number in MEASURED] == ["filled"] * len(MEASURED)
    assert "1 × 1 × 1 mm" in item(real.validate, "CLEAR", "22").text
    assert "25 HU" in item(real.validate, "CLEAR", "23").text
    assert f"PyRadiomics {real.validate.info['versions']['pyradiomics']}" in item(real.validate, "CLEAR", "25").text
    assert item(real.validate, "CLEAR", "27").text.startswith(f"{len(FEATURES)} features")


def test_classes_add_up_to_107(real):
    said = item(real.validate, "CLEAR", "26").text.partition(": ")[2].partition(".")[0]
    numbers = [int(word) for word in said.replace(",", " ").split() if word.isdigit()]
    assert len(numbers) == 7
    assert sum(numbers) == len(FEATURES) == 107


def test_other_settings_are_shown(real):
    other = changed(
        real.validate,
        "info",
        lambda info: info.update(settings={**info["settings"], "bin_width": 12.5, "spacing_mm": 2.0}),
    )
    assert "12.5 HU" in item(other, "CLEAR", "23").text
    assert item(other, "CLEAR", "23").status == "partly"  # why this width is the author's
    assert "2 × 2 × 2 mm" in item(other, "CLEAR", "22").text


def test_a_table_of_unknown_origin_fills_nothing_of_the_extraction(real):
    for number in MEASURED:  # the run that judges the fitted patients too was given a table
        found = item(real.seen, "CLEAR", number)
        assert found.status == "author"
        assert "unknown origin" in found.text
        assert "25 HU" not in found.text
    assert item(real.seen, "METRICS", "C1").status == "author"
    assert "unknown origin" in item(real.seen, "STARD 2015", "26").text
    assert item(real.seen, "STARD 2015", "16").status == "partly"


def test_a_table_of_an_earlier_run_has_no_versions_here(real):
    earlier = changed(real.validate, "info", lambda info: info["inputs"].update(features="run"))
    found = item(earlier, "CLEAR", "25")
    assert found.status == "partly"
    assert real.validate.info["versions"]["pyradiomics"] not in found.text
    assert "earlier run" in found.text
    assert item(earlier, "CLEAR", "22").status == "filled"


def test_a_model_of_unknown_features_is_told(real):
    other = changed(real.validate, "model", lambda model: model.update(measured=False))
    for number in MEASURED:
        assert item(other, "CLEAR", number).status == "partly"
        assert "is assumed" in item(other, "CLEAR", number).text
    assert "is assumed" in item(other, "STARD 2015", "26").text


def test_masks_are_counted_by_their_format(real):
    other = changed(
        real.validate, "info", lambda info: info["inputs"].update(masks={"NIfTI": 3, "RTSTRUCT": 1200}, contours="even")
    )
    text = item(other, "METRICS", "8").text
    assert "NIfTI 3 and RTSTRUCT 1,200" in text
    assert "contours became voxels" in text


def test_failures_are_counted(real):
    other = changed(real.validate, "info", lambda info: info["counts"].update(nodes_failed=3, patients_failed=1))
    for name, number in (("STARD 2015", "16"), ("CLEAR", "29"), ("STARD 2015", "26")):
        assert "3 nodes and 1 whole patient could not be measured" in item(other, name, number).text


def test_a_fit_of_a_table_from_elsewhere_does_not_know_what_was_missing(real):
    other = changed(real.fit, "info", lambda info: info["inputs"].update(features="unknown"))
    assert item(other, "CLEAR", "29").status == "partly"


def test_a_fit_without_a_model_fills_nothing_of_missing_data(real):
    assert item(real.fit, "CLEAR", "29").status == "filled"
    assert item(replace(real.fit, model=None), "CLEAR", "29").status == "author"
