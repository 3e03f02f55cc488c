"""Results in words and tables, for terminals and plain text."""
