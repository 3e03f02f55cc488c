"""Damage to the text of a file, as a slip of the hand, a bad merge or a cut transfer does."""

from random import Random

SIGNS = "\t:-[]{}&*!|>'\"%@`#,?.~\\\x00\x1b\u2028\ud7ff0e"
NUMBERS = ("-1", "0", "1e300", "-0.0", ".inf", ".nan", "99999999999999999999", "0x10", "1945", "3")
VALUES = (*NUMBERS, "", "null", "true", "[]", "{}", "x", "'5 km'", "1945-08-16 05:00", "-3 h")


def damage(text: str, random: Random) -> tuple[str, int]:
    """The text with one kind of damage, and the first line that differs, from 1."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    kind = random.choice((_letter, _word, _value, _line, _indentation, _cut))
    kind(lines, at, random)
    damaged = "\n".join(lines)
    before = text.split("\n")
    pairs = enumerate(zip(before, lines, strict=False), start=1)
    return damaged, next((n for n, (old, new) in pairs if old != new), min(len(before), len(lines)))


def _letter(lines: list[str], at: int, random: Random) -> None:
    line = lines[at]
    column = random.randint(0, len(line))
    sign = random.choice(SIGNS)
    kept = line[column + random.choice((0, 1)) :]
    lines[at] = line[:column] + random.choice(("", sign)) + kept


def _word(lines: list[str], at: int, random: Random) -> None:
    """One word of the file in the place of another."""
    words = lines[at].split(" ")
    words[random.randrange(len(words))] = random.choice(random.choice(lines).split(" "))
    lines[at] = " ".join(words)


def _value(lines: list[str], at: int, random: Random) -> None:
    head, colon, _ = lines[at].partition(": ")
    lines[at] = f"{head}{colon or ': '}{random.choice(VALUES)}"


def _line(lines: list[str], at: int, random: Random) -> None:
    """A line is lost, twice there, moved, or ran into the next."""
    line = lines.pop(at)
    what = random.choice(("lost", "twice", "moved", "joined"))
    if what == "twice":
        lines[at:at] = [line, line]
    elif what == "moved":
        lines.insert(random.randint(0, len(lines)), line)
    elif what == "joined" and at < len(lines):
        lines[at] = line + lines[at]


def _indentation(lines: list[str], at: int, random: Random) -> None:
    line = lines[at].lstrip(" ")
    depth = len(lines[at]) - len(line) + random.choice((-2, -1, 1, 2, 4))
    lines[at] = " " * max(depth, 0) + line


def _cut(lines: list[str], at: int, random: Random) -> None:
    """The rest of the file is missing, or a part of it."""
    end = len(lines) if random.random() < 0.3 else at + random.randint(1, 8)
    lines[at:end] = [lines[at][: random.randint(0, len(lines[at]))]]
