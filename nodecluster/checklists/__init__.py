"""Reporting checklists (STARD 2015, CLEAR, METRICS): what a run knows filled in, the rest left to the author."""

from nodecluster.checklists.fill import checklists
from nodecluster.checklists.values import STATUSES, Checklist, Item, Status

__all__ = ["STATUSES", "Checklist", "Item", "Status", "checklists"]
