"""Confidence intervals of proportions."""
