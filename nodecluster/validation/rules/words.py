"""A rule in words."""

from __future__ import annotations

_WORDS = {
    "any": "at least one of its nodes lies in group 2",
    "largest": "its largest node lies in group 2",
}


def rule_words(rule: str) -> str:
    """Return when a patient is predicted to be positive, as a clause; nothing for what is no rule.

    >>> rule_words("count:2"), rule_words("fraction:0.25")
    ('at least 2 of its nodes lie in group 2', 'a share of at least 0.25 of its nodes lies in group 2')
    """
    name, _, amount = rule.partition(":")
    if name == "count":
        return f"at least {amount} of its nodes lie in group 2"
    if name == "fraction":
        return f"a share of at least {amount} of its nodes lies in group 2"
    return _WORDS.get(name, "")
