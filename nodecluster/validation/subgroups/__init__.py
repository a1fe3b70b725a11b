"""The same figures for subgroups of patients, and whether they differ."""
