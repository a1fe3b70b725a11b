"""DICOM: a folder of CT slices as an image."""
