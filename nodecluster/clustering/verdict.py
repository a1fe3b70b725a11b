"""Whether a split of the nodes means anything: written rules on the size of the groups."""

from __future__ import annotations

from dataclasses import dataclass

DEGENERATE_SHARE = 0.05
DOUBTFUL_SHARE = 0.10
DOUBTFUL_PATIENTS = 5
DOUBTFUL_NODES = 30


@dataclass(frozen=True)
class GroupSizes:
    """Nodes and patients in each group; a patient may be in both."""

    nodes: tuple[int, int]
    patients: tuple[int, int]
    all_patients: int


@dataclass(frozen=True)
class Verdict:
    """``usable``, ``doubtful`` or ``degenerate``, and every reason found."""

    name: str
    reasons: tuple[str, ...]


def judge(sizes: GroupSizes) -> Verdict:
    """Judge a split by the size of its groups.

    Rules (this tool's own; they see collapse onto outliers, not the want of structure in general):
    degenerate where the smaller group holds under 5 % of the nodes, or nodes of a single patient while there are
    several; doubtful where it holds under 10 %, or nodes of fewer than 5 patients, or where there are fewer than 30
    nodes in all.

    >>> judge(GroupSizes((191, 4), (49, 3), 49)).name
    'degenerate'
    """
    total, smaller = sum(sizes.nodes), min(sizes.nodes)
    group = 1 + sizes.nodes.index(smaller)
    patients = sizes.patients[group - 1]
    share = smaller / total
    held = f"the smaller group (group {group}) holds {smaller} of {total} nodes ({100 * share:.1f} %)"
    degenerate, doubtful = [], []
    if share < DEGENERATE_SHARE:
        degenerate.append(f"{held}, under {100 * DEGENERATE_SHARE:.0f} %: K-means has set outliers apart")
    elif share < DOUBTFUL_SHARE:
        doubtful.append(f"{held}, under {100 * DOUBTFUL_SHARE:.0f} %")
    if patients == 1 and sizes.all_patients > 1:
        degenerate.append(f"all nodes of group {group} are of one patient")
    elif patients < min(DOUBTFUL_PATIENTS, sizes.all_patients):
        doubtful.append(f"the nodes of group {group} are of {patients} patients only (of {sizes.all_patients})")
    if total < DOUBTFUL_NODES:
        doubtful.append(f"{total} nodes are few to find groups in (under {DOUBTFUL_NODES})")
    if degenerate:
        return Verdict("degenerate", tuple(degenerate + doubtful))
    if doubtful:
        return Verdict("doubtful", tuple(doubtful))
    return Verdict("usable", (f"{held}, in {patients} of {sizes.all_patients} patients",))
