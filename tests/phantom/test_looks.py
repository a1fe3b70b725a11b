import numpy as np

from nodecluster.phantom.looks import PatientEffect, draw_look, draw_looks


def effect(reactive: bool = False, early_share: float = 0.0) -> PatientEffect:
    return PatientEffect(reactive, early_share, malignity=0.0, enhancement_hu=0.0, size=1.0, contour_bias_mm=0.0)


def mean_of(values: list[float]) -> float:
    return float(np.mean(values))


def short_axes(truth: int, patient: PatientEffect, nodes: int = 200) -> list[float]:
    return [look.semi_axes_mm[0] for look in draw_looks([truth] * nodes, patient, np.random.default_rng(1))]


def test_metastatic_nodes_are_larger_rounder_and_more_heterogeneous_with_less_hilum():
    rng = np.random.default_rng(0)
    benign = [draw_look(False, False, effect(), rng) for _ in range(200)]
    metastatic = [draw_look(True, False, effect(), rng) for _ in range(200)]
    for name, sign in (("texture_hu", 1), ("necrosis", 1), ("lobulation", 1), ("intensity_hu", 1), ("hilum", -1)):
        assert (
            sign * (mean_of([getattr(x, name) for x in metastatic]) - mean_of([getattr(x, name) for x in benign])) > 0
        )
    assert mean_of([x.semi_axes_mm[0] for x in metastatic]) > 1.4 * mean_of([x.semi_axes_mm[0] for x in benign])
    oblong = [mean_of([x.semi_axes_mm[2] / x.semi_axes_mm[0] for x in group]) for group in (benign, metastatic)]
    assert oblong[0] > 1.2 * oblong[1]


def test_axes_are_in_order():
    rng = np.random.default_rng(0)
    for i in range(300):
        look = draw_look(bool(i % 2), False, effect(), rng)
        assert look.semi_axes_mm[0] < look.semi_axes_mm[2]
        assert look.semi_axes_mm[1] <= look.semi_axes_mm[2]


def test_a_reactive_axilla_enlarges_benign_nodes_and_leaves_metastatic_ones():
    assert mean_of(short_axes(0, effect(reactive=True))) > 1.4 * mean_of(short_axes(0, effect()))
    assert short_axes(1, effect(reactive=True)) == short_axes(1, effect())


def test_early_metastases_are_small_and_dealt_out_by_their_share():
    # Of 200 metastatic nodes a quarter is early: 50, or 51 by the chance that rounds. Those are below the midpoint.
    small = sum(axis < 4.5 for axis in short_axes(1, effect(early_share=0.25)))
    none = sum(axis < 4.5 for axis in short_axes(1, effect()))
    assert 40 <= small - none <= 55
    assert short_axes(0, effect(early_share=0.25)) == short_axes(0, effect())
