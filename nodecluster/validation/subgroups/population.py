"""Who is judged in the subgroups: the patients that the model has not seen, where it has seen some."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.subgroups.sample import Mask, Sample, node_sample, patient_sample


@dataclass(frozen=True, eq=False)
class Population:
    """Those who are judged.

    Attributes
    ----------
    name : ``all`` or ``all (unseen)``.
    samples : of the levels ``patient`` and ``node``; patients are places in the table of known patients.
    judged : shape (known patients,), who is in either sample.
    left_out : how many would be, but for being seen by the model.
    only_seen : whether the model has seen all of them, so that leaving them out would leave nobody.
    """

    name: str
    samples: dict[str, Sample]
    judged: Mask
    left_out: int
    only_seen: bool


def population(
    nodes: pd.DataFrame, patients: pd.DataFrame, known: pd.DataFrame, seen: Collection[str] = ()
) -> Population:
    """Return who is judged; parameters as of ``subgroup_blocks``."""
    everybody, anyone = _samples(nodes, patients, known, np.ones(len(known), dtype=bool))
    of_seen = known["patient_id"].isin(list(seen)).to_numpy(dtype=bool)
    affected = int((anyone & of_seen).sum())
    if affected and (anyone & ~of_seen).any():
        samples, judged = _samples(nodes, patients, known, ~of_seen)
        return Population("all" + UNSEEN, samples, judged, affected, only_seen=False)
    return Population("all", everybody, anyone, 0, only_seen=affected > 0)


def _samples(
    nodes: pd.DataFrame, patients: pd.DataFrame, known: pd.DataFrame, wanted: Mask
) -> tuple[dict[str, Sample], Mask]:
    """Return the samples of the wanted patients, and which patients are in them."""
    places = pd.Series(np.arange(len(known)), index=known["patient_id"])[wanted]
    samples = {"patient": patient_sample(patients, places), "node": node_sample(nodes, places)}
    judged = np.zeros(len(known), dtype=bool)
    for sample in samples.values():
        judged[sample.patient] = True
    return samples, judged
