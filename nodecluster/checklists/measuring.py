"""How nodes became features, as far as the run knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nodecluster.checklists.answers import Answer, author, filled, partly
from nodecluster.checklists.facts import Facts
from nodecluster.formats import count, family
from nodecluster.tables import FEATURES
from nodecluster.words import counted, listed

UNKNOWN = (
    "The features were taken from a table of unknown origin: how the nodes were measured is not known to this run."
)
GIVEN = "The run was given predictions: how the nodes were measured and grouped is not known to it."
ASSUMED = "The model was fitted on features of unknown origin: that they were measured alike is assumed."
EARLIER = "The features were measured by an earlier run, whose run.json gives the versions."

_CLASSES = {"shape": "shape", "firstorder": "first-order"}  # the other classes are known by their initials


def preprocessing(facts: Facts) -> Answer:
    """Answer what was done to the images."""
    return _measured(
        facts,
        "The CT was taken in Hounsfield units and resampled around each node; its values were not normalised, filtered "
        "or clipped, and nothing was harmonised between scanners.",
        resampled(facts),
        _by(facts),
    )


def resampling(facts: Facts) -> Answer:
    """Answer how nodes were resampled."""
    return _measured(
        facts,
        resampled(facts),
        "The CT was interpolated by a cubic B-spline and the mask by the nearest neighbour, on the grid that "
        "PyRadiomics lays over the uncropped image; a CT that has this spacing already is not interpolated.",
    )


def resampled(facts: Facts) -> str:
    """Say to what voxels nodes were resampled."""
    edge = f"{facts.settings.get('spacing_mm', 0):g}"
    return f"Voxels after resampling: {edge} × {edge} × {edge} mm."


def discretisation(facts: Facts) -> Answer:
    """Answer how grey levels were put in bins; why is the author's, unless the published recipe was followed."""
    width = facts.settings.get("bin_width", 0)
    said = f"Grey levels were put in bins of a fixed width of {width:g} HU whose borders are multiples of the width."
    if facts.settings.get("recipe") == "study" and width == 25:
        return _measured(facts, said, "This is the width of the published recipe.")
    answer = _measured(facts, said)
    return answer._replace(status="partly", left="Say why this width.") if answer.status == "filled" else answer


def image_types(facts: Facts) -> Answer:
    """Answer which images features were measured on."""
    return _measured(facts, "Features were measured on the original image alone; nothing was filtered or transformed.")


def extraction(facts: Facts) -> Answer:
    """Answer with what program features were measured; PyRadiomics' own documentation says how it relates to IBSI."""
    answer = _measured(
        facts,
        "Hand-crafted features in three dimensions, by PyRadiomics (van Griethuysen JJM, et al. Cancer Res "
        "2017;77:e104-e107), whose documentation says where its definitions differ from IBSI's.",
        _by(facts),
    )
    if answer.status == "filled" and facts.origin != "measured":
        return answer._replace(status="partly", left="Give the versions.")
    return answer


def classes(facts: Facts) -> Answer:
    """Answer which classes of features there are, and how many of each."""
    return _measured(facts, f"Features by class: {by_class(FEATURES)}. No class was left out.")


def number(facts: Facts) -> Answer:
    """Answer how many features a node has."""
    return _measured(facts, f"{len(FEATURES)} features a node, all from one CT.")


def defaults(facts: Facts) -> Answer:
    """Answer what was not left at its default."""
    settings = facts.settings
    return _measured(
        facts,
        f"The bin width was {settings.get('bin_width', 0):g} HU, and nodes were resampled before PyRadiomics measured "
        "them. All its other parameters were at their defaults.",
        f"Nodes of fewer than {settings.get('minimum_voxels')} voxels after resampling were not measured.",
        resampled(facts),
    )


def one_image(facts: Facts) -> Answer:
    """Answer whether there is more than one kind of image."""
    return _measured(
        facts, "Features come from one image a patient, the CT, and from no other phase, sequence or modality."
    )


def masks(facts: Facts) -> Answer | None:
    """Answer what is known of the segmentation: the form in which it was read, and how many nodes."""
    forms = facts.run.info.get("inputs", {}).get("masks", {})
    if not forms:
        return author(_why(facts)) if _why(facts) else None
    read = listed([f"{name} {count(nodes)}" for name, nodes in forms.items()])
    contours = facts.run.info.get("inputs", {}).get("contours")
    return partly(
        f"Each node is a region of its own, and every one that was given was measured or is counted as failed; nodes "
        f"read by the format of their masks: {read}.",
        "By what rule contours became voxels is in run.json." if contours else "",
    )


def by_class(features: Iterable[str]) -> str:
    """Return how many features are of each class, in words.

    >>> by_class(["original_shape_Sphericity", "original_glcm_Id", "original_glcm_Idm"])
    'shape 1 and GLCM 2'
    """
    found = Counter(map(family, features))
    return listed([f"{_CLASSES.get(name, name.upper())} {n}" for name, n in found.items()])


def _measured(facts: Facts, *sentences: str) -> Answer:
    """Return what is said of the measuring, or that it is not known."""
    why = _why(facts)
    if why or facts.origin == "" or not {"spacing_mm", "bin_width"} <= set(facts.settings):
        return author(why)
    said = [*sentences, EARLIER if facts.origin == "run" else ""]
    if facts.model is not None and facts.model.get("measured") is False:
        return partly(*said, ASSUMED, left="Say how the nodes of the model were measured.")
    return filled(*said)


def _why(facts: Facts) -> str:
    """Say why nothing is known of the measuring, where that has a reason."""
    if facts.command == "score":
        return GIVEN
    return UNKNOWN if facts.origin == "unknown" else ""


def _by(facts: Facts) -> str:
    """Name the programs where this run did the measuring."""
    named = [(name, facts.versions.get(key)) for name, key in _PROGRAMS]
    programs = listed([f"{name} {version}" for name, version in named if version])
    return f"Programs: {programs}." if programs and facts.origin == "measured" else ""


_PROGRAMS = (("nodecluster", "nodecluster"), ("PyRadiomics", "pyradiomics"), ("SimpleITK", "SimpleITK"))


def failed(facts: Facts) -> str:
    """Say what could not be measured; that is not known of a table from elsewhere."""
    if not facts.measuring_known:
        return "Which nodes could not be measured before the table was made is known only as far as failures.csv says."
    nodes, patients = facts.counts.get("nodes_failed"), facts.counts.get("patients_failed")
    if nodes is None or patients is None:
        return ""
    lost = f"{counted(nodes, 'node')} and {counted(patients, 'whole patient')}"
    return f"{lost} could not be measured; they are in no figure."
