"""Luck against decision: what the orders of a game were worth, and what the dice did.

Futures are played in a process of their own, with compiled kernels, while the page stays alive.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import sim.experiments.account as experiment
from sim.commanders.outlook import Log
from sim.experiments.account import Account, Share
from sim.page.words import moment
from sim.report.table import Table as Grid
from sim.scenario import Document
from sim.table.table import Table
from sim.world.clock import Clock

FUTURES = 50
"""Futures of each turn: they tell a chance to about seven in a hundred."""
MOST = 12
"""Turns that are shown, those in which most was moved."""
LEAST = 1.0
"""Points of a hundred, or men; what moved less is not told."""


def account_of(table: Table, side: str) -> Account:
    """The account of a side's victory in a battle that is over; takes a minute.

    Of a victory that never was in doubt there is nothing to tell: then it is of the side's losses.
    """
    played = table.played
    run = int(played.runs[0])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        asked = table.document, run, side, table.seed, played.given
        return alone.submit(_account, *asked).result()


def _account(document: Document, run: int, side: str, seed: int, given: Log) -> Account:
    for what in (f"winner = {side}", f"{side}.casualties"):
        found = experiment.account(document, run, what, seed, futures=FUTURES, given=given)
        if found.expected not in (0.0, 1.0) or found.expected != found.outcome:
            break
    return found


def _is_chance(found: Account) -> bool:
    return found.of.startswith("winner")


def sentence(found: Account) -> str:
    """What came of what, in a sentence."""
    if _is_chance(found):
        return (
            f"Before the battle your side won in {found.expected:.0%} of its futures. All orders "
            f"together moved that by {100 * found.decisions:+.0f} points of a hundred, all dice "
            f"by {100 * found.dice:+.0f}."
        )
    return (
        f"Who wins was never in doubt. Before the battle your side lost {found.expected:,.0f} men "
        f"in the mean of its futures, and {found.outcome:,.0f} in the end. All orders together "
        f"moved that by {found.decisions:+,.0f}, all dice by {found.dice:+,.0f}."
    )


def account_table(found: Account) -> Grid:
    """The turns in which most was moved, with standard errors."""
    scale = 100.0 if _is_chance(found) else 1.0
    unit = "chance of victory, points of a hundred" if _is_chance(found) else "men lost"
    most = sorted(found.shares, key=lambda one: -max(abs(one.decisions), abs(one.dice)))[:MOST]
    shown = sorted((one for one in most if _is_told(one, scale)), key=lambda one: one.turn)
    rows = _rows(shown, Clock(found.document.definition), scale)
    return Grid.of(f"What moved it most ({unit})", ["From", "Orders", "Dice"], rows, 1, 2)


def _is_told(one: Share, scale: float) -> bool:
    return scale * max(abs(one.decisions), abs(one.dice)) >= LEAST


def _rows(shares: list[Share], clock: Clock, scale: float) -> Iterator[list[str]]:
    for one in shares:
        yield [
            moment(clock.moment(one.turn).isoformat(" ", "minutes")),
            _moved(scale * one.decisions, scale * one.decisions_error),
            _moved(scale * one.dice, scale * one.dice_error),
        ]


def _moved(by: float, error: float) -> str:
    return f"{by:+,.0f} ± {error:,.0f}" if by else ""
