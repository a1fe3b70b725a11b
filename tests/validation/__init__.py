"""Tests of ``nodecluster.validation``."""
