"""Words whose form depends on a number or on who is spoken of: chosen, never mended afterwards."""

import re

_HEAD = re.compile(r",| (?:of|on|at|in|from|for|with|to|before|around|aboard)\b")
"""Where the head of a title ends: `companies on the pass` are companies."""


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 man``, ``1,200 men``; the plural of most nouns takes an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


class Count(int):
    """A number in a text that says both forms of its words.

    ``{0:#man|men}`` is the number with its noun, ``{0:goes|go}`` the verb alone.
    """

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return int(self).__format__(spec)
        one, many = spec.removeprefix("#").split("|")
        return count(self, one, many) if spec.startswith("#") else one if self == 1 else many


class Name(str):
    """A title in a text, with the verb that follows it: ``{unit:lands|land}``.

    Titles are free text, so their number is that of the head noun.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return str(self)
        one, many = spec.split("|")
        return f"{self} {many if several(self) else one}"


def several(title: str) -> bool:
    """Whether a title speaks of several: ``scouts``, ``A and a B``, ``the railway police``."""
    head = _HEAD.split(title)[0]
    plural = head.endswith("s") and not head.endswith("ss")
    return plural or head.split()[-1:] in (["police"], ["men"], ["people"]) or " and " in head
