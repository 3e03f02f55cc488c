"""Pictures of results; every function takes `ax` and returns what it drew."""
