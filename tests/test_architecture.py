"""ARCHITECTURE.md says what the code does."""

import re
from pathlib import Path

from tests.architecture import FILE, written

ROOT = Path(__file__).resolve().parents[1]


def test_its_tables_are_those_of_the_code():
    text = FILE.read_text("utf-8")
    assert written(text) == text, "`python -m tests.architecture` writes the tables"


def test_what_it_names_is_there():
    named = set(re.findall(r"`((?:sim|tests|scenarios)/[\w./*]*)`", FILE.read_text("utf-8")))
    assert len(named) > 30
    missing = [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
    assert not missing
