"""Calibration: from what history recorded to a posterior of the shared parameters.

Points that fill the priors (`design`) are played in every battle; emulators of each measure
(`emulator`) make of them a likelihood at any point (`likelihood`); importance sampling (`weights`)
draws from the posterior, once with all battles and once without each; these draws are played again
and scored (`forecasts`). `calibrate` puts the parts together.
"""
