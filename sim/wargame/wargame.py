"""Wargame: a scenario that can be played. What only some do with it is loaded when they do it."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.validation import checked
from sim.results.errors import UserError
from sim.scenario import Definition, Document
from sim.scenario import load as read
from sim.scenario.measures import Measure, measures

if TYPE_CHECKING:
    from sim.commanders.commander import Commander
    from sim.experiments.until import Reached
    from sim.table import Table
    from sim.wargame.results import Results
    from sim.wargame.run import Run
    from sim.wargame.sliders import Range
    from sim.wargame.trials import Farm, Sweep, WhatIf
    from sim.wargame.tuning import Tuning


class Wargame:
    """A scenario to play. It does not change: `set` and `variant` return another one."""

    def __init__(self, document: Document) -> None:
        self.document = checked(document)

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.document.name

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.definition.title

    @property
    def definition(self) -> Definition:
        """Everything that the scenario file says."""
        return self.document.definition

    @property
    def measures(self) -> Mapping[str, Measure]:
        """What a run comes to, by name: what each measure means, its kind and unit."""
        return measures(self.definition)

    def set(self, changes: Mapping[str, Any]) -> "Wargame":
        """The wargame with other values, such as ``{"units.marines.men": 100}``.

        A figure may also be an array with one value a run. Raises `ScenarioError`.
        """
        return Wargame(self.document.set(changes))

    def variant(self, name: str) -> "Wargame":
        """The wargame as one of the scenario's variants has it. Raises `ScenarioError`."""
        return Wargame(self.document.variant(name))

    def with_parameters(self, source: str | Path | Mapping[str, Any]) -> "Wargame":
        """The wargame with shared parameters of a file, or of a mapping as in `combat`.

        Of a `posterior.parquet` run K takes its own draw. Raises `ScenarioError`, `UserError`.
        """
        from sim.experiments.parameter_file import Given

        return Wargame(Given.read(source).laid(self.document))

    def run(self, seed: int = 1, run: int = 0) -> "Run":
        """Play one battle; run K is the same battle here and in any batch with that seed."""
        return self.play(seed=seed, run=run)

    def monte_carlo(
        self, runs: int = 1000, seed: int = 1, *, out: str | Path | None = None, **options: Any
    ) -> "Results":
        """Play runs 0 to `runs` - 1.

        With `out`, a path or fsspec address, they are written there instead of being held in
        memory. Further options are those of `sim.experiments.monte_carlo.monte_carlo`. Warns with
        `RunsFailed` if runs failed; the others are there.
        """
        from sim.wargame.failed import warn_of

        results = self._results(runs, seed, out=out, **options)
        warn_of(results)
        return results

    def _results(self, runs: int, seed: int, **options: Any) -> "Results":
        from sim.experiments.monte_carlo import monte_carlo
        from sim.wargame.results import Results

        return Results.of(monte_carlo(self.document, runs, seed, **options))

    def until(
        self, target: str, seed: int = 1, *, most: int | None = None, **options: Any
    ) -> "Reached":
        """Play until a standard error is reached, such as ``"soviet.killed +- 2"``.

        `most` limits the runs. Further options are those of `monte_carlo`. Raises `UserError`.
        """
        from sim.experiments.experiment import Experiment, Manner
        from sim.experiments.until import Target, play_until
        from sim.wargame.failed import warn_of

        wanted = Target.parse(target, self.definition)
        reached = play_until(Experiment(self.document, seed), wanted, Manner(**options), most)
        warn_of(reached.batch)
        return reached

    def sweep(self, runs: int | None = 1000, seed: int = 1, **options: Any) -> "Sweep":
        """Play many points of some parameters with the same luck.

        ``vary={path: [values]}`` makes a grid, ``between={path: (low, high)}`` a sample, and
        ``points=frame`` gives the points themselves, one a row with a column a path. Further
        options are those of `sim.experiments.sweep.sweep`. Raises `ScenarioError`, `UserError`.
        """
        from sim.experiments.sweep import sweep
        from sim.wargame.failed import warn_of
        from sim.wargame.trials import Sweep

        found = sweep(self.document, runs, seed, **options)
        warn_of(found.batch)
        return Sweep.of(found)

    def farm(
        self,
        decisions: Mapping[str, Any] | None = None,
        noise: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> "Farm":
        """Play a design of many parameters, and see what follows.

        ``decisions={path: (low, high)}`` is what can be chosen and ``noise`` what nobody can; a
        list gives values to choose from. Further options are those of
        `sim.experiments.farming.playing.farm`. Raises `ScenarioError`, `UserError`.
        """
        from sim.experiments.farming.playing import farm
        from sim.wargame.failed import warn_of
        from sim.wargame.trials import Farm

        found = farm(self.document, decisions, noise, **options)
        warn_of(found.sweep.batch)
        return Farm.of(found)

    def what_if(
        self,
        changes: "Mapping[str, Any] | Wargame",
        runs: int | None = 1000,
        seed: int = 1,
        **options: Any,
    ) -> "WhatIf":
        """Play with and without changes, run by run with the same luck.

        `changes` may also be this wargame after `set` or `variant`. Further options are those of
        `monte_carlo`. Raises `ScenarioError`, `UserError`.
        """
        from sim.experiments.what_if import what_if
        from sim.wargame.failed import warn_of
        from sim.wargame.trials import WhatIf

        changed = changes if isinstance(changes, Wargame) else self.set(changes)
        found = what_if(self.document, changed.document, runs, seed, **options)
        warn_of(found.batch)
        return WhatIf.of(found)

    def tune(
        self,
        over: "Mapping[str, Range]",
        measures: Sequence[str] | None = None,
        *,
        runs: int = 1000,
        seed: int = 1,
    ) -> "Tuning[Wargame]":
        """Sliders for a notebook; after each move the battles are played and drawn again.

        `over` gives each path its low and high, or a list of values to choose from. The picture
        has every claim, and the distributions of some `measures`, by default the casualties of
        both sides. Raises `ScenarioError`, and `UserError` without the extra ``notebook``.
        """
        try:
            from sim.wargame.tuning import Tuning
        except ModuleNotFoundError as error:
            raise UserError(f"{error}; pip install 'beachhead[notebook]'") from None
        usual = [f"{side}.casualties" for side in self.definition.sides]
        return Tuning(self, over, measures or usual, runs, seed)

    @overload
    def play(
        self, *, seed: int = 1, run: int = 0, runs: None = None, **commanders: "Commander"
    ) -> "Run": ...

    @overload
    def play(
        self, *, seed: int = 1, run: int = 0, runs: int, **commanders: "Commander"
    ) -> "Results": ...

    def play(
        self, *, seed: int = 1, run: int = 0, runs: int | None = None, **commanders: "Commander"
    ) -> "Run | Results":
        """Play with commanders of your own, by side: ``toro.play(soviet=my_commander)``.

        One battle, or with `runs` a batch. Raises `UserError` for a side that there is not, or for
        what cannot command. What a
        commander raises, one battle raises as well; a batch goes on and warns with `RunsFailed`.
        """
        strangers = sorted(set(commanders) - set(self.definition.sides))
        if strangers:
            sides = " and ".join(self.definition.sides)
            raise UserError(f"no side {', '.join(strangers)}; the sides are {sides}")
        for side, commander in commanders.items():
            if not callable(commander):
                raise UserError(f"{side}: a commander is a function, not {commander!r}")
        if runs is not None:
            from sim.wargame.failed import warn_of

            results = self._results(runs, seed, commanders=commanders)
            warn_of(results)
            return results
        from sim.wargame.run import Run

        number = whole("run", run, 0, MOST_RUNS - 1)
        return Run.of(self.document, seed_of(seed), number, commanders)

    def table(
        self,
        *,
        seed: int = 1,
        run: int = 0,
        sealed: bool = False,
        **sides: "str | Commander",
    ) -> "Table":
        """A table to play at: ``toro.table(soviet="plan", japan="me")``.

        Each side is played by ``"me"``, whose orders are those of `Table.order`, by the
        ``"plan"`` of the scenario, which is the default, by another opponent by name
        (`sim.opponents.opponents`), by a ``"module:function"`` or by a commander of your own.
        The file of a `sealed` table does not tell the seed. Raises `UserError`.
        """
        from sim.table import Table
        from sim.table.seal import Secret

        number = whole("run", run, 0, MOST_RUNS - 1)
        return Table(self.document, Secret.of(seed_of(seed), number), sides, sealed=sealed)

    def __repr__(self) -> str:
        return f"<Wargame {self.name!r}: {self.title}>"

    def _repr_html_(self) -> str:
        from sim.results.labels import duration

        definition = self.definition
        sides = " against ".join(escape(side.title) for side in definition.sides.values())
        turn = duration(definition.turn_hours)
        return (
            f"<h4>{escape(self.title)}</h4><p>{escape(definition.summary)}</p><p>{sides}, "
            f"{definition.start:%Y-%m-%d %H:%M} to {definition.end:%Y-%m-%d %H:%M} "
            f"on {escape(definition.clock.words)}, {definition.turns:,} turns of {turn}, "
            f"{len(definition.units):,} units, {len(definition.places):,} places, "
            f"{len(definition.claims):,} measures with claims.</p>"
        )


def load(source: str | Path | Mapping[str, Any]) -> Wargame:
    """The wargame of a bundled scenario such as ``toro``, of a file, or of the tree of a file.

    A tree is a mapping as a file would hold it. Raises `ScenarioError` that names everything that
    is wrong with it.
    """
    return Wargame(read(source))
