"""The run nearest to history: played again, and its futures told."""

from collections.abc import Mapping

from sim.cli.battle_named import Named
from sim.cli.bundles import Changed, Wishes
from sim.cli.failures import tell
from sim.cli.futures_shown import Showing, show_futures
from sim.cli.replay import replay
from sim.cli.run import Manner as BattleManner
from sim.experiments.experiment import Manner
from sim.history.nearest import nearest_history
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.search import Extreme
from sim.results.store import Store
from sim.world.words import count

FUTURES = 200
"""Futures at each turn."""


def replay_nearest(
    address: str,
    run: int | None,
    where: str | None,
    extremes: Mapping[Extreme, str | None],
    manner: BattleManner,
) -> None:
    """Play the run of a batch again that lies nearest to all claims, and tell its futures."""
    if run is not None or where is not None or any(extremes.values()):
        raise UserError("--nearest-history names the battle; leave --run, --where and the like out")
    store = Store.open(address)
    if store.manifest.holds != "batch":
        raise UserError(f"{address} holds {store.manifest.holds}; name a folder of monte-carlo")
    found = nearest_history(Batch(store.document, store.manifest.seed, store))
    tell(
        f"Run {found.run:,} of {found.runs:,} lies nearest to history: {found.distance:.2f} "
        f"standard deviations from {count(found.measures, 'claim')} (root mean square)"
    )
    replay(address, found.run, 0, where=None, extremes={}, manner=manner)
    if not manner.as_json:
        named = Named(address, Changed(), found.run, 0, 1)
        wishes = Wishes(futures=FUTURES)
        showing = Showing(None, credit=False, account=False, as_json=False)
        show_futures(named, wishes, Manner(), showing)
