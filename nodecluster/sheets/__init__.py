"""The figures of a run as flat tables, for a spreadsheet."""
