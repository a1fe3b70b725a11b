"""Where a table comes from: the run that made it knows what the table itself does not say.

A features table of ours lies beside the ``run.json`` of its extraction, which tells with what settings its nodes were
measured, which nodes failed, and what every reader has to know. A table from elsewhere tells none of this; then that is
what is said. Only the files that a run itself writes are taken for its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from nodecluster.errors import TableError
from nodecluster.results import Run
from nodecluster.runs import read_origin
from nodecluster.settings import Settings
from nodecluster.tables import FAILURE_COLUMNS, KEY, Remark, empty, failure_rows, failures_table

MEASURED, OUR_TABLE, UNKNOWN = "measured", "run", "unknown"
"""How features were come by: measured in this run, taken from a table of ours, or from a table of unknown origin."""

MEASURING = ("bin_width", "spacing_mm", "minimum_voxels")


@dataclass(frozen=True, eq=False)
class Origin:
    """What is known of a table's making.

    Attributes
    ----------
    kind : ``OUR_TABLE`` or ``UNKNOWN``.
    failures : the nodes and patients that failed when it was made, and are not in it.
    remarks : on nodes that were measured.
    notice : of the cohort.
    run : the run that made it, or None.
    """

    kind: str = UNKNOWN
    failures: pd.DataFrame = field(default_factory=lambda: empty(FAILURE_COLUMNS))
    remarks: tuple[Remark, ...] = ()
    notice: str = ""
    run: Run | None = None

    def imaged(self) -> dict[str, Any]:
        """Return the ``pictures`` and ``shapes`` that the run made or brought along."""
        return {} if self.run is None else {"pictures": self.run.pictures, "shapes": self.run.shapes}


def origin_of(source: Path | Run | None, nodes: pd.DataFrame) -> Origin:
    """Find out where a table comes from.

    Parameters
    ----------
    source : the table's path, the run that it is a part of, or None where it was made in memory.
    nodes : the table: a node that is in it has not failed, whatever the run says.

    Raises
    ------
    RunError
        the table lies in a run folder that is incomplete or damaged.
    """
    run = read_origin(source) if isinstance(source, Path) else source
    if run is None:
        return Origin()
    there = set(nodes[list(KEY)].itertuples(index=False, name=None))
    patients = set(nodes["patient_id"])
    rows = [row for row in failure_rows(run.failures) if (row[:2] not in there if row[1] else row[0] not in patients)]
    remarks = tuple((str(patient), str(text)) for patient, text in run.info.get("remarks", ()))
    # A run that took its features from an unknown table knows no more of their measuring than that table did.
    kind = UNKNOWN if run.info.get("inputs", {}).get("features") == UNKNOWN else OUR_TABLE
    return Origin(kind, failures_table(rows), remarks, str(run.info.get("notice", "")), run)


def check_measured_alike(name: str, origin: Origin, settings: Settings) -> None:
    """Refuse features of ours that were measured otherwise than the settings say.

    Raises
    ------
    TableError
        they were.
    """
    measured = origin.run.info.get("settings", {}) if origin.run is not None and origin.kind == OUR_TABLE else {}
    for setting in MEASURING:
        wanted = getattr(settings, setting)
        if measured.get(setting, wanted) != wanted:
            raise TableError(
                f"{name}: measured with {setting} = {measured[setting]}, but {wanted} is asked for; "
                "give the cohort itself, or settings that agree"
            )
