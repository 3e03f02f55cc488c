"""Conditions on outcomes, such as ``soviet.killed > 900 and winner = soviet``.

    condition   ::=  term ("or" term)*
    term        ::=  factor ("and" factor)*
    factor      ::=  "not" factor  |  "(" condition ")"  |  value operator value
    value       ::=  a measure  |  a number  |  a time such as 1945-08-18 09:30  |  a side  |  never
    operator    ::=  <  <=  >  >=  =  ==  !=

What never happened counts as later than everything. Nothing is evaluated but these comparisons.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.results.errors import UserError
from sim.scenario.problems import unknown

NEVER = np.iinfo(np.int64).max
LONGEST, DEEPEST = 2000, 50
"""Characters of a condition, and brackets and `not` within each other."""
TOKEN = re.compile(
    r"\s*(?:(?P<time>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?)(?![\w.:])"
    r"|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z_][\w.]*(?:@[0-9T:-]+)?)"
    r"|(?P<operator><=|>=|==|!=|<|>|=)"
    r"|(?P<bracket>[()]))"
)
OPERATORS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}
Columns = Mapping[str, np.ndarray]
Test = Callable[[Columns], np.ndarray]


class Token(NamedTuple):
    """A word of a condition."""

    kind: str
    text: str
    column: int


class Value(NamedTuple):
    """Something that is compared: what it is, and how a run's value is found."""

    kind: str
    of: Callable[[Columns], np.ndarray]


@dataclass(frozen=True)
class Condition:
    """A condition, and the measures that it speaks of."""

    text: str
    measures: tuple[str, ...]
    holds: Test
    """Which rows of a table of columns satisfy it, shape (n,)."""


def parse(
    text: str, measures: Mapping[str, str], sides: Collection[str], option: str = "--where"
) -> Condition:
    """Read a condition on some measures, of which the kinds are given.

    Raises `UserError` that says what is wrong and where, in the name of an option.
    """
    parser = _Parser(text, measures, (*sides, "none"), option)
    test = parser.condition(0)
    parser.end()
    return Condition(text, tuple(dict.fromkeys(parser.used)), test)


class _Parser:
    def __init__(
        self, text: str, measures: Mapping[str, str], sides: Collection[str], option: str
    ) -> None:
        self._text = text
        self._option = option
        self._measures = measures
        self._sides = sides
        self._tokens = self._split(text)
        self._next = 0
        self.used: list[str] = []

    def condition(self, depth: int) -> Test:
        terms = [self._term(depth)]
        while self._take("or"):
            terms.append(self._term(depth))
        return _all_of(np.logical_or, terms)

    def end(self) -> None:
        if self._next < len(self._tokens):
            raise self._error(f"what does {self._tokens[self._next].text!r} mean here?")

    def _term(self, depth: int) -> Test:
        factors = [self._factor(depth)]
        while self._take("and"):
            factors.append(self._factor(depth))
        return _all_of(np.logical_and, factors)

    def _factor(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise self._error(f"no more than {DEEPEST} brackets within each other")
        if self._take("not"):
            inner = self._factor(depth + 1)
            return lambda columns: ~inner(columns)
        if self._take("("):
            inner = self.condition(depth + 1)
            if not self._take(")"):
                raise self._error("a bracket is not closed")
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._value()
        if self._next == len(self._tokens) or self._tokens[self._next].kind != "operator":
            raise self._error("a comparison such as > 900 is missing")
        sign = self._tokens[self._next].text
        self._next += 1
        right = self._value(beside=left.kind)
        if left.kind != right.kind:
            raise self._error(f"a {left.kind} cannot be compared with a {right.kind}")
        if left.kind == "side" and sign not in ("=", "==", "!="):
            raise self._error("sides can only be equal or not")
        compare = OPERATORS[sign]
        return lambda columns: np.asarray(compare(left.of(columns), right.of(columns)))

    def _value(self, beside: str = "") -> Value:
        if self._next == len(self._tokens):
            raise self._error("something is missing at the end")
        token = self._tokens[self._next]
        self._next += 1
        if token.kind == "number":
            return _constant("number", float(token.text))
        if token.kind == "time":
            return _constant("time", self._minutes(token))
        if token.text == "never":
            return _constant("time", NEVER)
        if token.text in self._sides and token.kind == "name":
            return _constant("side", token.text)
        if token.text in self._measures:
            return self._measure(token.text)
        self._next -= 1
        noun, names = ("side", self._sides) if beside == "side" else ("measure", self._measures)
        raise self._error(unknown(noun, token.text, names))

    def _measure(self, name: str) -> Value:
        self.used.append(name)
        kind = self._measures[name]
        if kind == "time":
            return Value(kind, lambda columns: minutes(columns[name]))
        return Value(kind, lambda columns: columns[name])

    def _minutes(self, token: Token) -> int:
        try:
            return int(np.datetime64(token.text, "m").astype(np.int64))
        except ValueError:
            self._next -= 1
            raise self._error(f"{token.text} is no time") from None

    def _take(self, word: str) -> bool:
        here = self._next < len(self._tokens) and self._tokens[self._next].text == word
        self._next += here
        return here

    def _error(self, message: str) -> UserError:
        at = self._tokens[self._next].column if self._next < len(self._tokens) else len(self._text)
        return UserError(f"{self._option}: {message}\n  {self._text}\n  {' ' * at}^")

    def _split(self, text: str) -> list[Token]:
        if len(text) > LONGEST:
            raise UserError(f"{self._option}: a condition has at most {LONGEST:,} characters")
        tokens, position = [], 0
        end = len(text.rstrip())
        while position < end:
            match = TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                gap = len(text[position:]) - len(text[position:].lstrip())
                raise UserError(
                    f"{self._option}: {text[position + gap :][:10]!r} is not understood\n  {text}\n"
                    f"  {' ' * (position + gap)}^"
                )
            kind = match.lastgroup
            tokens.append(Token(kind, match[kind], match.start(kind)))
            position = match.end()
        return tokens


def minutes(times: np.ndarray) -> np.ndarray:
    """Times as minutes since 1970; what never happened as the largest number there is."""
    plain = times.astype("datetime64[m]").astype(np.int64)
    return np.where(np.isnat(times), NEVER, plain)


def _constant(kind: str, value: object) -> Value:
    return Value(kind, lambda _: np.asarray(value))


def _all_of(join: Callable[[np.ndarray, np.ndarray], np.ndarray], tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(columns: Columns) -> np.ndarray:
        found = tests[0](columns)
        for one in tests[1:]:
            found = join(found, one(columns))
        return found

    return test
