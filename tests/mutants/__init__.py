"""Mutants: faults put into the engine, one at a time, each of which the quick tests must notice."""
