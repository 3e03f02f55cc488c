"""Rules of play, one a file."""
