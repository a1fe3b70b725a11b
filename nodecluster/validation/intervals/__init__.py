"""Confidence intervals of proportions: of independent observations, and of nodes that come in patients."""
