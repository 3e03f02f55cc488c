"""Scalars of YAML: plain text to null, true, false, a number, or text.

Only the YAML 1.2 core schema is read, so that dates stay text.
"""

import math
import re
from typing import Any

INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
WORDS: dict[str, Any] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan)
    | {f"{sign}.{inf}": math.inf for sign in ("", "+") for inf in ("inf", "Inf", "INF")}
    | dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf)
)
NOTHING = {word for word, value in WORDS.items() if value is None}
LONGEST_INTEGER = 18


def read_scalar(text: str) -> Any:
    """A plain scalar by the rules of the YAML 1.2 core schema."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= LONGEST_INTEGER else float(text)
    if OCTAL_OR_HEX.fullmatch(text):
        number = int(text, 0)
        return number if number < 10**LONGEST_INTEGER else math.inf
    return float(text) if FLOAT.fullmatch(text) else text
