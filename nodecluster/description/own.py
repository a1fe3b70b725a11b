"""The rows of a baseline table that are no clinical variables, with their words."""

from __future__ import annotations

OWN = {
    "clinical_n": "Clinical assessment of the axilla",
    "pathological_n": "Pathology of the axilla",
    "nodes_examined": "Nodes examined by pathology",
    "nodes_positive": "Nodes positive by pathology",
    "nodes_measured": "Nodes measured on CT",
}

IN_TABLE = "Nodes in the nodes' table"
"""What ``nodes_measured`` counts where it is not known which nodes were measured."""
