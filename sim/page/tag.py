"""Elements of a page: HTML and SVG by their tags. All text is text, never markup."""

from collections.abc import Callable
from typing import Any, Self

from nicegui.elements.mixins.text_element import TextElement

KEY = "data-key"
"""The attribute by which the page finds again what had the focus before it was drawn anew."""


class Tag(TextElement):
    """An element with text; attributes are written with `_` for `-`, and `class_`, `for_`."""

    def __init__(self, tag: str, text: str = "", **attributes: Any) -> None:
        super().__init__(tag=tag, text=text)
        self.props.update(
            (name.rstrip("_").replace("_", "-"), value)
            for name, value in attributes.items()
            if value is not None and value is not False
        )

    def does(self, action: Callable[[], Any], key: str) -> Self:
        """Do something when it is clicked, or when Enter or the space bar is pressed on it.

        It is found by `key` after the page was drawn anew.
        """
        self.props[KEY] = key
        self.on("click", action, args=[])
        if self.tag != "button":
            self.props.update({"role": "button", "tabindex": "0"})
            self.on("keydown.enter.prevent", action, args=[])
            self.on("keydown.space.prevent", action, args=[])
        return self


def button(text: str, action: Callable[[], Any], key: str, **attributes: Any) -> Tag:
    """A button."""
    return Tag("button", text, type="button", **attributes).does(action, key)
