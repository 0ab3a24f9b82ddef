"""Measures the readers on generated files of known content: `python -m tests.ingestion.measure --help`."""
