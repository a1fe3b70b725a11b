"""The report: one HTML file, offline, made from what a run left behind."""

from nodecluster.report.checks.check_page import check_page
from nodecluster.report.page import page

__all__ = ["check_page", "page"]
