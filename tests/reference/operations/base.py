"""What all operations share: a trigger, a beginning, a course and an end."""

from tests.reference.clock import when
from tests.reference.conditions import holds, topics
from tests.reference.forces import Status
from tests.reference.unknown import UnknownToReferee


class Operation:
    """An operation of one side; a SimPy process waits for its trigger and then carries it out."""

    plays = ()
    """The fields of its kind that it plays."""
    ignores = {}
    """Those that change no battle, and why."""

    def __init__(self, battle, name, spec):
        self.battle = battle
        self.name = name
        self.luck = spec.luck or name
        self.spec = spec
        self.side = spec.side
        self.enemy = battle.enemy(spec.side)
        self.units = [battle.units[unit] for unit in getattr(spec, "units", [])]
        self.started_at = None
        self.completed_at = None
        self.in_vain = False

    # what a kind of operation is made of ---------------------------------------------------------

    def begin(self):
        """What it does first, in the orders phase."""

    def course(self):
        """What it does then, as steps of the SimPy process."""
        yield from ()

    # the process ----------------------------------------------------------------------------

    def process(self, operations):
        """The SimPy process."""
        yield from self._await_trigger(operations)
        if self._too_late():
            return
        yield from self._await_signals(operations)
        self.started_at = self.battle.turn
        self.begin()
        yield from self.course()

    def _await_trigger(self, operations):
        """Until all that the trigger names is true in an orders phase, and the delay is over.

        The delay counts from the last news of what it depends on.
        The trigger is looked at in the first turn that it allows, and after news of what it
        depends on.
        """
        battle, trigger = self.battle, self.spec.start
        before = [operations[name] for name in trigger.after if name in operations]
        first = 0 if trigger.at is None else battle.clock.turn_of(trigger.at.value)
        self._first = self._true_at = first
        self._looks, self._news, self._is_true = {first}, battle.env.event(), False
        for topic in self._topics(before):
            battle.listen(topic, self._hear)
        while True:
            yield self._at(min(self._looks), "consider")
            self._looks.discard(battle.turn)
            if self._ready(before):
                break
            if not self._looks:
                self._news = battle.env.event()
                yield self._news
        self._is_true = True
        if trigger.delay is not None:
            path = f"operations.{self.luck}.start.delay"
            delay = battle.inputs.number(trigger.delay, path)
            due = battle.clock.after(self._true_at, delay)
            if due > battle.turn:
                yield self._at(due, "start")

    def _topics(self, before):
        condition = self.spec.start.when
        return [
            *(f"completed:{operation.name}" for operation in before),
            *(sorted(topics(condition)) if condition is not None else ()),
        ]

    def _at(self, turn, step):
        return self.until(turn, step)

    def _hear(self):
        if not self._is_true:
            self._true_at = max(self._true_at, self.battle.moment)
        phase, _ = when("consider")
        self._looks.add(max(self._first, self.battle.next_turn(phase)))
        if not self._news.triggered:
            self._news.succeed()

    def _ready(self, before):
        over = all(
            o.completed_at is not None and o.completed_at <= self.battle.turn for o in before
        )
        condition = self.spec.start.when
        return over and (condition is None or holds(condition, self.battle))

    def _too_late(self):
        last = self.spec.start.not_after
        return last is not None and self.battle.turn > self.battle.clock.turn_of(last.value)

    def _await_signals(self, operations):
        """Until the order gets through where communications have broken down."""
        breakdowns = [one for one in operations.values() if hasattr(one, "lateness")]
        late = max((one.lateness(self) for one in breakdowns), default=0)
        if late > 0:
            yield self.until(self.battle.turn + late, "late")

    # for those who write operations -------------------------------------------------------------

    @property
    def under_way(self):
        """Whether it has started and is not complete."""
        return self.started_at is not None and self.completed_at is None

    def complete(self):
        """It has done what it was to do; what happens in combat is known in the next turn."""
        if self.completed_at is None:
            self.completed_at = self.battle.now
            self.battle.announce(f"completed:{self.name}")

    def until(self, turn, action, position=0):
        """The moment of an action of this operation, or of one of several who act in turn."""
        planned = list(self.battle.definition.operations)
        return self.battle.until(turn, action, planned.index(self.name), position)

    def number(self, field, figure=None):
        """A figure of the operation."""
        figure = getattr(self.spec, field) if figure is None else figure
        return self.battle.inputs.number(figure, f"operations.{self.luck}.{field}")

    def turns(self, field):
        """A duration of the operation in turns."""
        return self.battle.clock.span(self.number(field))

    def uniform(self, item, turn=None):
        """A number of this operation's luck, for this turn if it does not say which."""
        turn = self.battle.turn if turn is None else turn
        return self.battle.luck.uniform(f"operation/{self.luck}", item, turn)

    def sea_way(self):
        """Kilometres from its origin: what it says itself, else the sea route."""
        if self.spec.distance is not None:
            return self.number("distance")
        for number, route in enumerate(self.battle.definition.routes):
            if route.kind == "sea" and set(route.between) == {self.spec.origin, self.spec.to}:
                return self.battle.inputs.number(route.distance, f"routes.{number}.distance")
        raise UnknownToReferee(f"a sea way from {self.spec.origin} to {self.spec.to}")

    def passage(self):
        """Hours under way by sea."""
        return self.sea_way() / max(self.number("speed"), 1e-9)


def fit_for_orders(unit):
    """Whether a unit can be given a task on land."""
    active = (Status.FIELD, Status.EN_ROUTE, Status.WAITING)
    return unit.status in active and unit.present > 0
