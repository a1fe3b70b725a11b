"""Clinical variables: the columns of a patients table that the tool gives no meaning to, and what kind each is."""

from nodecluster.variables.clinical import CONTRACT, LeftOut, Variable, clinical_variables
from nodecluster.variables.reasons import NOT_SHOWN, reasons_warning, shown_reasons

__all__ = [
    "CONTRACT",
    "NOT_SHOWN",
    "LeftOut",
    "Variable",
    "clinical_variables",
    "reasons_warning",
    "shown_reasons",
]
