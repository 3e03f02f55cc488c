"""The report of a farm."""
