"""Who was studied: the flow of patients and nodes, and the baseline table."""
