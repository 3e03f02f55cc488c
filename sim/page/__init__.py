"""The page: a table to play at, and results to look at, in a browser; needs the extra `play`.

`sim/page/` is one more skin on the table, with NiceGUI (the extra `play`). A `Sitting` is a table
and the people at it; it keeps what each side sees, and every page draws from that alone, so
nothing else reaches a browser. Turns are played in a thread, while pages show what was so before.
A `Seat` is one browser: what is chosen there, and what its player does. `GamePage` draws it anew
after each change; elements have keys, by which the focus comes back. The layout of a map knows
places and ways, and nobody's plan. A `Door` says where the page listens and who may come in: on
the loopback address anybody, elsewhere whoever has the token, and one token a side where two
people play apart. An `Explorer` is what `beachhead explore` asks of a results folder; its
pictures are those of `sim/plots`, and a run that is opened is a report of that run.
"""
