"""Clinical variables: the columns of a patients table that the tool gives no meaning to, and what kind each is."""

from nodecluster.variables.clinical import CONTRACT, LeftOut, Variable, clinical_variables

__all__ = ["CONTRACT", "LeftOut", "Variable", "clinical_variables"]
