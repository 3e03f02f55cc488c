"""Pictures of results, as methods; matplotlib is loaded when the first is drawn."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.plots.registry import Subject


class Pictures:
    """What `plot` offers: every picture that is declared for such results, by its name.

    Each takes `ax`, or `axes` if it draws several panels, and returns what it drew, which can
    `save(file)` itself.
    """

    def __init__(self, of: "Subject", subject: Any) -> None:
        self._of = of
        self._subject = subject

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):  # notebooks and copies look for many of these
            raise AttributeError(name)
        from sim.plots.registry import pictures_of
        from sim.scenario.problems import unknown

        known = pictures_of(self._of)
        if name not in known:
            raise AttributeError(unknown("picture", name, known))
        return known[name].bound(self._subject)

    def __dir__(self) -> list[str]:
        from sim.plots.registry import pictures_of

        return [*super().__dir__(), *pictures_of(self._of)]

    def __repr__(self) -> str:
        from sim.plots.registry import pictures_of

        known = pictures_of(self._of)
        width = max(map(len, known))
        return "\n".join(f"{name:{width}}  {one.title}" for name, one in known.items())
