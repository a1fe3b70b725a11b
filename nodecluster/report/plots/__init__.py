"""The interactive figures, as plotly's own values; ``drawing`` makes the static picture of each."""
