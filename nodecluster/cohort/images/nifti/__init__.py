"""NIfTI-1 and NIfTI-2: the header judged and placed as ITK places it, the voxels streamed."""
