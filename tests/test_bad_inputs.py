"""The catalogue of bad inputs: what is said, the exit code, and that nobody else's results change by a byte."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import shutil
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from plotly.offline import get_plotlyjs

from nodecluster import check, cli
from nodecluster.errors import NodeclusterError
from nodecluster.tables import FAILS
from tests.catalogue import CATALOGUE
from tests.catalogue.case import Case
from tests.conftest import write_cohort

SPARE_BYTES = 2 << 30
"""What a run on a bad input may take beyond what the process has: a header's 100 GB would not fit."""

PLOTLY = get_plotlyjs()

HIDDEN = r"Doe|secret|([0-9]+\.){6}"
"""What no message may hold of a DICOM header: names, descriptions, identifiers."""


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    """A cohort of three patients with two nodes each, on which nothing is wrong, and the results of its extraction."""
    folder = tmp_path_factory.mktemp("good")
    write_cohort(folder / "cohort", patients=3)
    assert run(folder / "cohort", folder / "out") == 0
    return folder


@pytest.fixture
def little_memory():
    """Leave the process little more memory than it has."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + SPARE_BYTES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def run(cohort: Path, out: Path) -> int:
    """Extract on the command line, in this process; return the exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["extract", str(cohort), "--out", str(out), "--jobs", "1"])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def expected_features(good: Path, case: Case) -> bytes:
    """The good cohort's table, without those who are lost, and with the ids that the case gives."""
    header, *rows = csv.reader(io.StringIO((good / "out" / "features.csv").read_text()))
    missing = {*case.lost, *((patient, "") for patient in case.gone)}
    kept = [row for row in rows if not {(row[0], row[1]), (row[0], "")} & missing]
    named = [
        [case.renamed.get(row[0], row[0]), case.renamed.get(f"{row[0]}:{row[1]}", row[1]), *row[2:]] for row in kept
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *sorted(named)])
    return text.getvalue().encode()


def test_the_catalogue_is_as_large_as_was_asked_for():
    names = [case.name for case in CATALOGUE]
    assert len(names) == len(set(names))
    assert len(CATALOGUE) >= 60


@pytest.mark.parametrize("case", CATALOGUE, ids=lambda case: case.name)
@pytest.mark.usefixtures("little_memory")
def test_a_bad_input(case, good, tmp_path, monkeypatch, capfd):
    root = Path(shutil.copytree(good / "cohort", tmp_path / case.folder))
    case.spoil(root)
    if case.patch:
        case.patch(monkeypatch)
    code = run(root, tmp_path / "out")
    _, err = capfd.readouterr()
    assert code == case.code, err
    assert "Traceback" not in err
    if code == 1:
        assert (err.count("nodecluster: "), "internal error" in err) == (1, False)
        assert [word for word in case.words if word not in err] == [], err
        assert not (tmp_path / "out").exists()
        with pytest.raises(NodeclusterError) as checked:
            check(root)
        assert str(checked.value) in err
        return
    assert (tmp_path / "out" / "features.csv").read_bytes() == expected_features(good, case)
    failures = pd.read_csv(tmp_path / "out" / "failures.csv", dtype=str, keep_default_na=False)
    check_failures(case, failures, err, root)
    check_letters(tmp_path / "out", err)
    check_says_the_same(failures, root)


@pytest.mark.parametrize("case", [case for case in CATALOGUE if "100 GB" in case.name], ids=lambda case: case.name)
def test_a_header_that_claims_100_gb_takes_no_memory(case, good, tmp_path, capfd):
    root = Path(shutil.copytree(good / "cohort", tmp_path / "cohort"))
    case.spoil(root)
    tracemalloc.start()
    try:
        assert run(root, tmp_path / "out") == 3
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 << 20
    capfd.readouterr()


def check_failures(case: Case, failures: pd.DataFrame, err: str, root: Path) -> None:
    """Those who are lost are named, each with a reason and a remedy, in the table and on the terminal."""
    found = failures[["patient_id", "node_id"]].drop_duplicates().itertuples(index=False, name=None)
    assert sorted(found) == sorted(case.lost), failures.to_dict("records")
    said = [f"{row['reason']}. {row['remedy']}" for row in failures.to_dict("records")]
    assert all(any(word in line for line in said) for word in case.words), said
    for row, line in zip(failures.to_dict("records"), said, strict=True):
        assert line in err
        assert row["stage"] in ("table", "reading", "mask", "image", "resampling", "features")
        assert row["reason"]
        assert row["remedy"][:1].isupper(), row["remedy"]
        assert not row["remedy"].endswith("."), row["remedy"]
        assert not row["reason"].endswith("."), row["reason"]
        assert "\n" not in line
    assert str(root.parent) not in err
    assert not re.search(HIDDEN, f"{err} {failures.to_csv()}")
    assert max(map(len, err.splitlines()), default=0) < 700


def check_letters(out: Path, err: str) -> None:
    """Every text is UTF-8, and no control character comes to a table, a page or the terminal.

    But for those in plotly's own script, which is checked to be that, so that nothing of the user hides there.
    """
    said = [
        err,
        *(
            path.read_text(encoding="utf-8-sig")
            for path in out.rglob("*")
            if path.is_file() and path.suffix != ".parquet"
        ),
    ]
    said = [text.replace(PLOTLY, "").replace("\N{NO-BREAK SPACE}", " ") for text in said]
    assert all(line.isprintable() for text in said for line in text.split("\n"))


def check_says_the_same(failures: pd.DataFrame, root: Path) -> None:
    """What extraction failed at, ``nodecluster check`` foretells with the same words, and nothing else."""
    table = check(root).checks
    assert table is not None
    foretold = {
        (row["patient_id"], row["node_id"]): f"{row['finding']}. {row['remedy']}"
        for row in table[table["verdict"] == FAILS].to_dict("records")
    }
    assert set(foretold) == set(failures[["patient_id", "node_id"]].itertuples(index=False, name=None))
    for row in failures.to_dict("records"):
        said = foretold[row["patient_id"], row["node_id"]]
        assert row["reason"] in said
        assert row["remedy"] in said


def test_ids_in_html_stay_text(good, tmp_path, capfd):
    named = [case for case in CATALOGUE if any("<" in name for name in case.renamed.values())]
    assert len(named) == 2
    for number, case in enumerate(named):
        root = Path(shutil.copytree(good / "cohort", tmp_path / str(number) / "cohort"))
        case.spoil(root)
        shutil.rmtree(root / "C" / "segmentations")  # so that the report has something to say
        (root / "B" / "segmentations" / "LN_1.nii.gz").write_bytes(b"")
        out = tmp_path / str(number) / "out"
        assert run(root, out) == 3
        page = (out / "report.html").read_text()
        for name in case.renamed.values():
            assert name not in page
    capfd.readouterr()


def test_the_other_commands_go_on_too(good, tmp_path, capfd):
    root = Path(shutil.copytree(good / "cohort", tmp_path / "cohort"))
    header = "patient_id,clinical_n,nodes_examined,nodes_positive"
    (root / "patients.csv").write_text(f"{header}\nA,cN0,9,0\nB,cN+,8,9\nC,cN+,4,4\n,cN0,3,0\nZ,cN0,3,0\n")
    lost = {"": "found nothing; expected an id", "B": "found 9; expected at most", "Z": "'Z/ct.nii.gz', which does not"}
    for words in (["fit"], ["predict", "fit"], ["validate", "fit"]):
        out = tmp_path / words[0]
        model = [str(tmp_path / word) for word in words[1:]]
        with pytest.raises(SystemExit) as ended:
            cli.main([words[0], *model, str(root), "--out", str(out), "--jobs", "1"])
        said, err = capfd.readouterr()
        assert ended.value.code == 3, err
        failures = pd.read_csv(out / "failures.csv", keep_default_na=False)
        for patient, reason in lost.items():
            assert failures.loc[failures["patient_id"] == patient, "reason"].str.contains(reason, regex=False).any()
        assert "Failed: a patient without an id (table): patients.csv, row 5" in err
        assert "4 nodes of 2 patients (3 more without a measured node); 4 failures" in said
        counts = json.loads((out / "run.json").read_text())["counts"]
        assert (counts["patients"], counts["patients_measured"], counts["patients_failed"]) == (5, 2, 3)
        patients = pd.read_csv(out / "patients.csv")
        assert patients["patient_id"].tolist() == ["A", "C", "Z"]  # of B and the nameless nothing can be said
    metrics = json.loads((tmp_path / "validate" / "metrics.json").read_text())
    assert "1 patient without a measured node, so without a prediction: Z." in metrics["warnings"]
    with pytest.raises(SystemExit) as ended:  # where only tables are read, mending costs nothing
        cli.main(["fit", str(tmp_path / "fit" / "features.csv"), "--patients", str(root / "patients.csv")])
    assert ended.value.code == 1
    assert "2 problems" in capfd.readouterr().err
    with pytest.raises(SystemExit) as ended:  # a run's features, without the patients' table, know who failed
        cli.main(["fit", str(tmp_path / "fit" / "features.csv"), "--out", str(tmp_path / "again")])
    assert ended.value.code == 3, capfd.readouterr().err
    page = (tmp_path / "validate" / "report.html").read_text()
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", str(tmp_path / "validate")])
    assert ended.value.code == 0, capfd.readouterr().err
    assert (tmp_path / "validate" / "report.html").read_text() == page
