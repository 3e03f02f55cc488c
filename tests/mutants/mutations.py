"""The list of mutations."""

from dataclasses import dataclass
from pathlib import Path

SIM = Path(__file__).parents[2] / "sim"


@dataclass(frozen=True)
class Mutation:
    """One place of the source, said otherwise."""

    file: str
    """Below `sim/`."""
    old: str
    new: str
    why: str
    """What becomes wrong."""

    def applied(self, text):
        """The text of the file with the fault in it. Raises ValueError unless it fits just once."""
        count = text.count(self.old)
        if count != 1:
            raise ValueError(f"{self.file} has {self.old!r} {count} times")
        return text.replace(self.old, self.new)


MUTATIONS = [
    Mutation(*words)
    for words in [
        # world
        (
            "world/clock.py",
            "(turn + 0.5) * hours",
            "turn * hours",
            "a turn is dark when it begins in darkness",
        ),
        (
            "world/clock.py",
            "np.floor(hours / self.hours + (0.5 + _SLACK))",
            "np.floor(hours / self.hours + _SLACK)",
            "spans are rounded down",
        ),
        (
            "world/inputs.py",
            "self._sample(value, path, settled, actor)",
            "self._sample(value, '', settled, actor)",
            "all uncertain figures share one draw",
        ),
        (
            "world/survey.py",
            "area is not None and",
            "area is None and",
            "places of one area do not belong together",
        ),
        (
            "world/ways.py",
            'if route.kind != "sea"',
            "if route.kind",
            "troops march over the sea",
        ),
        # who stands where
        (
            "rules/presence.py",
            "here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)",
            "here = unit_place[row, unit] == place",
            "men on their way count as being there",
        ),
        (
            "rules/presence.py",
            "here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)",
            "here = status[row, unit] == _FIELD",
            "men count at places where they are not",
        ),
        (
            "rules/contact.py",
            "if first[i] > 0 and second[i] > 0:",
            "if first[i] > 0 or second[i] > 0:",
            "one side alone is in contact",
        ),
        (
            "rules/control.py",
            "if control[rows[i], places[i]] != sides[i]:",
            "if True:",
            "who holds a place takes it again",
        ),
        (
            "rules/movement_kernel.py",
            "due[i] += left",
            "pass",
            "a unit that is on its way is already there",
        ),
        (
            "rules/rout.py",
            "_BACK if ways.land[origin] and",
            "_BACK if origin >= 0 and",
            "a beaten landing party flees over the sea",
        ),
        (
            "rules/surprise.py",
            """        for other in world.survey.area(place):
            fresh =""",
            """        for other in [place]:
            fresh =""",
            "surprise strikes one place, not its area",
        ),
        (
            "rules/truce.py",
            "self._ceased[rows, place, 1 - side]",
            "True",
            "one side alone makes a truce",
        ),
        # fire
        (
            "rules/muster_kernel.py",
            "return min(1.0, frontage / men) if men > 0 else 1.0",
            "return 1.0",
            "frontage limits nobody",
        ),
        (
            "rules/muster_kernel.py",
            "return men / initial if initial > 0 else 1.0",
            "return 1.0",
            "weapons fire without men to serve them",
        ),
        (
            "rules/muster_kernel.py",
            "share = min(1.0, afloat / present)",
            "share = 1.0",
            "all of a unit is in its craft as long as some are",
        ),
        (
            "rules/casualties_kernel.py",
            "aboard = min(crew, all_men[row, unit, _PRESENT])",
            "aboard = crew",
            "crews are hit beyond the men present",
        ),
        (
            "rules/nerve.py",
            "return limits[row, place, 0] * contact, limits[row, place, 1] * contact",
            "return limits[row, place, 0], limits[row, place, 1]",
            "break points count losses among all, not among those in contact",
        ),
        (
            "rules/nerve.py",
            "if one and (not two or balance.control[row, place] != 0):",
            "if one:",
            "the first side breaks when both would",
        ),
        (
            "rules/civilians.py",
            "rows = rows[self._fled_at[rows, place] < world.turn]",
            "rows = rows[:]",
            "civilians flee twice in a turn",
        ),
        (
            "rules/supply_kernel.py",
            "if control[row, start] == 1 - side:",
            "if False:",
            "supply passes through places that the enemy holds",
        ),
        (
            "rules/supply.py",
            "news.subscribe(Moves(), self._settle_each)",
            "pass",
            "what a unit was brought where it was is forgotten when it moves",
        ),
        (
            "rules/troops_aboard.py",
            "return [other for other in self._ships[unit] if other != ship]",
            "return []",
            "troops aboard are all in one of their ships",
        ),
        (
            "rules/submarine.py",
            "clear * exps(-hours / endurance)",
            "clear",
            "help comes too late for nobody",
        ),
        # operations
        (
            "rules/movement_kernel.py",
            "capacity[i] - landed[i], turn",
            "capacity[i], turn",
            "each unit has all of a beach's capacity",
        ),
        (
            "rules/gunnery.py",
            " or contested[row, place]",
            "",
            "batteries fire while they are in contact",
        ),
        (
            "operations/gunfire.py",
            "control[rows, self._observer] == self.side",
            "control[rows, self._observer] != self.side",
            "observers see from places that the enemy holds",
        ),
        (
            "rules/targets.py",
            "chosen[i] == NOWHERE and not ceased[row] and",
            "chosen[i] == NOWHERE and",
            "strikes ignore a cease-fire",
        ),
        (
            "rules/targets.py",
            "for in_contact in (True, False):",
            "for in_contact in (False,):",
            "strikes do not look for contact first",
        ),
        (
            "operations/assault.py",
            "peace = self.idle(self.world, self.side, rows, self.world.alike(self.to, rows))",
            "peace = np.zeros(len(rows), bool)",
            "an assault sets out in peace",
        ),
        (
            "operations/assault.py",
            "left[i] < (1.0 - stop_at[row])",
            "left[i] < stop_at[row]",
            "an assault stops too late or too early",
        ),
        (
            "operations/shuttle_kernel.py",
            "        known[row] = gone[i]\n",
            "",
            "men go down again and again with the same craft",
        ),
        (
            "operations/shuttle.py",
            'self.number("swim") * self.number("drowning")',
            'self.number("drowning")',
            "who need not swim drowns",
        ),
        (
            "operations/seizure.py",
            " & (own >= self._odds[rows] * guards)",
            "",
            "a few men seize what many guard",
        ),
        (
            "rules/ferries.py",
            "of_day(address, self._day, dawn",
            "of_day(address, world.turn, dawn",
            "a storm does not last for the day",
        ),
        (
            "operations/anti_shipping.py",
            " / shipping.staying(rows, ship)",
            "",
            "staying power saves no ship from bombs",
        ),
        # combat
        (
            "combat/attrition.py",
            "half_d = d * (1.0 - part * exposure[1, k] * at[1, k] * a / d / favour)",
            "half_d = d",
            "the dead go on firing to the end of the turn",
        ),
        (
            "combat/attrition.py",
            "hazard[k] * exposure[k]",
            "hazard[k]",
            "cover saves nobody in combat",
        ),
        (
            "combat/attrition.py",
            "/ targets[c, k]",
            "/ 1",
            "fire is not spread over its targets",
        ),
    ]
]
