"""One node: placed on the CT's grid, resampled, measured. Values in, values out."""
