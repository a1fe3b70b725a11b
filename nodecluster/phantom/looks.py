"""What a node looks like: size, roundness, hilum, texture, necrosis, drawn so that benign and metastatic overlap.

Every property is a mixture of a benign and a metastatic end. How far a node stands towards the metastatic end comes
from one latent number, ``malignity``: its truth, plus what its patient's nodes share, plus its own share. So nodes of
a patient resemble each other. Two things are made to mislead, as they do in patients: a reactive axilla, whose benign
nodes are all enlarged, and an early metastasis in a node that has not changed its shape yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BENIGN = -1.7
METASTATIC = 1.9
EARLY = -1.2
REACTIVE = 1.5
"""Mean malignity of a benign, a metastatic and an early metastatic node, and of a benign node of a reactive axilla."""

EARLY_SHARE = {"cN+": 0.12, "cN0": 0.4}
"""Share of early ones among metastatic nodes: higher where the clinician felt and saw nothing."""

PATIENT_SD = 0.35
NODE_SD = 0.4


@dataclass(frozen=True)
class PatientEffect:
    """What the nodes of a patient share.

    Attributes
    ----------
    reactive : its benign nodes are enlarged.
    early_share : share of its metastatic nodes that are early ones.
    malignity : added to that of each node.
    enhancement_hu : added to the intensity of each node.
    size : factor of the axes of each node.
    contour_bias_mm : how far the reader draws outside the node's surface (inside, where negative).
    """

    reactive: bool
    early_share: float
    malignity: float
    enhancement_hu: float
    size: float
    contour_bias_mm: float


@dataclass(frozen=True)
class NodeLook:
    """The appearance of a node.

    Attributes
    ----------
    semi_axes_mm : half the short, middle and long axis.
    lobulation : relative amplitude of the bumps of its surface.
    intensity_hu : of enhanced nodal tissue.
    texture_hu : standard deviation of the tissue's own texture.
    hilum : radius of the fatty hilum, as a share of the node; 0 for none.
    necrosis : radius of the necrotic core, as a share of the node; 0 for none.
    """

    semi_axes_mm: tuple[float, float, float]
    lobulation: float
    intensity_hu: float
    texture_hu: float
    hilum: float
    necrosis: float


def draw_patient_effect(clinical_n: str, reactive: bool, rng: np.random.Generator) -> PatientEffect:
    """Draw what the nodes of a patient share, who is clinically ``cN0`` or ``cN+``."""
    return PatientEffect(
        reactive=reactive,
        early_share=EARLY_SHARE[clinical_n],
        malignity=rng.normal(0, PATIENT_SD),
        enhancement_hu=rng.normal(0, 8),
        size=float(np.exp(rng.normal(0, 0.05))),
        contour_bias_mm=rng.normal(-0.35, 0.1),  # readers keep inside the blurred border
    )


def draw_looks(truth: Sequence[int], effect: PatientEffect, rng: np.random.Generator) -> tuple[NodeLook, ...]:
    """Draw the looks of a patient's nodes, given which are metastatic (1) and which benign (0)."""
    metastatic = np.flatnonzero(truth)
    # The share is dealt out, not drawn node by node: small cohorts of different seeds stay alike.
    count = int(effect.early_share * metastatic.size + rng.random())
    early = set(rng.permutation(metastatic)[:count].tolist())
    return tuple(draw_look(bool(value), i in early, effect, rng) for i, value in enumerate(truth))


def draw_look(metastatic: bool, early: bool, effect: PatientEffect, rng: np.random.Generator) -> NodeLook:
    """Draw the look of one node of a patient; ``early`` counts for a metastatic one only."""
    mean = (EARLY if early else METASTATIC) if metastatic else (REACTIVE if effect.reactive else BENIGN)
    malignity = mean + effect.malignity + rng.normal(0, NODE_SD)

    def mix(benign: float, malignant: float) -> float:
        # Each property follows malignity loosely: a node may be round and yet small.
        return benign + (malignant - benign) / (1 + float(np.exp(-1.6 * (malignity + rng.normal(0, 0.4)))))

    short = mix(3.2, 6.0) * effect.size * float(np.exp(rng.normal(0, 0.08)))
    middle = short * mix(1.28, 1.10) * float(np.exp(rng.normal(0, 0.04)))
    long = max(middle * mix(1.45, 1.12) * float(np.exp(rng.normal(0, 0.06))), middle)
    return NodeLook(
        semi_axes_mm=(short, middle, long),
        lobulation=mix(0.03, 0.08),
        intensity_hu=mix(78, 104) + effect.enhancement_hu + rng.normal(0, 6),
        texture_hu=mix(6, 40),
        hilum=float(np.clip(mix(0.45, 0.0) + rng.normal(0, 0.06), 0, 0.6)),
        necrosis=float(np.clip(mix(-0.3, 0.5) + rng.normal(0, 0.12), 0, 0.65)),
    )
