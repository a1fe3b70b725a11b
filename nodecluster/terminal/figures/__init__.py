"""The figures of a validation as plain text."""
