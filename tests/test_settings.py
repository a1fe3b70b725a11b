"""Settings: the study's by default, a TOML file over them, and no slip that passes in silence."""

from __future__ import annotations

import dataclasses

import pytest

from nodecluster.errors import SettingsError
from nodecluster.settings import Settings, read_settings


def refused(tmp_path, text: str | bytes) -> str:
    path = tmp_path / "s.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_the_defaults_are_the_studys():
    settings = Settings()
    assert (settings.bin_width, settings.spacing_mm, settings.correlation_threshold) == (25, 1, 0.9)
    assert (settings.recipe, settings.rule, settings.level) == ("study", "any", 0.95)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.seed = 1
    assert Settings(**settings.as_dict()) == settings


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('\ufeff# ours\nbin_width = 10\nrule = "count:2"\n', encoding="utf-8")
    assert read_settings(path) == dataclasses.replace(Settings(), bin_width=10.0, rule="count:2")
    path.write_text("")
    assert read_settings(path) == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bin_widht = 25", "unknown setting 'bin_widht'; did you mean 'bin_width'?"),
        ("Seed = 1", "unknown setting 'Seed'; did you mean 'seed'?"),
        ("[extraction]\nbin_width = 25", "unknown setting 'extraction'; there are: recipe, bin_width,"),
        ('bin_width = "25"', "setting 'bin_width': found '25'; expected a number. Write it as bin_width = 25.0"),
        ("starts = 2.5", "setting 'starts': found 2.5; expected a whole number. Write it as starts = 50"),
        ("seed = true", "setting 'seed': found true; expected a whole number"),
        ("rule = 2", "setting 'rule': found 2; expected text. Write it as rule = \"any\""),
        ("level = [0.95]", "setting 'level': found [0.95]; expected a number"),
        ("bin_width = 0", "setting 'bin_width': found 0.0; expected a number from 0.1 to 1000 (HU)"),
        ("bin_width = nan", "setting 'bin_width': found nan; expected"),
        ("spacing_mm = inf", "setting 'spacing_mm': found inf; expected a number from 0.1 to 10 (mm)"),
        ("spacing_mm = 0.001", "setting 'spacing_mm': found 0.001; expected"),  # would fill any memory
        (f"spacing_mm = {'9' * 400}", "setting 'spacing_mm': found 1000000000.0; expected"),
        ("minimum_voxels = 1", "setting 'minimum_voxels': found 1; expected a whole number of at least 2"),
        ("correlation_threshold = 0", "setting 'correlation_threshold': found 0.0; expected a number above 0"),
        ("correlation_threshold = 1.1", "setting 'correlation_threshold': found 1.1; expected"),
        ("starts = 0", "setting 'starts': found 0; expected a whole number of at least 1"),
        ("seed = -1", "setting 'seed': found -1; expected a whole number from 0"),
        ("seed = 4294967296", "setting 'seed': found 4294967296; expected"),
        ("level = 95", "setting 'level': found 95.0; expected a number from 0.5 to 0.999999, such as 0.95"),
        ("resamples = 199", "setting 'resamples': found 199; expected a whole number from 200 to 100000"),
        ("resamples = 100001", "setting 'resamples': found 100001; expected"),
        ("resamples = 2000.5", "setting 'resamples': found 2000.5; expected a whole number"),
        ('recipe = "studi"', "setting 'recipe': found 'studi'; expected 'study'"),
        ("bin_width: 25", "not TOML ("),
        ("bin_width = 25\nbin_width = 30", "not TOML ("),
        ("# 95 %\nlevel = 0,9", "not TOML (Expected newline or end of document after a statement"),
        (b"\xff\xfe", "the settings cannot be read (not UTF-8 text)"),
    ],
)
def test_a_slip_is_said(tmp_path, text, words):
    assert refused(tmp_path, text).startswith(words)


def test_a_decimal_comma_is_known(tmp_path):
    assert refused(tmp_path, "# ours\nlevel = 0,9").endswith("write numbers with a decimal point, such as level = 0.95")
    assert refused(tmp_path, "bin_width: 25").endswith("write lines such as bin_width = 25")


def test_the_limits_themselves_are_allowed():
    values = {"correlation_threshold": 1.0, "minimum_voxels": 2, "starts": 1, "seed": 2**32 - 1, "spacing_mm": 0.1}
    assert Settings().changed(values).as_dict() == Settings().as_dict() | values
    for resamples in (200, 100_000):
        assert Settings().changed({"resamples": resamples}).resamples == resamples


def test_settings_written_before_there_were_resamples_still_load():
    older = {name: value for name, value in Settings(seed=3).as_dict().items() if name != "resamples"}
    assert Settings().changed(older, "model.json") == Settings(seed=3, resamples=2000)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml: the settings cannot be read \(No such file or directory\)"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"cannot be read \(Is a directory\); give the path of a TOML file"):
        read_settings(tmp_path)


def test_values_from_elsewhere_than_a_file():
    with pytest.raises(SettingsError, match=r"^setting 'level': found 2\.0"):
        Settings().changed({"level": 2.0})
    with pytest.raises(SettingsError, match=r"^model\.json: unknown setting 'colour'"):
        Settings().changed({"colour": 1}, "model.json")
