"""Mappings and lists of a definition: a dict and a list that do not change.

Plain ones would let a definition be changed behind the back of its document, which would go on
to say, and keep, what it was loaded with.
"""

from typing import Any, NoReturn


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("a definition does not change; `set` returns another one")


class FrozenDict(dict[Any, Any]):
    """A dict that does not change."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[Any, Any]]]:
        return FrozenDict, (dict(self),)


class FrozenList(list[Any]):
    """A list that does not change."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[type, tuple[list[Any]]]:
        return FrozenList, (list(self),)


def frozen(value: Any) -> Any:
    """The same, unchangeable if it is a dict or a list; what lies deeper too."""
    if type(value) is dict:
        return FrozenDict({key: frozen(one) for key, one in value.items()})
    return FrozenList(map(frozen, value)) if type(value) is list else value
