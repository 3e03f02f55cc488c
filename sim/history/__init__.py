"""Results held against what history recorded."""
