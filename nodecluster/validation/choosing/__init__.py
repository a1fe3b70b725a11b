"""The patient rule as a choice: every rule side by side, and a rule tuned without the patients that judge it."""
