"""What comes out of battles: measures, series, summaries, and batches on disk."""
