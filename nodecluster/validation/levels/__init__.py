"""The levels of analysis: node and patient, for everybody and set by set."""
