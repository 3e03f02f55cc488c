"""Calibration: from what history recorded to a posterior of the shared parameters.

Points that fill the priors (`design`) are played in every battle; emulators of each measure
(`emulator`) make of them a likelihood at any point (`likelihood`); importance sampling (`weights`)
draws from the posterior, once with all battles and once without each; these draws are played again
and scored (`forecasts`). `calibrate` puts the parts together.

A prior (`sim/combat/prior.py`) stands beside each shared parameter, in its rule or model.
`sim/history/calibrate/` plays points of the priors, makes emulators of each measure that has
claims, weighs draws by a likelihood that is a product over battles, and plays each battle again
by the posterior of all the others. A posterior enters a scenario as figures of `draws`
(`sim/experiments/posterior.py`): run K takes those of one position, drawn at the address `draws`
of the stream `input`, so that parameters which hang together stay together. A table of battles is
further evidence (`table.py`): the battles of one war err together, so that each war has a
deviation of its own, which is integrated out; as hundreds of independent witnesses they drew the
posterior away from what foretells other battles. One parameter alone is of an era: the sickness
of 1904, which no second battle of that age could test. Quality and resolve of units are grades of
two scales that all battles share (`sim/scenario/vocabulary.py`).

The defaults are not the posterior's medians. They were fitted on the table (`make fit`), and each
lies well inside the posterior by the seven battles of 1945 and the table. Played by the medians
instead, the bundled battles and the table are forecast about as well, and the claims somewhat
better; but the record of these battles would then have moved the defaults by which they are
judged.
"""
