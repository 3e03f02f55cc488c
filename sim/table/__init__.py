"""The table: people and programs play a side, turn by turn, without any interface.

`sim/commanders/belief.py` keeps what each commanded side has seen of the enemy, with its age and
error. A `Situation` (`sim/commanders/situation.py`) is all that one side can see of one run, as
plain data; `sim/commanders/legal.py` is the menu of what it can order (`expeditions.py` for what
needs figures of the plan), `sim/commanders/verbs.py` the words. Opponents, the table and every
skin on it see a side through them and in no other way.

The state of a table is scenario, seed, run and a log of who ordered what at which turn. Nothing is
taken out of the log; what was undone stands in it as well. To load, to undo and to fork is to play
the log again. `battle.play_to_orders(turn)` stops where commanders are asked, so that a person sees
what any other commander would see.
"""

from sim.table.table import Table

__all__ = ["Table"]
