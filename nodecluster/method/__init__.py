"""The method of a run: a text ready to paste, its references, and the command that repeats it."""

from nodecluster.method.assemble import RESULTS, method
from nodecluster.method.values import Command, Method, Paragraph, Piece, Placeholder, Reference

__all__ = ["RESULTS", "Command", "Method", "Paragraph", "Piece", "Placeholder", "Reference", "method"]
