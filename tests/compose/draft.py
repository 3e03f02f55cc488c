"""A draft: the scenario as far as it is composed."""

from datetime import datetime, timedelta

from tests.compose.choices import WAY, Choices, assumed
from tests.compose.forces import arms

SIDES = ("blue", "red")
BEACHES = ("shore", "cove")
INLAND = ("village", "hill")
LAND = (*BEACHES, *INLAND)
ISLAND, STRAIT = "island", "strait"


class Draft(Choices):
    """Places, units and operations; scenes add to them."""

    def __init__(self, draw):
        super().__init__(draw)
        self.hours_a_turn = self.pick(1, 0.5, 2)
        self.turns = 8 + self.below(18)
        self.start = datetime(1945, 8, 15, self.pick(4, 0, 12, 18))
        self.units = {}
        self.operations = {}
        self.focus = self.some(LAND, least=2, most=2)
        """The places at which most of it happens."""

    # where and when ------------------------------------------------------------------------------

    def place(self):
        """A place on land, mostly one of those at which much happens."""
        return self.pick(*self.focus, *self.focus, *LAND)

    def beach(self):
        """A place to land at."""
        return self.pick(*[place for place in self.focus if place in BEACHES], *BEACHES)

    def moment(self, first=0.0, last=1.0):
        """A time within some part of the battle, when a turn begins or amid one."""
        span = int(self.turns * (last - first))
        turn = int(self.turns * first) + self.below(max(span, 1))
        when = self.start + timedelta(hours=turn * self.hours_a_turn, minutes=self.pick(0, 0, 20))
        return f"{when:%Y-%m-%d %H:%M}"

    # who -----------------------------------------------------------------------------------------

    def unit(self, side, kinds, place):
        """The name of a new unit at a place (None for off the map), or of one that is there."""
        kind = self.pick(*kinds)
        alike = [n for n, u in self.units.items() if (u["side"], u["kind"]) == (side, kind)]
        if alike and self.perhaps(3):
            return self.pick(*alike)
        name = f"{side}_{kind}_{len(self.units)}"
        where = {} if place is None else {"place": place}
        said = {"side": side, "kind": kind, **arms(self, kind), **where, **self.renamed(name)}
        self.units[name] = {**said, **WAY}
        return name

    def several(self, side, kinds, place):
        """Up to three such units."""
        number = self.pick(1, 2, 3)
        return list(dict.fromkeys(self.unit(side, kinds, place) for _ in range(number)))

    # orders --------------------------------------------------------------------------------------

    def order(self, kind, side, made, start=None):
        """Add an operation; returns its name."""
        name = f"{kind}_{len(self.operations)}"
        start = self.trigger() if start is None else start
        said = {"kind": kind, "side": side, "start": start, **made, **self.renamed(name)}
        self.operations[name] = {**said, **WAY}
        return name

    def renamed(self, name):
        """Something had another name once, under which its luck is drawn."""
        return {"luck": f"old_{name}"} if self.perhaps(8) else {}

    def trigger(self):
        """When an operation starts; most do early."""
        start = {"at": self.moment(0, 0.4)}
        if self.operations and self.perhaps(4):
            start = {"after": self.some([*self.operations])}
        if self.perhaps(5):
            start["when"] = self.condition()
            start.pop("at", None)
        if self.perhaps(4):
            start["delay"] = self.hours(0, 3)
        if "at" not in start and self.perhaps(4):
            start["not_after"] = self.moment(0.5)
        return start

    def after(self, name):
        """As soon as another operation is complete."""
        return {"after": [name]}

    def condition(self, depth=1):
        """Something that becomes true of many battles."""
        match self.pick("control", "contact", "losses", *(["any"] if depth else [])):
            case "control":
                return {"control": {self.place(): self.pick(*SIDES)}}
            case "contact":
                return {"contact": [self.place()]}
            case "losses":
                who = self.pick(*SIDES, *self.units)
                return {"losses": {who: assumed(self.figure(0.01, 0.3))}}
        return {"any": [self.condition(0), self.condition(0)]}
