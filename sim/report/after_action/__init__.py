"""The after-action report: a batch as one document to read, print and play with."""
