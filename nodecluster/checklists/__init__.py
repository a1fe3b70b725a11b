"""Reporting checklists, with the items filled in that a run knows."""
