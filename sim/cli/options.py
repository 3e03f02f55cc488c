"""Options that several commands have."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

Kind = TypeVar("Kind", bound=StrEnum)
MOST_RUNS = 2**32
LARGEST_SEED = 2**64 - 1


class Method(StrEnum):
    """How a sample is drawn."""

    LATIN = "latin"
    SOBOL = "sobol"


class DesignKind(StrEnum):
    """How the points of a design are laid out."""

    NOLH = "nolh"
    LATIN = "latin"
    SOBOL = "sobol"
    FACTORIAL = "factorial"
    FRACTIONAL = "fractional"


def at_home(text: str) -> str:
    """An address; `~` is the user's home even in `--out=~/x`, where shells leave it."""
    if not text.startswith("~"):
        return text
    try:
        return str(Path(text).expanduser())
    except RuntimeError:
        message = f"no home folder is known for '{text}'; a name with a tilde is ./{text}"
        raise typer.BadParameter(message) from None


def path_at_home(text: str) -> Path:
    """The same as a path."""
    return Path(at_home(text))


def one_of(kinds: Iterable[Kind]) -> Callable[[str], Kind]:
    """Reads the name of one of some kinds, and tells the nearest of a wrong one."""
    known = {str(kind): kind for kind in kinds}

    def read(text: str) -> Kind:
        if text not in known:
            from sim.scenario.problems import unknown

            raise typer.BadParameter(unknown("value", text, known))
        return known[text]

    return read


Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", parser=at_home, help="Name of a bundled scenario, or path of a file."
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, metavar="N", help="Seed of all luck.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, such as units.marines.men=100."
    ),
]
Variants = Annotated[
    list[str] | None,
    typer.Option("--variant", metavar="NAME", help="Use a variant that the scenario defines."),
]
Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="Use another combat model, with its defaults.")
]
Parameters = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        parser=path_at_home,
        help="Shared parameters: a posterior.parquet of calibrate, of which run K takes its own "
        "draw, or a YAML file as a scenario's combat, such as {morale: {frailty: 1}}.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Runs = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_RUNS, metavar="N", help="Number of runs (1000)."),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="TARGET",
        help="Play until a standard error is reached, such as 'soviet.killed +- 2' or "
        "'winner=soviet +- 0.005', of each point or of the difference; --runs is the most then.",
    ),
]
RunNumber = Annotated[
    int | None,
    typer.Option("--run", min=0, max=MOST_RUNS - 1, metavar="K", help="Number of one battle."),
]
PointNumber = Annotated[
    int,
    typer.Option("--point", min=0, metavar="P", help="Point of a sweep; of a what-if, 1."),
]
Out = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        parser=at_home,
        help="Write a results folder there: a path or fsspec address.",
    ),
]
BattleOut = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        parser=path_at_home,
        help="Write events.jsonl, strengths.csv and pictures there.",
    ),
]
OverwriteBattle = Annotated[
    bool, typer.Option("--overwrite", help="Write into DIR even if something is there.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace the results in DIR, and pictures.")
]
Replace = Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Play only what is missing in DIR; more --runs extend it."),
]
Workers = Annotated[int, typer.Option(min=1, metavar="W", help="Processes that play.")]
Chunk = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Runs played at once; chosen for speed if not given."),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Play on Dask: tcp://host:port, or local:4."),
]
SeriesEvery = Annotated[
    int | None,
    typer.Option(min=0, metavar="K", help="Keep the strengths of every K-th turn; 0 none."),
]
Measures = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="NAME", help="A measure to show, such as winner."),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", parser=path_at_home, help="Draw a picture into a file, such as sweep.png."
    ),
]
TableFile = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        parser=path_at_home,
        help="Write all rows to a file: .csv, or .parquet or .xlsx by its name.",
    ),
]

BY_SIDE = {"allow_extra_args": True, "ignore_unknown_options": True}
"""Settings of commands with options named after the sides of a scenario (`sim.cli.by_side`)."""
