"""How nodes became features, as far as the run knows."""

from __future__ import annotations

from nodecluster.checklists.facts import Facts
from nodecluster.checklists.measuring import by_class
from nodecluster.formats import count
from nodecluster.method.citing import cite, joined, plain
from nodecluster.method.people import several
from nodecluster.tables import FEATURES
from nodecluster.words import counted, listed

_NEEDED = {"spacing_mm", "bin_width", "minimum_voxels"}


def measuring(facts: Facts) -> str:
    """Return the paragraph on segmentation and features; nothing where the run does not say how it was done."""
    if facts.command == "score":
        return _given(facts)
    if facts.origin == "unknown":
        return "The radiomic features of the nodes were taken from a table; how they were measured is not known."
    if not facts.measuring_known or not set(facts.settings) >= _NEEDED:
        return ""
    return joined(_segmented(facts), _origin(facts), _resampled(facts), _features(facts), _assumed(facts))


def _given(facts: Facts) -> str:
    """Say that the groups of the nodes were given."""
    names = facts.settings.get("predictions") or ()
    if len(names) > 1:
        return (
            f"The groups of the nodes were taken from {counted(len(names), 'table')} of predictions "
            f"({several(names)}); figures are of the first where nothing else is said. How the predictions were made "
            "is not stated by this run."
        )
    return (
        "The groups of the nodes were taken from a table of predictions; how they were made is not stated by this run."
    )


def _segmented(facts: Facts) -> str:
    """Say in what form the nodes had been segmented."""
    inputs = facts.run.info.get("inputs", {})
    forms = inputs.get("masks") or {}
    if not forms:
        return ""
    read = listed([f"{plain(form)} ({counted(n, 'node')})" for form, n in forms.items()])
    contours = inputs.get("contours")
    return joined(
        f"Each lymph node was a region of interest of its own on CT, read from {read}.",
        f"Contours were made voxels by this rule: {plain(contours)}." if contours else "",
    )


def _origin(facts: Facts) -> str:
    """Say that an earlier run did the measuring."""
    if facts.origin != "run":
        return ""
    return "The radiomic features were those of an earlier run of the same program with the same settings of measuring."


def _resampled(facts: Facts) -> str:
    """Say to what voxels and bins nodes were brought."""
    settings = facts.settings
    edge = f"{settings['spacing_mm']:g}"
    program = f"SimpleITK {_version(facts, 'SimpleITK')}{cite('simpleitk')}"
    return (
        f"Around each node, CT and mask were resampled to voxels of {edge} × {edge} × {edge} mm with {program} (CT by "
        "cubic B-spline, mask by nearest neighbour; a CT of that spacing was not interpolated), on the grid of the "
        f"uncropped image. Grey levels were put in bins of {settings['bin_width']:g} HU, without normalisation or "
        f"filtering. Nodes of fewer than {count(settings['minimum_voxels'])} voxels were not measured."
    )


def _features(facts: Facts) -> str:
    """Say which features were measured, and by what."""
    return (
        f"PyRadiomics {_version(facts, 'pyradiomics')}{cite('pyradiomics')} computed {len(FEATURES)} features of the "
        f"original image in three dimensions ({by_class(FEATURES)}); its documentation says where their definitions "
        f"differ from those of the Image Biomarker Standardisation Initiative {cite('ibsi')}."
    )


def _assumed(facts: Facts) -> str:
    """Say what is not known of the features of a model's nodes."""
    if facts.model is None or facts.command == "fit" or facts.model.get("measured") is not False:
        return ""
    return "How the nodes that the model was fitted on had been measured is not known; that it was alike is assumed."


def _version(facts: Facts, program: str) -> str:
    """Return the version of a program that did the measuring in this run, with a space behind it."""
    found = facts.versions.get(program, "") if facts.origin == "measured" else ""
    return f"{plain(found)} " if found and found != "unknown" else ""
