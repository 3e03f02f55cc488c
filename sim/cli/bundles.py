"""Bundles of options: what several commands ask for together is declared once.

A parameter of a command that is one of these named tuples becomes an option for each of its fields.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from sim.cli import options as opt

if TYPE_CHECKING:
    from sim.experiments.experiment import Manner
    from sim.experiments.parameter_file import Given
    from sim.scenario import Document


class Changed(NamedTuple):
    """In what the scenario that is played differs from its file."""

    changes: opt.Changes = None
    variants: opt.Variants = None
    model: opt.Model = None
    parameters: opt.Parameters = None

    def document(self, scenario: str) -> "Document":
        """The scenario of a name or file, so changed. Raises `ScenarioError`."""
        from sim.cli.scenarios import load

        return load(scenario, self.variants, self.changes, self.model, self.given)

    def pair(self, scenario: str) -> "tuple[Document, Document]":
        """The scenario without and with the changes: the shared parameters are in both."""
        from sim.cli.scenarios import load
        from sim.scenario import load as read

        given, plain = self.given, read(scenario)
        changed = load(scenario, self.variants, self.changes, self.model, given)
        return plain if given is None else given.laid(plain), changed

    @property
    def given(self) -> "Given | None":
        """The shared parameters of a file."""
        if self.parameters is None:
            return None
        from sim.experiments.parameter_file import Given

        return Given.read(self.parameters)


class Asked(NamedTuple):
    """How much is played, and what is told of it."""

    runs: opt.Runs = None
    seed: opt.Seed = 1
    measures: opt.Measures = None
    until: opt.Until = None


class Carried(NamedTuple):
    """Who plays a batch, and where it is kept."""

    workers: opt.Workers = 1
    out: opt.Out = None
    resume: opt.Resume = False
    overwrite: opt.Overwrite = False
    chunk: opt.Chunk = None
    cluster: opt.Cluster = None

    def manner(
        self, *, series_every: int | None = None, pictures: bool = False, table: Path | None = None
    ) -> "Manner":
        """How the batch is played. Raises `UserError` for what does not go together."""
        from sim.experiments.experiment import Manner
        from sim.results.errors import UserError

        replaces = self.overwrite and not pictures and table is None
        if self.out is None and (self.resume or replaces):
            raise UserError("--resume and --overwrite need a folder: --out DIR")
        if self.resume and self.overwrite:
            raise UserError("--resume keeps what is in DIR and --overwrite replaces it; name one")
        if table is not None:
            from sim.results.table_file import check_table

            check_table(table, overwrite=self.overwrite)
        return Manner(series_every=series_every, **self._asdict())


class Shown(NamedTuple):
    """How what was played is shown and drawn."""

    plot: opt.Plot = None
    table: opt.TableFile = None
    as_json: opt.Json = False


class Wishes(NamedTuple):
    """What is asked of futures, as `sim.experiments.asked.Asked` has it."""

    measures: opt.Measures = None
    chances: Annotated[
        list[str] | None,
        typer.Option(
            "--chance",
            metavar="CONDITION",
            help="A condition of which the chance is told, such as 'soviet.killed > 20'.",
        ),
    ] = None
    futures: Annotated[
        int | None,
        typer.Option(min=2, metavar="N", help="Futures at each turn (500)."),
    ] = None
    every: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="TURNS", help="Turns between two looks; some 80 looks if not given."
        ),
    ] = None
    start: Annotated[
        int, typer.Option("--from", min=0, metavar="TURN", help="The first turn of all.")
    ] = 0
    hidden: Annotated[
        bool,
        typer.Option(
            "--hidden", help="Draw uncertain figures anew that have not shown themselves."
        ),
    ] = False


class Alternative(NamedTuple):
    """What is done instead, and from which turn on."""

    instead: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE",
            help="Tell what it is worth to do this instead, such as "
            "'operation.assault.start=1945-08-17 12:00', with the same past and luck.",
        ),
    ] = None
    withhold: Annotated[
        list[str] | None,
        typer.Option(metavar="OPERATION", help="The same of an order of the plan not given."),
    ] = None
    at: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="TURN",
            help="With --instead or --withhold: the turn at which ways part; when it first matters "
            "if not given.",
        ),
    ] = None


class Space(NamedTuple):
    """The points of a sweep."""

    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=1,2,3", help="Values of a parameter; several make a grid."),
    ] = None
    sample: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW:HIGH", help="Ends between which a parameter is sampled."),
    ] = None
    points: Annotated[
        str,
        typer.Option(
            metavar="N|FILE",
            parser=opt.at_home,
            help="Points of the sample, or a CSV file that gives them: a column a parameter.",
        ),
    ] = "64"
    method: Annotated[
        opt.Method,
        typer.Option(
            parser=opt.one_of(opt.Method), metavar="[latin|sobol]", help="How the sample is drawn."
        ),
    ] = opt.Method.LATIN


class Layout(NamedTuple):
    """The points of a design."""

    decision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW:HIGH|A,B",
            help="What can be chosen: two ends, or values; 'PATH=1:2 if combat.model=x' only then.",
        ),
    ] = None
    noise: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW:HIGH|A,B", help="What nobody can choose, likewise."),
    ] = None
    kind: Annotated[
        opt.DesignKind,
        typer.Option(
            "--design",
            parser=opt.one_of(opt.DesignKind),
            metavar="[nolh|latin|sobol|factorial|fractional]",
            help="How points are laid out.",
        ),
    ] = opt.DesignKind.NOLH
    points: Annotated[
        str,
        typer.Option(
            metavar="N|FILE",
            parser=opt.at_home,
            help="Points of the design, or a CSV file that gives them.",
        ),
    ] = "129"
    noise_points: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Cross each point of decisions with so many of noise."
        ),
    ] = 0
    levels: Annotated[
        int, typer.Option(min=2, metavar="L", help="Values of a number (factorial).")
    ] = 2
    stack: Annotated[
        int, typer.Option(min=1, metavar="K", help="Lay so many designs together.")
    ] = 1


def unbundled(command: Callable[..., None]) -> Callable[..., None]:
    """A command with an option for each field of its bundles, in their place."""
    hints = get_type_hints(command, include_extras=True)
    bundles = {name: hint for name, hint in hints.items() if hasattr(hint, "_fields")}

    @wraps(command)
    def with_bundles(**given: Any) -> None:
        for name, bundle in bundles.items():
            given[name] = bundle(**{field: given.pop(field) for field in bundle._fields})
        command(**given)

    parameters = [
        one
        for name, parameter in inspect.signature(command).parameters.items()
        for one in (
            _options(bundles[name]) if name in bundles else [_keyword(parameter, hints[name])]
        )
    ]
    with_bundles.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_bundles.__annotations__ = {one.name: one.annotation for one in parameters}
    return with_bundles


def _options(bundle: Any) -> list[inspect.Parameter]:
    hints: Mapping[str, Any] = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=bundle._field_defaults[name],
            annotation=hints[name],
        )
        for name in bundle._fields
    ]


def _keyword(parameter: inspect.Parameter, hint: Any) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hint)
