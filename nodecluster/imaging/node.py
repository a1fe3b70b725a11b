"""One placed node, from the CT around it to its features, and what forbids to measure it there.

What forbids to place it at all is in ``placing``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nodecluster.errors import NodeError
from nodecluster.imaging.features import features as compute_features
from nodecluster.imaging.placing import PlacedMask
from nodecluster.imaging.resampling import NodeImage, resample_node
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES
from nodecluster.volume import AXES, Floats, Geometry, Window
from nodecluster.words import counted, first_few


@dataclass(frozen=True, eq=False)
class MeasuredNode:
    """The features of a node, shape (107,), in the order of ``tables.FEATURES``, and a remark or nothing."""

    features: Floats
    remark: str = ""


def measure_placed(ct: Window, node: PlacedMask, settings: Settings) -> MeasuredNode:
    """Measure a node that has been placed and checked: equal to PyRadiomics on the uncropped CT.

    Parameters
    ----------
    ct : a part of the CT that holds the node's ``reach``, HU.
    node : the mask on the CT's grid, which ``check_placed`` has let pass.
    settings : bin width, spacing and the least number of voxels.

    Raises
    ------
    NodeError
        the node is too small, of one intensity, or has a feature that is not a number.
    """
    image = resampled(ct, node, settings)
    try:
        values = compute_features(image, settings.bin_width)
    except ValueError as error:
        reason = f"PyRadiomics refuses the node: {error}"
        raise NodeError("features", reason, "Look at the mask in 3D Slicer") from error
    missing = [name for name, value in zip(FEATURES, values, strict=True) if not np.isfinite(value)]
    if missing:
        raise NodeError(
            "features", f"not a number: {first_few(missing, 3)}", "The node is too small or too uniform to be measured"
        )
    return MeasuredNode(values, node.remark)


def resampled(ct: Window, node: PlacedMask, settings: Settings) -> NodeImage:
    """Return a placed node as its features are computed from it.

    Raises
    ------
    NodeError
        the node is too small, flat, of one intensity, or lies where the CT holds values that are not numbers.
    """
    _check_intensity(node, ct)
    return _checked(resample_node(ct, node, settings.spacing_mm), settings)


def check_placed(node: PlacedMask, ct: Geometry) -> None:
    """Refuse a node whose place or form forbid to measure it.

    Raises
    ------
    NodeError
        the node touches the CT's border, or is a single voxel thick.
    """
    for axis in range(3):
        if node.box.start[axis] == 0 or node.box.stop[axis] == ct.size[axis]:
            raise NodeError(
                "mask",
                f"the node touches the CT's border along {AXES[axis]}, so part of it may be missing",
                "Use a CT that holds the whole node, or leave the node out",
            )
        if node.box.size[axis] == 1:
            raise NodeError(
                "mask",
                f"the mask is one voxel thick along {AXES[axis]}, so the node has no third dimension",
                "Segment the node on at least two neighbouring slices, or leave it out",
            )


def _checked(node: NodeImage | None, settings: Settings) -> NodeImage:
    """Refuse a node that has too few voxels on the new grid, lost a dimension there, or has values that are none."""
    voxels = 0 if node is None else int(np.count_nonzero(node.mask))
    if node is None or voxels < settings.minimum_voxels:
        raise NodeError(
            "resampling",
            f"the node is too small: {counted(voxels, 'voxel')} of {settings.spacing_mm:g} mm; "
            f"at least {settings.minimum_voxels} are needed",
            "Check the mask; a node this small carries no texture (setting minimum_voxels)",
        )
    if 1 in node.mask.shape:
        axis = AXES[node.mask.shape[::-1].index(1)]
        raise NodeError(
            "resampling",
            f"the node is flat: one voxel of {settings.spacing_mm:g} mm along {axis}",
            "Check the mask; a flat node has no third dimension to measure",
        )
    if not np.isfinite(node.intensity_hu[node.mask]).all():
        raise NodeError(
            "image",
            "the CT holds values that are not numbers near the node",
            "Export the CT again, as integers in HU",
        )
    return node


def _check_intensity(node: PlacedMask, ct: Window) -> None:
    """Refuse a node without contrast; resampling would round a flat one into specks that look like texture."""
    inside = ct.part(node.box.start, node.box.stop)[node.mask]
    if inside.min() == inside.max():
        raise NodeError(
            "image",
            f"every voxel of the node has the same value ({inside.min():g} HU), so it has no texture",
            "Check that the mask belongs to this CT, and that the CT is not blank there",
        )
