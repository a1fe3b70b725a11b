"""``metrics.json`` and ``signature.json`` as tables, and the names and order of the sets of patients."""
