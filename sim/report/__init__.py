"""Results in words and tables, for terminals and plain text, and as an after-action report."""
