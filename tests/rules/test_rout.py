"""What becomes of a side that breaks."""

import numpy as np

from sim.experiments.play import play
from sim.world.state import Fate
from tests.skirmish import skirmish


def test_sailors_who_get_away_do_not_keep_a_side_from_surrender():
    morale = {"rout_captured": 0.3, "killed_share": 1}
    definition = skirmish(
        units__marines__men=1,
        units__boats__men=100,
        units__guards__men=300,
        units__guards__quality=2,
        combat={"morale": morale},
    )
    battles = []
    outcomes = play(definition, np.arange(400), 1, watch=battles.append).outcomes
    forces, men = battles[0].world.forces, battles[0].world.state.men[:, :, Fate.PRESENT]
    sailors, marines = (men[:, forces.unit[unit]] for unit in ("boats", "marines"))
    over = (marines == 0) & (outcomes["blue.captured"] > 0)
    assert (over & (sailors > 0)).sum() > 20
    assert not np.isnat(outcomes["blue.surrendered_at"][over]).any()
