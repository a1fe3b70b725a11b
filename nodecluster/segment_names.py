"""Names of the segments that are given back to 3D Slicer: what is put behind a node's id, and taken off again."""

from __future__ import annotations

import re

_ENDED = re.compile(r"(.*?\S)(?: \(group [12], score -?[0-9]+\.[0-9]\))+\s*", re.DOTALL)


def segment_name(node_id: str, group: int, score: float) -> str:
    """Return the name of a node's segment.

    >>> segment_name("LN_1", 2, 1.26), segment_name("LN_2", 1, -0.01)
    ('LN_1 (group 2, score 1.3)', 'LN_2 (group 1, score 0.0)')
    """
    return f"{node_id} (group {group}, score {score:z.1f})"


def without_judgement(name: str) -> str:
    """Return a segment's name as it was before ``segment_name``, so that a file of ours read again has the same ids.

    >>> without_judgement("LN_1 (group 2, score 1.3)"), without_judgement("LN_1 (2)")
    ('LN_1', 'LN_1 (2)')
    """
    found = _ENDED.fullmatch(name)
    return found[1] if found else name
