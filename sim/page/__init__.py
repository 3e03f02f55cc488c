"""The page: a table to play at, and results to look at, in a browser; needs the extra `play`."""
