"""The report: one HTML file, offline, made from what a run left behind."""

from nodecluster.report.page import page

__all__ = ["page"]
