"""The method of a run: its text, references and command."""
