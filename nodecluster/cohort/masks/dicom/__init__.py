"""DICOM: segmentations (SEG) and structure sets (RTSTRUCT) as masks."""
