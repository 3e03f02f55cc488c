"""Scenes: what happens in a battle, each with the forces that it needs."""

from tests.compose.draft import BEACHES, ISLAND, LAND, SIDES, STRAIT
from tests.compose.forces import FOOT
from tests.compose.orders import air, endings, land, sea


def invasion(draft):
    """A landing on a beach that is held, and what follows it."""
    to = draft.beach()
    draft.several("red", FOOT, to)
    if draft.perhaps():
        draft.order("scout", "blue", sea.scout(draft, to), {"at": draft.moment(0, 0.1)})
    landing = _wave(draft, to)
    troops = draft.operations[landing]["units"]
    attack = land.attack(draft, draft.some(troops), draft.place())
    draft.order("assault", "blue", attack, draft.after(landing))
    if draft.pick(True, True, False):
        (other,) = {*BEACHES} - {to}
        draft.unit("red", FOOT, other)
        _wave(draft, other)


def _wave(draft, to):
    kind, made = draft.pick(("landing", sea.landing), ("shuttle", sea.shuttle))
    return draft.order(kind, "blue", made(draft, to), {"at": draft.moment(0, 0.2)})


def defence(draft):
    """Reserves that go where the enemy is, or away from him."""
    side = draft.pick("red", "red", "blue")
    reserve = draft.several(side, FOOT, draft.place())
    match draft.pick("counter_attack", "reaction", "withdrawal"):
        case "counter_attack":
            attack = land.attack(draft, reserve, draft.place())
            draft.order("counter_attack", side, attack)
        case "reaction":
            draft.order("reaction", side, land.reaction(draft, reserve))
        case "withdrawal":
            draft.order("withdrawal", side, land.march(draft, reserve, draft.place()))


def advance(draft):
    """Two forces on land, one of which attacks the other."""
    side = draft.pick(*SIDES)
    start, goal = draft.focus
    own = draft.several(side, FOOT, start)
    draft.several(_other(side), FOOT, goal)
    kind, made = draft.pick(
        ("assault", land.attack),
        ("offensive", land.offensive),
        ("march", land.march),
        ("seizure", land.seizure),
    )
    draft.order(kind, side, made(draft, own, goal))


def barrage(draft):
    """A battery, or ships, fire at what they can reach."""
    side, (near, far) = draft.pick(*SIDES), draft.focus
    battery = draft.pick(True, False)
    guns = draft.several(side, *((("artillery",), near) if battery else (("ships",), STRAIT)))
    draft.unit(_other(side), FOOT, far)
    if draft.perhaps():
        draft.unit(_other(side), FOOT, near)
    target = draft.pick(far, near, STRAIT)
    draft.order("gunfire", side, sea.gunfire(draft, guns, target), {"at": draft.moment(0, 0.2)})


def raids(draft):
    """Aircraft over the places at which most happens."""
    side = draft.pick(*SIDES)
    squadrons = draft.several(side, ("aircraft",), None)
    draft.unit(_other(side), FOOT, draft.focus[0])
    if draft.perhaps():
        draft.unit(side, FOOT, draft.focus[0])
    draft.order("strike", side, air.strike(draft, squadrons), {"at": draft.moment(0, 0.2)})
    if draft.perhaps(3):
        start = {"at": draft.moment(0.2, 0.5)}
        draft.order("cease_fire", side, endings.cease_fire(draft), start)


def narrows(draft):
    """Ships with troops pass where aircraft look for them."""
    ships = [draft.unit("blue", ("ships",), ISLAND) for _ in range(2)]
    troops = draft.several("blue", FOOT, ISLAND)
    passage = sea.passage(draft, list(dict.fromkeys(ships)), troops)
    draft.order("passage", "blue", passage, {"at": draft.moment(0, 0.1)})
    squadrons = draft.several("red", ("aircraft",), None)
    attack = air.anti_shipping(draft, squadrons, ships)
    draft.order("anti_shipping", "red", attack, {"at": draft.moment(0, 0.2)})


def airlift(draft):
    """Aircraft with troops, past fighters and guns, once or twice."""
    to = draft.place()
    draft.several("red", FOOT, to)
    transports = draft.several("blue", ("aircraft",), None)
    fighters = draft.several("red", ("aircraft",), None)
    for _ in range(draft.pick(1, 2)):
        draft.order("airborne", "blue", air.airborne(draft, transports, fighters, to))


def siege(draft):
    """An army before a fortress."""
    near, far = draft.focus
    army, garrison = draft.several("blue", FOOT, near), draft.several("red", FOOT, far)
    start = {"at": draft.moment(0, 0.2)}
    draft.order("siege", "blue", {"units": army, "garrison": garrison}, start)


def flight(draft):
    """Civilians are brought away from a coast that is under fire."""
    side, port = draft.pick("red", "red", "blue"), draft.beach()
    ships = draft.several(side, ("ships",), draft.pick(port, STRAIT))
    draft.order("ferry", side, sea.ferry(draft, ships, port), {"at": draft.moment(0, 0.2)})
    if draft.perhaps():
        squadrons = draft.several(_other(side), ("aircraft",), None)
        draft.order("anti_shipping", _other(side), air.anti_shipping(draft, squadrons, ships))


def truce(draft):
    """One side or both cease fire, and a party comes to see."""
    for side in draft.some(SIDES):
        start = {"at": draft.moment(0.1, 0.6)}
        draft.order("cease_fire", side, endings.cease_fire(draft), start)
    if draft.perhaps():
        party = draft.several("blue", FOOT, ISLAND)
        draft.order("expedition", "blue", sea.expedition(draft, party))


def talks(draft):
    """Envoys, or white flags."""
    place = draft.place()
    garrison = draft.several("red", FOOT, place)
    if draft.perhaps(3):
        draft.order("surrender", "red", {"units": garrison}, {"at": draft.moment(0.2)})
        return
    draft.several("blue", FOOT, draft.pick(place, *LAND))
    draft.order("parley", "blue", endings.parley(draft, garrison))


def silence(draft):
    """Orders come late, or no more."""
    side = draft.pick(*SIDES)
    if draft.perhaps(4):
        draft.order("halt", side, {}, {"at": draft.moment(0.3)})
    start = {"at": draft.moment(0, 0.1)}
    draft.order("breakdown", side, endings.breakdown(draft, side), start)
    own = draft.several(side, FOOT, draft.place())
    draft.order("march", side, land.march(draft, own, draft.place()))


def _other(side):
    return SIDES[1 - SIDES.index(side)]


OPENINGS = (invasion, invasion, advance)
SCENES = (
    barrage,
    raids,
    narrows,
    defence,
    truce,
    flight,
    airlift,
    siege,
    talks,
    silence,
)
