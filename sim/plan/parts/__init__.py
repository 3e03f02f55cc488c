"""What several kinds of operation share."""
