"""Results in words and tables, for terminals and plain text, and as an after-action report.

A report is one HTML file: the scenario with its sources, order of battle and plan, what typically
happened, the median, best and worst battle turn by turn with a map that a slider moves, the
comparison with history, all parameters, and the command that repeats it. `--format md` writes
Markdown with a folder of pictures.
"""
