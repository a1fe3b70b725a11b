"""A patient's tasks, and their running over a cohort: files opened once, then measured or checked."""
