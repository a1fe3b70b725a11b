"""Which patients of a run its model was fitted on."""

from __future__ import annotations

from nodecluster.results import Run


def seen_patients(run: Run) -> frozenset[str]:
    """Return the ids of the run's patients whom its model was fitted on, as the validation or the model has it."""
    if run.metrics is not None:
        return frozenset(str(patient) for patient in run.metrics.get("seen_patients") or ())
    known = frozenset((run.model or {}).get("patients_sha256") or ())
    if not known or run.nodes is None:
        return frozenset()
    from nodecluster.clustering.model import hash_id  # loads scikit-learn, which an extraction does not need

    return frozenset(patient for patient in run.nodes["patient_id"].astype(str).unique() if hash_id(patient) in known)
