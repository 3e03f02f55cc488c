"""What comes out of battles: measures, series, summaries, and batches on disk.

A folder of results holds JSON, Parquet and plain text; nothing in it is ever executed. Rows do
not depend on the number of workers, the size of chunks or their order. Each part is written whole
or not at all, and its hash is in the manifest, so a batch that is interrupted, even by a power
cut, keeps what it has finished; what is damaged is refused by name. `--resume` plays what is
missing or damaged, and more if `--runs` is larger than before. It refuses, and names the field,
when what is played, the order of the file, the seed, the rules or the version differs; a change
of sources, notes, titles or claims keeps the runs. A run that fails is a row too: its error, a
traceback in `failures/`, and the command that repeats it; the batch goes on.

Exit codes are 0 for done, 1 for runs that failed and for a disk that is full, 2 for wrong input,
3 for a standard error that `--until` cannot reach, and 128 and its number for a signal: 130 for
Ctrl-C.

In Python `sim.Results`, `sim.Sweep`, `sim.WhatIf` and `sim.Odds` have an `open` that reads what
`--out` keeps. The points of a sweep and the sides of a what-if share their luck, so a difference
is the effect of the change and not of the dice.
"""
