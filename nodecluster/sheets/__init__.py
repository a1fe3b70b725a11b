"""The figures of a run as flat tables, for a spreadsheet."""

from nodecluster.sheets.make import sheets
from nodecluster.sheets.names import NAMES

__all__ = ["NAMES", "sheets"]
