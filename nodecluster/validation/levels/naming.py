"""Names of levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNSEEN = " (unseen)"
"""Follows the name of a level that leaves out the patients whom the model was fitted on."""


def main_set(sets: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the set that a validation is about: everybody whom the model has not seen, if that is anybody.

    Parameters
    ----------
    sets : a level or block, with ``n``, by the name of its set.

    >>> main_set({"all": {"n": 9}, "all (unseen)": {"n": 4}}), main_set({"all": {"n": 9}, "all (unseen)": {"n": 0}})
    ('all (unseen)', 'all')
    """
    unseen = sets.get("all" + UNSEEN)
    return "all" + UNSEEN if unseen and unseen.get("n") else "all"


def node_set(main: str, blocks: Mapping[str, Any]) -> str:
    """Return which node level goes with a set of patients: that without the seen patients, if the set leaves them out.

    Parameters
    ----------
    main : name of the set of patients.
    blocks : levels or blocks of nodes by name: ``node`` and, where the model saw some patients, ``node_unseen``.

    >>> node_set("all (unseen)", {"node": 1, "node_unseen": 2}), node_set("all", {"node": 1, "node_unseen": 2})
    ('node_unseen', 'node')
    """
    return "node_unseen" if main.endswith(UNSEEN) and "node_unseen" in blocks else "node"
