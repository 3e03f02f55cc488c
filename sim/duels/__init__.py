"""Duels: the odds of two forces, exact where that is quick and by Monte Carlo beyond."""
