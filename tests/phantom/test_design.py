import numpy as np
import pytest

from nodecluster.phantom.design import CELLS, cell_of, design_patient


def test_the_first_four_patients_can_be_fitted_and_validated():
    cells = [cell_of(i) for i in range(4)]
    assert sum(cell.cohort == "train" for cell in cells) == 2
    assert {cell.pathology for cell in cells if cell.cohort == "validation"} == {"none", "all"}


def test_the_first_eight_hold_both_outcomes_in_cn0_and_cn_plus():
    held = {(cell.clinical_n, cell.pathology) for cell in CELLS[:8] if cell.cohort == "validation"}
    assert held == {("cN0", "none"), ("cN0", "all"), ("cN+", "none"), ("cN+", "all")}


@pytest.mark.parametrize("index", range(len(CELLS)))
def test_counts_fit_the_cell_whatever_the_draw(index):
    for seed in range(50):
        design = design_patient(index, np.random.default_rng(seed))
        metastatic, masks = sum(design.truth), len(design.truth)
        assert len(design.looks) == masks
        assert masks <= design.nodes_examined
        if design.cell.pathology == "none":
            assert design.nodes_positive == metastatic == 0
        elif design.cell.pathology == "all":
            assert design.nodes_positive == design.nodes_examined
            assert metastatic == masks
        else:
            assert 0 < metastatic < masks
            assert metastatic <= design.nodes_positive < design.nodes_examined


def test_clinical_variables_keep_to_their_values():
    designs = [design_patient(i, np.random.default_rng(i)) for i in range(200)]
    assert {design.clinical.t_stage for design in designs} == {"T1", "T2", "T3"}
    assert {design.clinical.grade for design in designs} == {"1", "2", "3"}
    assert all(28 <= design.clinical.age <= 80 for design in designs)
    # Luminal A is luminal with a low Ki-67: that is what tells it from luminal B.
    assert all((d.clinical.subtype == "luminal A") == (d.clinical.ki67 < 14) for d in designs)
