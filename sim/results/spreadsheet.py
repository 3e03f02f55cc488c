"""Tables as CSV, for spreadsheets: text of users is text there and no formula."""

import csv
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a cell begins that spreadsheets may carry out (OWASP, CSV Injection)."""


def as_csv(frame: "pd.DataFrame") -> str:
    """A table as CSV without its index; an apostrophe stands before text that is a formula."""
    safe = frame.rename(columns=as_text).map(as_text)
    return str(safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC))


def as_text(cell: Any) -> Any:
    """The cell; of text that is a formula, the text behind an apostrophe."""
    formula = isinstance(cell, str) and cell.startswith(FORMULAS)
    return f"'{cell}" if formula else cell
