"""The values that the rooms of the validation pass on: counts, estimates, who belongs together."""
