"""Metamodels: what a measure is expected to be at points that were not played."""
