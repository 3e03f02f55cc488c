"""Scenes: what happens in a battle, each with the forces that it needs."""

from tests.compose.draft import ISLAND, LAND, SIDES, STRAIT
from tests.compose.forces import FOOT
from tests.compose.orders import air, endings, land, sea


def invasion(draft):
    """A landing on a beach that is held, and what follows it."""
    to = draft.beach()
    draft.several("red", FOOT, to)
    if draft.perhaps(3):
        draft.order("scout", "blue", sea.scout(draft, to), {"at": draft.moment(0, 0.1)})
    kind, made = draft.pick(("landing", sea.landing), ("shuttle", sea.shuttle))
    landing = draft.order(kind, "blue", made(draft, to))
    troops = draft.operations[landing]["units"]
    attack = land.attack(draft, draft.some(troops), draft.place())
    draft.order("assault", "blue", attack, draft.after(landing))


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
    start, goal = draft.some(draft.focus, least=2, most=2)
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
    side = draft.pick(*SIDES)
    battery = draft.pick(True, False)
    kinds, place = (("artillery",), draft.place()) if battery else (("ships",), STRAIT)
    guns = draft.several(side, kinds, place)
    draft.order("gunfire", side, sea.gunfire(draft, guns, draft.pick(*draft.focus, STRAIT)))


def raids(draft):
    """Aircraft over the places at which most happens."""
    side = draft.pick(*SIDES)
    squadrons = draft.several(side, ("aircraft",), None)
    draft.unit(_other(side), FOOT, draft.focus[0])
    draft.order("strike", side, air.strike(draft, squadrons))


def narrows(draft):
    """Ships with troops pass where aircraft look for them."""
    ships = [draft.unit("blue", ("ships",), ISLAND) for _ in range(2)]
    troops = draft.several("blue", FOOT, ISLAND)
    passage = sea.passage(draft, list(dict.fromkeys(ships)), troops)
    draft.order("passage", "blue", passage, {"at": draft.moment(0, 0.1)})
    squadrons = draft.several("red", ("aircraft",), None)
    attack = air.anti_shipping(draft, squadrons, ships)
    draft.order("anti_shipping", "red", attack, {"at": draft.moment(0, 0.2)})


def flight(draft):
    """Civilians are brought away from a coast that is under fire."""
    ships = draft.several("blue", ("ships",), draft.pick(ISLAND, STRAIT))
    draft.order("ferry", "blue", sea.ferry(draft, ships, draft.beach()))
    if draft.perhaps():
        squadrons = draft.several("red", ("aircraft",), None)
        draft.order("anti_shipping", "red", air.anti_shipping(draft, squadrons, ships))


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
    garrison = draft.several("red", FOOT, draft.place())
    if draft.perhaps(3):
        draft.order("surrender", "red", {"units": garrison}, {"at": draft.moment(0.2)})
        return
    draft.several("blue", FOOT, draft.pick(*LAND))
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


SCENES = (
    invasion,
    advance,
    barrage,
    raids,
    narrows,
    defence,
    truce,
    flight,
    talks,
    silence,
)
