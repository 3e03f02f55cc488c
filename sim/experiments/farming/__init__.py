"""Farming: from a question about many parameters to a finding.

`sim/experiments/farming/` goes from a question to a finding. Factors (`factors.py`) become a
design (`designs.py`), which is played as a sweep. A `Finding` (`finding.py`) knows factors and
numbers and no battles, so that functions with known answers go through the same code: effects,
Sobol' indices, the part of luck, thresholds, boxes and trees. `sim/experiments/metamodels/` fits
a quadratic, a Gaussian process and a tree, short enough to be our own; PAWN and Shapley effects
come from SALib, the extra `farm`. A `Farm` joins findings to a scenario; factors, what is looked
at (`look.py`), refined roots and forecasts of fresh points are kept as `farm.json` in its folder.
`playing.py` plays it.
"""
