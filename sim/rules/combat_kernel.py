"""Kernels of combat: where there is fighting, and how much of a turn of it counts."""

import numpy as np

from sim.combat.fronts import Toll
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.rules.contact import Strife, fighting
from sim.rules.muster_sheets import Attacks, Wave


@njit(cache=True)
def attacks_at(
    engaged: np.ndarray, strife: Strife, control: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What `Attacks` hold: first the runs in which the first side attacks, place by place.

    A place is attacked by the side that does not hold it, `control` (n, P). Places of which none
    is `engaged`, (P,), are not looked at.
    """
    places: np.ndarray = np.flatnonzero(engaged)
    attacked = np.empty(len(places) * control.shape[0], np.int64)
    where, attackers = np.empty((2, 2 * len(places)), np.int64)
    ends = np.zeros(2 * len(places) + 1, np.int64)
    found = fronts = 0
    for place in places:
        rows = fighting(place, strife)
        for attacker in range(2):
            for row in rows:
                if (control[row, place] == 0) == (attacker == 1):
                    attacked[found] = row
                    found += 1
            where[fronts], attackers[fronts] = place, attacker
            ends[fronts + 1] = found
            fronts += found > ends[fronts]
    return where[:fronts], attackers[:fronts], ends[: fronts + 1], attacked[:found]


@njit(cache=True)
def waves(attacks: Attacks, parts: np.ndarray, apart: bool) -> np.ndarray:
    """Where waves of fronts end, in each of which a run is at one front alone; or all are `apart`.

    All fire lasts to the end of the turn at first, as `parts`, (n, P), are to say.
    """
    fronts = len(attacks.places)
    ends, found = np.empty(fronts, np.int64), 0
    seen = np.full(parts.shape[0], -1)
    for front in range(fronts):
        rows = attacks.rows[attacks.ends[front] : attacks.ends[front + 1]]
        part, again = parts[:, attacks.places[front]], apart
        for row in rows:
            part[row] = 1.0
            again |= seen[row] == found
        if again and front > 0:
            ends[found] = front
            found += 1
        for row in rows:
            seen[row] = found
    ends[found] = fronts
    return ends[: found + 1]


@njit(cache=True)
def note_moments(attacks: Attacks, wave: Wave, parts: np.ndarray, moments: np.ndarray) -> None:
    """What follows from now on in runs, (n,), does so when fire ends there, `parts` (n, P)."""
    for front in range(wave[0], wave[1]):
        part = parts[:, attacks.places[front]]
        for row in attacks.rows[attacks.ends[front] : attacks.ends[front + 1]]:
            moments[row] = part[row]


@njit(cache=True)
def keep_part(
    attacks: Attacks,
    wave: Wave,
    toll: Toll,
    sizes: tuple[np.ndarray, np.ndarray],
    part: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
    parts: np.ndarray,
) -> None:
    """Leave a part of all losses of some fronts: of their sum, evenly; the rest of one is a chance.

    `sizes` are the numbers of units and of weapon entries of all fronts, (F, 2) each. `part`, (K,),
    is 1 or more where nothing is taken away; it is noted in `parts`, (n, P). There is an address
    for each place.
    """
    for front in range(wave[0], wave[1]):
        place = attacks.places[front]
        for pair in range(attacks.ends[front], attacks.ends[front + 1]):
            if part[pair] >= 1.0:
                continue
            row = attacks.rows[pair]
            parts[row, place] *= part[pair]
            uniform, _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[place])
            for kind in range(2):
                for side in range(2):
                    size = sizes[kind][front, side]
                    _keep(toll[kind][side, :size, pair], part[pair], uniform)


@njit(cache=True)
def _keep(numbers: np.ndarray, part: float, uniform: float) -> None:
    """Leave a part of the sum of some numbers."""
    total, before = 0, int(uniform)
    for j in range(numbers.shape[0]):
        total += numbers[j]
        now = int(total * part + uniform)
        numbers[j] = now - before
        before = now


@njit(cache=True)
def armed_losers(
    attacks: Attacks, wave: Wave, entries: np.ndarray, weapons: np.ndarray
) -> np.ndarray:
    """Fronts and sides, (k, 2), that lose `weapons`, (2, W, K), of so many `entries`, (F, 2)."""
    losers, found = np.empty((2 * len(attacks.places), 2), np.int64), 0
    for front in range(wave[0], wave[1]):
        for side in range(2):
            lost = weapons[
                side, : entries[front, side], attacks.ends[front] : attacks.ends[front + 1]
            ]
            if lost.any():
                losers[found] = front, side
                found += 1
    return losers[:found]


@njit(cache=True)
def count(attacks: Attacks, wave: Wave, engaged: np.ndarray, totals: np.ndarray) -> None:
    """Add what both sides have lost, (2, k), to what they lost in the engagements, (n, P, 2)."""
    begin = attacks.ends[wave[0]]
    for front in range(wave[0], wave[1]):
        place = attacks.places[front]
        for side in range(2):
            for pair in range(attacks.ends[front], attacks.ends[front + 1]):
                engaged[attacks.rows[pair], place, side] += totals[side, pair - begin]
