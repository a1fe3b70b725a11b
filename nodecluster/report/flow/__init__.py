"""The flow of patients and nodes as a diagram."""
