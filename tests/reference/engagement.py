"""An engagement: combat at a place turn by turn, until one side breaks or is gone."""

from tests.reference import attrition
from tests.reference.clock import Phase
from tests.reference.company import Company
from tests.reference.luck import factor


class Engagement:
    """Lasts as long as both sides stand at a place."""

    def __init__(self, battle, place):
        self._battle = battle
        self._place = place
        self._since = battle.turn
        self._lost = dict.fromkeys(battle.sides, 0)
        """Men lost here since it began."""
        self.part = 1.0
        """The part of its last turn after which fire ended."""
        self._luck = {}
        """The luck of the day, a multiplier of a side's fire."""
        self._break_point = {}
        """The share of losses at which a side breaks against an equal enemy."""
        for side in battle.sides:
            self._draw_luck(side)

    def lost(self, side):
        """Men whom a side has lost here since it began."""
        return self._lost[side]

    def _draw_luck(self, side):
        battle, place, morale = self._battle, self._place, self._battle.morale
        item = f"{place.name}/{side}"
        day, _ = battle.luck.pair("engagement", item, 0)
        tie, nerve = battle.luck.pair("engagement", item, battle.turn + 1)
        self._luck[side] = factor(day, morale["frailty"])
        attacking = place.control != side
        share = morale["attacker_break" if attacking else "defender_break"]
        share *= self._resolve(side) * factor(nerve, morale["break_spread"])
        left = place.surprised_until - battle.turn
        if not attacking and (left > 0 or (left == 0 and tie < 0.5)):
            share *= morale["surprise_break"]
        self._break_point[side] = share

    def _resolve(self, side):
        """The mean resolve of a side's men, less what fatigue and want of supply take away."""
        battle, units = self._battle, self._battle.units_at(self._place, side)
        firm = sum(
            unit.present * unit.resolve * battle.fatigue.resolve(unit) * battle.supply.resolve(unit)
            for unit in units
        )
        return firm / sum(unit.present for unit in units)

    # the process ----------------------------------------------------------------------------

    def process(self):
        """The SimPy process of the engagement."""
        battle = self._battle
        while self._goes_on():
            turn = battle.next_turn(Phase.COMBAT)
            yield battle.until(turn, "fight", self._place.number)
            if self._goes_on():
                self._fight()
                battle.part = 1.0
            yield battle.until(turn, "settle", self._place.number)
            if self._goes_on():
                battle.part = self.part
                self._settle()
                battle.part = 1.0

    def _goes_on(self):
        return self._place.engagement is self and not self._place.truce

    @property
    def _attacker(self):
        """Who does not hold the place attacks it; if nobody holds it, the first side does."""
        first, second = self._battle.sides
        return second if self._place.control == first else first

    # combat ---------------------------------------------------------------------------------

    def _fight(self):
        """A turn of combat."""
        battle, place = self._battle, self._place
        companies = [
            Company(battle, place, side, attacking=side == self._attacker, luck=self._luck[side])
            for side in battle.sides
        ]
        lasted = (battle.turn - self._since) * battle.clock.hours
        losses = attrition.exchange(battle, place, companies, lasted)
        self.part = 1.0
        losses = self._stop_at_order(dict(zip(battle.sides, losses, strict=True)))
        losses = self._stop_at_break(losses)
        battle.part = self.part
        for side, (men, weapons) in losses.items():
            self._book(side, men, weapons)
        battle.announce(f"combat:{place.name}")

    def _stop_at_order(self, losses):
        """All fire ends when an attack, or a stand, has cost too much."""
        for one in self._battle.limited:
            men, _ = losses[one.side]
            fallen = sum(number for unit, number in men.items() if unit in one.losers)
            if one.to in (self._place, None) and one.may_lose() < fallen:
                losses = self._until(one.may_lose() / fallen, losses)
        return losses

    def _until(self, part, losses):
        """The losses of a part of the turn."""
        self.part *= part
        item = f"{self._place.name}/last"
        uniform = self._battle.luck.uniform("engagement", item, self._battle.turn)
        return {
            side: tuple(attrition.until(part, uniform, one) for one in both)
            for side, both in losses.items()
        }

    def _stop_at_break(self, losses):
        """All fire ends when a side breaks, the attacker if both would at once."""
        battle, place = self._battle, self._place
        parts = {}
        for side, (men, _) in losses.items():
            own, fallen = battle.men_at(place, side), sum(men.values())
            enemy = battle.men_at(place, battle.enemy(side))
            if fallen == 0 or own == 0 or enemy == 0:
                continue
            limit = self._break_point[side] * battle.in_contact(own + enemy)
            most = max(int(limit * (own + self._lost[side])) + 1 - self._lost[side], 1)
            if fallen >= most:
                parts[side] = most / fallen
        if not parts:
            return losses
        part = min(parts.values())
        first = [side for side in parts if parts[side] == part]
        self._break_point[self._attacker if len(first) == 2 else first[0]] = -1.0
        if part == 1.0:
            return losses
        return self._until(part, losses)

    def _book(self, side, men, weapons):
        casualties, place = self._battle.casualties, self._place
        cause = f"combat/{place.name}"
        for unit, number in men.items():
            casualties.hit_men(cause, place, unit, number)
        crews = [casualties.hit_weapons(cause, place, one, n) for one, n in weapons.items()]
        self._lost[side] += sum(men.values()) + sum(crews)

    # morale ---------------------------------------------------------------------------------

    def _settle(self):
        """Break what is to break; when both sides would, the attacker does."""
        battle, place = self._battle, self._place
        strengths = {side: battle.men_at(place, side) for side in battle.sides}
        breaking = [side for side in battle.sides if self._breaks(side, strengths)]
        if len(breaking) == 2:
            breaking = [self._attacker]
        for side in breaking:
            battle.rout.carry_out(place, side)
        if breaking or not all(strengths.values()):
            battle.contact.review(place)

    def _breaks(self, side, strengths):
        """Losses beyond the break point, of those in contact, break a side."""
        own, enemy = strengths[side], strengths[self._battle.enemy(side)]
        lost = self._lost[side]
        if lost == 0 or own == 0 or enemy == 0:
            return False
        limit = self._break_point[side] * self._battle.in_contact(own + enemy)
        return lost / (lost + own) > limit
