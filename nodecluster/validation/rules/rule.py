"""How a patient's nodes make the patient's prediction.

Each rule asks whether one deciding node lies in group 2: ``any`` the highest-scoring node, ``count:K`` the K-th
highest, ``fraction:F`` the m-th highest with m = F times the number of nodes, rounded up, and ``largest`` the node of
the largest volume. The score of that node is the patient's score, so it is above 0 exactly where the prediction is 1
as long as the node scores are above 0 exactly in group 2. Being a node's own score, it keeps its order under every
monotone change of the scores.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.errors import SettingsError, TableError
from nodecluster.tables import VOLUME
from nodecluster.words import counted, did_you_mean

_KNOWN = ("any", "count", "fraction", "largest")
_OTHERS = "any, count:K (such as count:2), fraction:F (such as fraction:0.5)"
_USE = f"use {_OTHERS} or largest"

TUNED = "tuned"
"""A setting that stands for a rule: ``fit`` chooses one on the pathology of the patients that it fits on."""


class RuleError(TableError):
    """A rule cannot be applied to a table; ``reason`` says why without naming a patient, for tables of results."""

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or reason)


@dataclass(frozen=True)
class Rule:
    """A parsed rule.

    Attributes
    ----------
    name : as written, such as ``count:2``.
    kind : ``any``, ``count``, ``fraction`` or ``largest``.
    count : K of ``count:K``.
    share : F of ``fraction:F``, exact, so that 0.3 of 10 nodes is 3 and not a little more.
    """

    name: str
    kind: str
    count: int = 1
    share: Fraction = Fraction(1)

    def needed(self, nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return how many nodes in group 2 make patients with this many nodes positive; shape (patients,)."""
        if self.kind != "fraction":
            return np.full(nodes.shape, self.count, dtype=np.int64)
        above, below = self.share.numerator, self.share.denominator
        # As Python's whole numbers, which have no limit: a share of 30 digits times the nodes overflows 64 bits.
        counts = np.asarray(nodes).astype(object)
        return np.asarray(-(-above * counts // below)).astype(np.int64)

    @property
    def meaning(self) -> tuple[str, Fraction]:
        """What tells rules apart that are written alike: ``any`` is ``count:1``, ``fraction:1/2`` ``fraction:0.5``.

        >>> parse_rule("count:1").meaning == parse_rule("any").meaning
        True
        """
        if self.kind == "largest":
            return self.kind, Fraction(1)
        return ("fraction", self.share) if self.kind == "fraction" else ("count", Fraction(self.count))


def parse_rule(text: str) -> Rule:
    """Read ``any``, ``count:K``, ``fraction:F`` or ``largest``; F is a decimal or a ratio such as 1/3.

    >>> parse_rule("count:2").count
    2

    Raises
    ------
    SettingsError
        the rule is unknown, or its number is missing, not wanted or out of range; or it is ``tuned``, which is no rule.
    """
    kind, colon, number = text.strip().partition(":")
    if text.strip() == TUNED:
        raise SettingsError(
            f"rule '{TUNED}': a rule is never tuned on the patients that validate it; fit with rule = \"{TUNED}\" in"
            f" --settings, or {_USE}"
        )
    if kind not in _KNOWN:
        raise SettingsError(_unknown(text, did_you_mean(kind, _KNOWN), _USE))
    if kind == "count" and re.fullmatch(r"[1-9]\d{0,5}", number):
        return Rule(text.strip(), kind, count=int(number))
    if kind == "fraction" and re.fullmatch(r"[01]?\.?\d{1,30}|\d{1,9}/[1-9]\d{0,8}", number):
        share = Fraction(number)
        if 0 < share <= 1:
            return Rule(text.strip(), kind, share=share)
    if kind in ("any", "largest") and not colon:
        return Rule(kind, kind)
    wanted = {
        "count": "count: and a whole number of at least 1, such as count:2",
        "fraction": "fraction: and a number above 0, at most 1, such as fraction:0.5",
    }
    raise SettingsError(f"rule '{text}': expected {wanted.get(kind, f'{kind} without anything after it')}")


def check_rule_setting(text: str) -> None:
    """Refuse what is neither a rule nor ``tuned``; a slip is said before an hour of work, not after.

    Raises
    ------
    SettingsError
        as of ``parse_rule``.
    """
    if text.strip() == TUNED:
        return
    hint = did_you_mean(text.strip(), (*_KNOWN, TUNED))
    if TUNED in hint:
        raise SettingsError(_unknown(text, hint, f"use {_OTHERS}, largest or {TUNED}"))
    parse_rule(text)


def _unknown(text: str, hint: str, use: str) -> str:
    """Return that there is no such rule, what was perhaps meant, and what to use."""
    return f"unknown rule '{text}'{hint} {use[:1].upper()}{use[1:]}" if hint else f"unknown rule '{text}'; {use}"


def predict_patients(nodes: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return the prediction of every patient that has nodes, sorted by patient.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``group`` (1 or 2), ``score`` (may be missing) and, for ``largest``,
        ``volume_mm3``. The order of the rows does not matter.

    Returns
    -------
    ``patient_id``, ``nodes``, ``nodes_group2``, ``predicted`` (1 or 0) and ``score``: NaN where a node of the patient
    has none, -inf where the patient has fewer nodes than ``count:K`` asks, who is negative at every threshold.

    Raises
    ------
    RuleError
        the rule is ``largest`` and a volume is missing.
    """
    score = nodes["score"].astype("float64") if "score" in nodes else pd.Series(np.nan, index=nodes.index)
    frame = pd.DataFrame({"patient_id": nodes["patient_id"], "in2": (nodes["group"] == 2).astype("int64")})
    frame = frame.assign(score=score)
    decide: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
    if rule.kind == "largest":
        frame, decide = frame.assign(volume=_volumes(nodes)), _by_largest
    else:
        decide = _by_order(rule)
    grouped = frame.groupby("patient_id", sort=True)["in2"].agg(["size", "sum"])
    patients = grouped.rename(columns={"size": "nodes", "sum": "nodes_group2"}).astype("int64")
    return decide(frame, patients).reset_index()


def _by_order(rule: Rule) -> Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]:
    """Return the decision by how many nodes are in group 2; the deciding node is the last that is needed."""

    def decide(frame: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
        needed = pd.Series(rule.needed(patients["nodes"].to_numpy()), index=patients.index)
        ordered = frame.sort_values(["patient_id", "score"], ascending=[True, False])
        place = ordered.groupby("patient_id").cumcount() + 1
        deciding = ordered[place == ordered["patient_id"].map(needed)].set_index("patient_id")["score"]
        score = deciding.reindex(patients.index).where(patients["nodes"] >= needed, -np.inf)
        gaps = frame["score"].isna().groupby(frame["patient_id"]).any()
        predicted = (patients["nodes_group2"] >= needed).astype("int64")
        return patients.assign(predicted=predicted, score=score.mask(gaps))

    return decide


def _by_largest(frame: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Decide by the node of the largest volume; of equal ones the one in group 2, then the higher score."""
    ordered = frame.sort_values(["patient_id", "volume", "in2", "score"], ascending=[True, False, False, False])
    first = ordered.drop_duplicates("patient_id").set_index("patient_id")
    return patients.assign(predicted=first["in2"].astype("int64"), score=first["score"])


def _volumes(nodes: pd.DataFrame) -> pd.Series[float]:
    """Return the nodes' volumes in mm3, or say what to add."""
    remedy = (
        f"rule 'largest' needs a column '{VOLUME}' in the nodes table, with every node's volume in mm3"
        " (original_shape_MeshVolume of the features table)"
    )
    if VOLUME not in nodes:
        raise RuleError(f"{remedy}; add it, or choose another rule: any, count:K or fraction:F")
    volumes = pd.to_numeric(nodes[VOLUME], errors="coerce").astype("float64")
    gaps = nodes.loc[volumes.isna(), "patient_id"]
    if len(gaps):
        reason = f"{remedy}; {counted(len(gaps), 'node')} without one"
        raise RuleError(reason, f"{reason}, the first of patient {min(gaps)}")
    return volumes
