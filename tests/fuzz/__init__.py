"""Damaged and hostile files in great number, through the readers that everybody uses.

``make fuzz`` reads at least 20,000; a share of them is read with the tests. What may come of one: the package's own
error, which can be shown and acted upon, or a result that an independent program reads alike, wherever it reads the
file at all.
"""
