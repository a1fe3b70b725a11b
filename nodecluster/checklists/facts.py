"""What a run knows, asked for by name: nothing is guessed where a part of it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from nodecluster.formats import number
from nodecluster.results import Run
from nodecluster.validation.levels.naming import UNSEEN, main_set

Plain = Mapping[str, Any]
Origin = Literal["measured", "run", "unknown", ""]


class Facts(NamedTuple):
    """The parts of a run that the checklists read.

    Attributes
    ----------
    run : the run itself, for its tables.
    command : ``fit``, ``validate`` or ``score``.
    settings, counts, versions : of ``run.json``; empty where it lacks them.
    origin : how the features were come by: ``measured`` here, by another ``run`` of ours, ``unknown``; nothing where
        the run does not say, as where it was given predictions.
    model : ``model.json``; None without one.
    metrics : ``metrics.json``; empty where nothing was judged.
    cohort : ``cohort.json``; empty where the run has none.
    """

    run: Run
    command: str
    settings: Plain
    counts: Plain
    versions: Plain
    origin: Origin
    model: Plain | None
    metrics: Plain
    cohort: Plain

    @classmethod
    def of(cls, run: Run) -> Facts:
        """Return what a run knows."""
        info = run.info
        found = info.get("inputs", {}).get("features", "")
        origin: Origin = found if found in ("measured", "run", "unknown") else ""
        parts = (info.get("settings", {}), info.get("counts", {}), info.get("versions", {}))
        cohort = getattr(run, "cohort", None) or {}
        return cls(run, str(info.get("command", "")), *parts, origin, run.model, run.metrics or {}, cohort)

    @property
    def rule(self) -> str:
        """The rule that makes a patient's prediction; nothing where the run does not say."""
        named = self.settings.get("rule", "")
        if named == "tuned":  # a setting of a fit; the model tells which rule that gave
            named = (self.model or {}).get("rule", "")
        return str(self.metrics.get("rule") or named)

    @property
    def main(self) -> str:
        """The set of patients that the validation is about."""
        return main_set(self.metrics.get("patient") or {})

    @property
    def seen(self) -> int:
        """How many of the judged patients the model was fitted on; those who are in no figure do not count."""
        levels = self.metrics.get("patient", {})
        return _fewer(levels.get("all"), levels.get("all" + UNSEEN))

    @property
    def seen_nodes(self) -> int:
        """How many of the judged nodes are of patients that the model was fitted on."""
        return _fewer(self.metrics.get("node"), self.metrics.get("node_unseen"))

    @property
    def seen_unknown(self) -> bool:
        """Whether it is not known if the model was fitted on judged patients: predictions that were given may tell."""
        warnings = self.run.info.get("warnings", ())
        return self.model is None and any("fitted on some of these patients is not known" in said for said in warnings)

    @property
    def measuring_known(self) -> bool:
        """Whether the nodes were measured by this run or another of ours."""
        return self.origin in ("measured", "run")

    @property
    def recipe(self) -> Plain:
        """The settings that the model was fitted with."""
        found: Plain = (self.model or {}).get("settings", {})
        return found

    def patient(self, name: str = "all") -> Plain | None:
        """Return a patient level in which somebody is counted, or None."""
        found: Plain | None = self.metrics.get("patient", {}).get(name)
        return found if found is not None and found.get("n") else None

    def nodes(self) -> Plain | None:
        """Return the node level, or None where no node is counted."""
        found: Plain | None = self.metrics.get("node")
        return found if found is not None and found.get("n") else None

    def judged(self) -> dict[str, Plain]:
        """Return the levels that stand for the whole cohort, by what a reader calls them, if anybody is counted.

        Those without what the model was fitted on come first; the others then say how much of it they hold.
        """
        patients, nodes = self.metrics.get("patient", {}), self.metrics
        return {
            **_unseen_first("Patients", patients.get("all"), patients.get("all" + UNSEEN), "whom"),
            **_unseen_first("Nodes", nodes.get("node"), nodes.get("node_unseen"), "of patients whom"),
        }

    def by_assessment(self) -> dict[str, Plain]:
        """Return the levels of the patients by clinical assessment, where anybody is counted."""
        levels = self.metrics.get("patient", {})
        found: dict[str, Plain] = {}
        for name in ("cN0", "cN+"):
            found |= _unseen_first(f"Patients, {name},", levels.get(name), levels.get(name + UNSEEN), "whom")
        return found

    def block(self, name: str) -> dict[str, Plain]:
        """Return the parts of a block of the metrics (SET by SET) that hold figures: those without a ``reason``."""
        found = self.metrics.get(name) or {}
        parts = found.get("patient", found) if isinstance(found, Mapping) else {}
        return {key: part for key, part in parts.items() if isinstance(part, Mapping) and _holds(part)}


def methods(block: object) -> list[str]:
    """Return the methods that are named anywhere in a block and gave a figure, each once, in order.

    A method that adds something to another one's name (how many resamples it had to drop) is left out beside it.
    """
    found = list(dict.fromkeys(_methods(block)))
    return [name for name in found if not any(name.startswith(f"{other},") for other in found)]


def _methods(block: object) -> Iterator[str]:
    """Go through a block; an estimate or a test without its figure has used no method."""
    if isinstance(block, Mapping):
        missing = any(name in block and number(block[name]) is None for name in ("value", "p"))
        if isinstance(block.get("method"), str) and not missing and not block.get("reason"):
            yield block["method"]
        for part in block.values():
            yield from _methods(part)
    elif isinstance(block, list | tuple):
        for part in block:
            yield from _methods(part)


def _unseen_first(name: str, everybody: Plain | None, unseen: Plain | None, whom: str) -> dict[str, Plain]:
    """Return a level without those that the model was fitted on, and with them, where anybody is counted.

    Parameters
    ----------
    name : of the level.
    everybody, unseen : the level, and the same without them; None where there is no such level.
    whom : the words that lead from the name to what the model did not see.
    """
    fitted = _fewer(everybody, unseen)
    with_them = f"{name} with the {fitted:,} that the model was fitted on (no validation)"
    levels = {
        f"{name} {whom} the model has not seen": unseen,
        (with_them if fitted else name.rstrip(",")): everybody,
    }
    return {words: level for words, level in levels.items() if level is not None and level.get("n")}


def _fewer(everybody: Plain | None, unseen: Plain | None) -> int:
    """Return how many a level loses without those that the model was fitted on; it has no such part where none."""
    return 0 if everybody is None or unseen is None else int(everybody.get("n", 0)) - int(unseen.get("n", 0))


def _holds(part: Plain) -> bool:
    """Return whether a part of a block holds figures."""
    return bool(part) and not part.get("reason")
