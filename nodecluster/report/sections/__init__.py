"""The sections of a report, one a file: each takes a run and gives a section, or None where its parts are missing."""
