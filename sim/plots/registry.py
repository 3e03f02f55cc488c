"""Pictures as they are declared: once, where they are defined.

The declaration serves Python (``results.plot.timeline()``), the command line (``beachhead plot
timeline DIR``) and the report alike. Nothing here loads matplotlib until a picture is asked for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, wraps
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

if TYPE_CHECKING:
    from sim.history.comparison import Comparison
    from sim.results.batch import Batch

Subject = Literal[
    "batch", "batches", "sweep", "farm", "what-if", "futures", "odds", "posterior", "models"
]
"""What a picture shows: a batch or one battle, the comparisons of several batches, and so on."""
Section = Literal["typical", "history"]
Overview = Literal["never", "of batches", "always"]
MANY = 1000
"""Hours or measures of a picture that takes any number of them."""
Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class InReport:
    """The place of a picture in a report."""

    section: Section
    rank: int
    """Pictures of a section stand in this order."""
    words: "Callable[[Comparison, Sequence[str]], str]"
    """What stands in it, for those who cannot see it, from the comparison and its measures."""
    measures: "Callable[[Batch], Sequence[str]] | None" = None
    """The measures that it shows, some in each of several pictures."""
    form: Literal["svg", "png"] = "svg"


@dataclass(frozen=True)
class Picture:
    """A kind of picture."""

    name: str
    """What Python calls it."""
    command: str
    """What the command line calls it. Several forms of one picture share this name; the first that
    fits what a folder holds and what is asked for is drawn. Empty for Python alone."""
    of: Subject
    title: str
    draw: Callable[..., Any]
    """Takes the subject and what it can be asked for by name, `hour`, `hours`, `measure` and
    `measures` among them. Returns what it drew, one thing or a list; or writes a `file` itself."""
    fits: "Callable[[Batch], bool]"
    """Whether a batch has anything to draw."""
    report: InReport | None
    overview: Overview
    """Whether commands draw it unasked."""
    suffix: str
    """Ending of its file, unless one is named."""

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """What it can be asked for, without its subject and the axes."""
        known = list(signature(self.draw).parameters.values())[1:]
        return {one.name: one for one in known if one.name not in ("ax", "axes")}

    @property
    def needs(self) -> set[str]:
        """What it has to be asked for."""
        return {name for name, one in self.parameters.items() if one.default is one.empty}

    def most(self, what: str) -> int:
        """How many hours or measures it takes."""
        if f"{what}s" in self.parameters:
            return MANY
        return int(what in self.parameters)

    def asked(self, hours: Sequence[Any], measures: Sequence[str]) -> dict[str, Any] | None:
        """The arguments that ask for these; None if it takes fewer, or needs others."""
        found: dict[str, Any] = {}
        for what, given in (("hour", hours), ("measure", measures)):
            if len(given) > self.most(what):
                return None
            if given:
                many = f"{what}s" in self.parameters
                found[f"{what}s" if many else what] = list(given) if many else given[0]
        return found if self.needs <= {*found, "file"} else None

    def bound(self, subject: Any) -> Callable[..., Any]:
        """The picture of one subject, to be called as Python does."""
        drawing = wraps(self.draw)(partial(self.draw, subject))
        whole = signature(self.draw)
        rest = list(whole.parameters.values())[1:]
        drawing.__signature__ = whole.replace(parameters=rest)  # type: ignore[attr-defined]
        return drawing


_DECLARED: dict[tuple[Subject, str], Picture] = {}


def _always(_: "Batch") -> bool:
    return True


def picture(
    of: Subject,
    title: str,
    *,
    name: str = "",
    command: str | None = None,
    fits: "Callable[[Batch], bool]" = _always,
    report: InReport | None = None,
    overview: Overview = "never",
    suffix: str = ".png",
) -> Callable[[Callable[Given, Drawn]], Callable[Given, Drawn]]:
    """Declare the function below as a picture; it is called as it is, or a `name` is given.

    The text of users stands in it as it is: a dollar sign begins no formula.
    """

    def declare(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
        plain = _literally(draw)
        called = name or draw.__name__
        typed = called.replace("_", "-") if command is None else command
        _DECLARED[of, called] = Picture(
            called, typed, of, title, plain, fits, report, overview, suffix
        )
        return plain

    return declare


def _literally(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """The function, with text that is never read as mathematics."""

    @wraps(draw)
    def plain(*args: Given.args, **options: Given.kwargs) -> Drawn:
        import matplotlib as mpl
        from matplotlib.text import Text

        before = mpl.rcParams["text.parse_math"]
        mpl.rcParams["text.parse_math"] = False
        try:
            drawn = draw(*args, **options)
        finally:
            mpl.rcParams["text.parse_math"] = before
        if options.get("ax") is not None or options.get("axes") is not None:
            found: Any = drawn  # with titles that were made before
            for one in found if isinstance(found, Iterable) else [found]:
                for text in one.ax.findobj(Text):
                    text.set_parse_math(False)
        return drawn

    return plain


@cache
def pictures() -> Sequence[Picture]:
    """Every picture, in the order of their names; loads matplotlib."""
    import sim.plots

    for module in walk_packages(sim.plots.__path__, "sim.plots."):
        import_module(module.name)
    return sorted(_DECLARED.values(), key=lambda one: one.name)


def pictures_of(subject: Subject) -> Mapping[str, Picture]:
    """The pictures that can be drawn of it, by their names in Python."""
    return {one.name: one for one in pictures() if one.of == subject}
