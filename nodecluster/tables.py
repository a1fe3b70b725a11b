"""The tables that pass between rooms: their columns, their order, and the checks that make them trustworthy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from nodecluster.errors import CohortError, Problem
from nodecluster.words import brief, did_you_mean, shown

_CLASSES = {
    "shape": "Elongation Flatness LeastAxisLength MajorAxisLength Maximum2DDiameterColumn Maximum2DDiameterRow "
    "Maximum2DDiameterSlice Maximum3DDiameter MeshVolume MinorAxisLength Sphericity SurfaceArea SurfaceVolumeRatio "
    "VoxelVolume",
    "firstorder": "10Percentile 90Percentile Energy Entropy InterquartileRange Kurtosis Maximum "
    "MeanAbsoluteDeviation Mean Median Minimum Range RobustMeanAbsoluteDeviation RootMeanSquared Skewness TotalEnergy "
    "Uniformity Variance",
    "glcm": "Autocorrelation ClusterProminence ClusterShade ClusterTendency Contrast Correlation DifferenceAverage "
    "DifferenceEntropy DifferenceVariance Id Idm Idmn Idn Imc1 Imc2 InverseVariance JointAverage JointEnergy "
    "JointEntropy MCC MaximumProbability SumAverage SumEntropy SumSquares",
    "gldm": "DependenceEntropy DependenceNonUniformity DependenceNonUniformityNormalized DependenceVariance "
    "GrayLevelNonUniformity GrayLevelVariance HighGrayLevelEmphasis LargeDependenceEmphasis "
    "LargeDependenceHighGrayLevelEmphasis LargeDependenceLowGrayLevelEmphasis LowGrayLevelEmphasis "
    "SmallDependenceEmphasis SmallDependenceHighGrayLevelEmphasis SmallDependenceLowGrayLevelEmphasis",
    "glrlm": "GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance HighGrayLevelRunEmphasis "
    "LongRunEmphasis LongRunHighGrayLevelEmphasis LongRunLowGrayLevelEmphasis LowGrayLevelRunEmphasis RunEntropy "
    "RunLengthNonUniformity RunLengthNonUniformityNormalized RunPercentage RunVariance ShortRunEmphasis "
    "ShortRunHighGrayLevelEmphasis ShortRunLowGrayLevelEmphasis",
    "glszm": "GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance HighGrayLevelZoneEmphasis "
    "LargeAreaEmphasis LargeAreaHighGrayLevelEmphasis LargeAreaLowGrayLevelEmphasis LowGrayLevelZoneEmphasis "
    "SizeZoneNonUniformity SizeZoneNonUniformityNormalized SmallAreaEmphasis SmallAreaHighGrayLevelEmphasis "
    "SmallAreaLowGrayLevelEmphasis ZoneEntropy ZonePercentage ZoneVariance",
    "ngtdm": "Busyness Coarseness Complexity Contrast Strength",
}

FEATURES: tuple[str, ...] = tuple(
    f"original_{family}_{name}" for family, names in _CLASSES.items() for name in names.split()
)
"""The 107 features of the original image, in the order in which PyRadiomics 3.0.1 gives them."""

LEAST_AXIS = "original_shape_LeastAxisLength"
MESH_VOLUME = "original_shape_MeshVolume"
SHAPES = {LEAST_AXIS: ("least axis length", " mm"), MESH_VOLUME: ("mesh volume", " mm³")}
"""The features that tell the groups apart, in words, and the unit that goes behind a value."""

VOLUME = "volume_mm3"
"""A node's volume in a table of predictions, for the patient rule ``largest``."""

PATIENTS_CSV, NOTICE_TXT, TRUTH_CSV = "patients.csv", "NOTICE.txt", "truth.csv"
"""The files of a cohort that are not images; a run folder has a ``patients.csv`` too."""

RUN_JSON, FEATURES_CSV = "run.json", "features.csv"
"""The files by which a run folder is known."""

FailureRow = tuple[str, str, str, str, str]
"""Patient, node (nothing where the patient failed as a whole), stage, reason, remedy."""

Remark = tuple[str, str]
"""What has to be said of nodes that were measured: the patient, and the text."""

CLINICAL_N = ("cN0", "cN+")
"""The clinical assessments of an axilla."""

MOST_COHORTS = 20
"""With more, as where each patient is a cohort, none is counted or judged by itself."""

KEY = ("patient_id", "node_id")
NODE_COLUMNS = (*KEY, "cohort", "group", "score", "label")
PATIENT_COLUMNS = ("patient_id", "cohort", "clinical_n", "nodes", "nodes_group2", "predicted", "truth")
FAILURE_COLUMNS = (*KEY, "stage", "reason", "remedy")
CHECK_NUMBERS = {"voxels": "Int64", "volume_mm3": "float64", "components": "Int64", "median_hu": "float64"}
"""What a check measures of a node, and pandas' type of each; missing where the node could not be placed."""
CHECK_TYPES = {**CHECK_NUMBERS, "failing": "int64"}
"""Pandas' type of all columns of a check that are no text."""
CHECK_COLUMNS = (*KEY, "format", "grid", *CHECK_NUMBERS, "verdict", "finding", "remedy", "failing")
"""Of ``check.csv``; ``failing`` counts how many of the findings fail, which stand first: the rest are warnings."""

OK, WARNING, FAILS = "ok", "warning", "fails"
"""The verdicts of a check, on a node or (where no node is named) on a patient."""

SEPARATOR = " | "
"""Stands in ``check.csv`` between the findings of a row, and between their remedies: the n-th remedy is that of the
n-th finding. A bar within a text is written as a slash, so that both columns can be split."""


def empty(columns: Iterable[str]) -> pd.DataFrame:
    """Return a table of text columns without rows."""
    return pd.DataFrame({name: pd.Series(dtype="object") for name in columns})


def failures_table(rows: Sequence[FailureRow]) -> pd.DataFrame:
    """Return failures as a table, sorted by patient and node."""
    if not rows:
        return empty(FAILURE_COLUMNS)
    return pd.DataFrame(sorted(rows), columns=list(FAILURE_COLUMNS))


def failure_rows(failures: pd.DataFrame) -> list[FailureRow]:
    """Return a table of failures as rows."""
    return list(failures[list(FAILURE_COLUMNS)].itertuples(index=False, name=None))


def failure_lines(failures: pd.DataFrame) -> Iterator[str]:
    """Yield each failure as a line for a terminal."""
    for row in failures.to_dict("records"):
        patient = f"patient {brief(row['patient_id'])}" if row["patient_id"] else "a patient without an id"
        node = f", node {row['node_id']}" if row["node_id"] else ""
        yield f"{patient}{node} ({row['stage']}): {row['reason']}. {row['remedy']}"


def sorted_by_node(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table sorted by patient and node, with a fresh index: the order of every output."""
    return frame.sort_values(list(KEY), kind="stable").reset_index(drop=True)


def require_columns(frame: pd.DataFrame, columns: Iterable[str], source: str) -> None:
    """Refuse a table that lacks columns, naming for each the one that may be meant.

    Raises
    ------
    CohortError
        with a problem for each missing column; features that nothing in the table resembles share one. Or a column is
        there twice.
    """
    refuse_repeated(frame, source)
    present = [str(column) for column in frame.columns]
    spare = [name for name in present if name not in FEATURES]
    missing = [(column, did_you_mean(column, spare)) for column in columns if column not in present]
    problems = [
        Problem("header", f"no column '{column}'", "one of that name", f"Add it, or rename the one that holds it{near}")
        for column, near in missing
        if near or column not in FEATURES
    ]
    absent = [column for column, near in missing if column in FEATURES and not near]
    if absent:
        found = f"no column '{absent[0]}'" + (f" nor {len(absent) - 1} other features" if len(absent) > 1 else "")
        expected = f"all {len(FEATURES)} features of PyRadiomics' original image"
        problems.append(
            Problem("header", found, expected, "Give a features table that nodecluster extract has written")
        )
    if problems:
        raise CohortError(source, problems)


def refuse_repeated(frame: pd.DataFrame, source: str) -> None:
    """Refuse a table that has a column's name twice: nobody knows which of them is meant.

    Raises
    ------
    CohortError
        naming the first such column.
    """
    names = pd.Index([str(name) for name in frame.columns])
    twice = names[names.duplicated()]
    if len(twice):
        found = f"the column {shown(twice[0])} twice"
        raise CohortError(source, [Problem("header", found, "it once", "Rename or remove one")])


def feature_matrix(frame: pd.DataFrame) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the 107 features of a features table as an array of shape (nodes, 107), in PyRadiomics' order."""
    return frame.loc[:, list(FEATURES)].to_numpy(dtype=np.float64)
