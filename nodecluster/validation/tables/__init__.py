"""The two tables that a validation takes: checked, labelled, and what is odd about them."""
