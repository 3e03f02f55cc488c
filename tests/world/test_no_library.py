"""No outcome depends on the last bit of a library's exponentials and logarithms."""

import re
from pathlib import Path

import sim

PACKAGE = Path(sim.__file__).parent
ROOMS = ("combat", "commanders", "luck", "operations", "rules", "world")
INEXACT = re.compile(
    r"\b(?:math|np)\.(?:exp\w*|log\w*|pow\w*|float_power|l?gamma|erfc?|cbrt|hypot"
    r"|(?:arc|a)?(?:sin|cos|tan)h?2?)\("
)
EXCEPT = {"combat/checks/means.py", "combat/prior.py"}
"""What judges combat models and plays nothing; priors, whose draws are kept in files."""


def test_rules_and_models_use_no_function_that_libraries_round_differently():
    found = [
        f"{path.relative_to(PACKAGE)}: {match.group()}"
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in EXCEPT
        for match in INEXACT.finditer(path.read_text())
    ]
    assert not found
