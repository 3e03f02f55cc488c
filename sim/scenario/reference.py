"""The reference of the scenario file, written from what the records say of themselves.

One part a section of the file, one a kind of operation; for each key what it takes, its default and
its meaning. The examples are pieces of one small scenario that can be played.
"""

from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Any, get_args

from pydantic import BaseModel

from sim.scenario.definition import Definition
from sim.scenario.docstrings import summary
from sim.scenario.example import Example, example, fenced
from sim.scenario.figures import Count, Distance, Duration, Factor, Figure, Share, Speed
from sim.scenario.kinds import OperationSpec, kind_named, kind_names
from sim.scenario.moment import Moment
from sim.scenario.record import Sourced
from sim.scenario.schema import INCLUDE, VERSION, meaning
from sim.scenario.type_words import default, takes, title

FIGURES = (Count, Share, Factor, Duration, Distance, Speed)
INTRODUCTION = """\
# Scenario files

Version {version} of the format. This page is what `beachhead schema --format md` prints; the JSON
Schema for editors is what `beachhead schema` prints, and lies beside the scenarios that come with
the package. A file is checked by `beachhead check FILE`; `beachhead measures FILE` lists what its
claims can speak of, and `beachhead parameters` what its section `combat` can change.

A file is YAML. A name is of small letters, digits and underscores and begins with a letter. A value
deep in the file has a dotted path, such as `units.guards.men`: variants, `--set` and sweeps use it.
"""
FIGURE_FORMS = """\
A figure is written as a number or as text with a unit, as a distribution, or as a mapping that says
where it comes from:

```yaml
men: 140
speed: 9.6 kn
men: {uniform: [120, 160]}
men: {value: 140, source: diary, where: page 3}
men: {choice: {40: 0.5, 60: 0.5}, assumed: two accounts differ}
```

A distribution is drawn once for each run: `{uniform: [low, high]}`,
`{triangular: [low, mode, high]}`, `{normal: [mean, standard deviation]}`,
`{lognormal: [median, factor]}` or `{choice: {value: weight, ...}}`. One standard deviation of a
lognormal multiplies or divides by its factor. `{draws: [value, ...]}` are equally likely values;
all figures that have as many draws take those of one position in a run, as a posterior needs it.
"""
PROVENANCE = """\
Each figure needs a source or a reason. These keys stand beside the figure, or anywhere above it:
"""


def reference() -> str:
    """The reference in Markdown."""
    return "\n".join(_parts()).rstrip() + "\n"


def _parts() -> Iterator[str]:
    pieces = example()
    yield INTRODUCTION.format(version=VERSION)
    yield "## The sections\n"
    yield _table(Definition, include=True)
    yield "## Figures\n"
    yield FIGURE_FORMS
    yield markdown_table(
        ("Figure", "What it takes"), [(one.__name__, one.allowed()) for one in FIGURES]
    )
    yield f"### Where figures come from\n\n{PROVENANCE}"
    yield _table(Sourced)
    for name, field in Definition.model_fields.items():
        records = [*_records(field.annotation)]
        if records and name not in ("start", "end", "turn", "operations"):
            yield from _section(name, records, pieces)
    yield from _operations()


def _section(name: str, records: list[type[BaseModel]], pieces: Example) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{meaning(Definition, name)}\n"
    yield pieces.of(name)
    for record in records:
        yield f"### {title(record)}\n\n{summary(record)}\n"
        yield _table(record)


def _operations() -> Iterator[str]:
    yield "## operations\n"
    yield f"{meaning(Definition, 'operations')} All kinds have these keys:\n"
    yield _table(OperationSpec)
    told = [*_records(OperationSpec)]
    for record in told:
        if record is not OperationSpec:
            yield f"### {title(record)}\n\n{summary(record)}\n"
            yield _table(record)
    shared = {*OperationSpec.model_fields, "kind"}
    for name in kind_names():
        spec = kind_named(name)
        assert spec is not None
        told.append(spec)
        yield f"### {name}\n\n{summary(spec)}\n"
        yield _table(spec, without=shared)
        for record in _records(spec):
            if record not in told:
                yield f"#### {title(record)}\n\n{summary(record)}\n\n{_table(record)}"
        if spec.example:
            yield fenced(cleandoc(spec.example))


# what stands in a table -----------------------------------------------------------------------


def _table(
    record: type[BaseModel], *, without: set[str] | frozenset[str] = frozenset(),
    include: bool = False,
) -> str:  # fmt: skip
    """A row for each key of a record but those of its provenance."""
    sourced = issubclass(record, Sourced) and record is not Sourced
    hidden = without | (set(Sourced.model_fields) if sourced else set())
    fields = {name: one for name, one in record.model_fields.items() if name not in hidden}
    rows = [
        (f"`{name}`", takes(field), default(field), meaning(record, name))
        for name, field in fields.items()
    ]
    if include:
        rows.append(("`include`", "list of text", "none", INCLUDE))
    return markdown_table(("Key", "What it takes", "Default", "Meaning"), rows) if rows else ""


def markdown_table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _records(annotation: Any, found: dict[type, None] | None = None) -> Iterator[type[BaseModel]]:
    """The records that a type holds, but figures, each once, the outer ones first."""
    seen: dict[type, None] = {} if found is None else found
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen or issubclass(annotation, Figure | Moment):
            return
        seen[annotation] = None
        yield annotation
        for field in annotation.model_fields.values():
            yield from _records(field.annotation, seen)
        return
    for one in get_args(annotation):
        yield from _records(one, seen)
