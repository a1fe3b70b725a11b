"""All kinds of inputs."""

from tests.fuzz import dicom, images, tables

KINDS = (*images.KINDS, *dicom.KINDS, *tables.KINDS)
