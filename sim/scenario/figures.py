"""Figures: numbers with a unit, possibly uncertain, that carry where they come from.

Every figure of a scenario is a `Figure`. It is written as a plain number (``140``), as text with a
unit (``9.6 kn``), as a distribution (``{uniform: [8 kn, 11 kn]}``), or as a mapping with its
provenance (``{value: 140, source: toro, where: "The landing"}``). Lengths become kilometres,
speeds km/h and durations hours. From Python a figure may also be an array with one value a run.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.distribution import DISTRIBUTIONS, Distribution
from sim.scenario.docstrings import field_docstrings
from sim.scenario.record import PROVENANCE, Sourced
from sim.scenario.vocabulary import GRADES, RESOLVES, Grade

_NUMBER = r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)\s*"
_QUANTITY = re.compile(_NUMBER + r"([A-Za-z/]+)\s*")


def quantity(written: Any) -> tuple[float, str] | None:
    """Number and unit of a text such as ``8 kn``; None of anything else."""
    match = _QUANTITY.fullmatch(written) if isinstance(written, str) else None
    return (float(match[1]), match[2]) if match else None


class Figure(Sourced):
    """A number (or distribution, or array over runs) in the unit of its class."""

    value: float | Distribution | np.ndarray
    """The number, with its unit if it has one, or a distribution; an array over runs from
    Python."""

    units: ClassVar[dict[str, float]] = {}
    low: ClassVar[float]
    high: ClassVar[float]
    """The bounds, in the unit of the class: wide enough for any battle, and near enough that no
    sum or product of figures overflows."""
    whole: ClassVar[bool] = False

    @classmethod
    def of(cls, written: float | str) -> Self:
        """What a file would say so: a default, for which no validator has to be built."""
        value = cls._read_number(written)
        return cls.model_construct(value=value)  # type: ignore[return-value]

    @property
    def uncertain(self) -> bool:
        """Whether the value differs between runs."""
        return not isinstance(self.value, float)

    @model_validator(mode="before")
    @classmethod
    def _from_short_forms(cls, raw: Any) -> Any:
        if isinstance(raw, Figure):
            return {name: getattr(raw, name) for name in ("value", *PROVENANCE)}
        if not isinstance(raw, dict):
            return {"value": raw}
        kinds = [key for key in raw if key in (*DISTRIBUTIONS, "choice", "draws")]
        if not kinds or "value" in raw:
            return raw
        value = {kind: raw[kind] for kind in kinds}
        return {key: raw[key] for key in raw if key not in kinds} | {"value": value}

    @field_validator("value", mode="before")
    @classmethod
    def _read_value(cls, raw: Any) -> float | Distribution | np.ndarray:
        if isinstance(raw, Distribution):
            return raw
        if isinstance(raw, np.ndarray):
            return cls._read_array(raw)
        if isinstance(raw, dict):
            return cls._read_distribution(raw)
        return cls._read_number(raw)

    @classmethod
    def _read_number(cls, raw: Any) -> float:
        number = cls._convert(raw)
        if not cls.low <= number <= cls.high or not np.isfinite(number):
            raise PydanticCustomError(
                "figure_range", "must be {allowed}", {"allowed": cls.allowed()}
            )
        if cls.whole and number != int(number):
            raise PydanticCustomError("figure_whole", "must be a whole number")
        return number

    @classmethod
    def _convert(cls, raw: Any) -> float:
        if cls.units:
            number, unit = quantity(str(raw)) or (0.0, "")
            if unit not in cls.units:
                raise PydanticCustomError(
                    "figure_unit", "must be {allowed}", {"allowed": cls.allowed()}
                )
            return number * cls.units[unit]
        if isinstance(raw, bool) or not isinstance(raw, int | float | np.number):
            raise PydanticCustomError(
                "figure_number", "must be {allowed}", {"allowed": cls.allowed()}
            )
        return float(raw)

    @classmethod
    def _read_array(cls, raw: np.ndarray) -> np.ndarray:
        if raw.ndim != 1 or not raw.size or raw.dtype.kind not in "iuf":
            raise PydanticCustomError("figure_array", "must be an array with one number a run")
        array = np.array(raw, dtype=np.float64)
        if not np.isfinite(array).all() or array.min() < cls.low or array.max() > cls.high:
            raise PydanticCustomError(
                "figure_range", "must be {allowed}", {"allowed": cls.allowed()}
            )
        if cls.whole and (array != np.rint(array)).any():
            raise PydanticCustomError("figure_whole", "must be a whole number")
        array.flags.writeable = False
        return array

    @classmethod
    def _read_distribution(cls, raw: dict[str, Any]) -> Distribution:
        kind, given = next(iter(raw.items())) if len(raw) == 1 else (None, None)
        if kind == "choice" and isinstance(given, dict) and given:
            return cls._read_choice(given)
        if kind == "draws" and isinstance(given, list) and given:
            drawn = tuple(cls._read_number(value) for value in given)
            return Distribution(kind="draws", parameters=drawn)
        names = DISTRIBUTIONS.get(str(kind))
        if names is None or not isinstance(given, list) or len(given) != len(names):
            forms = ", ".join(f"{{{k}: [{', '.join(n)}]}}" for k, n in DISTRIBUTIONS.items())
            forms = f"{forms}, {{choice: {{value: weight}}}}"
            raise PydanticCustomError("distribution", "must be one of {forms}", {"forms": forms})
        spread = kind == "lognormal"  # its second parameter is a pure factor without a unit
        medians = None
        if spread and isinstance(given[0], np.ndarray):
            medians = cls._read_array(given[0])
            given = [float(medians.mean()), given[1]]
        numbers = [
            _pure_factor(p) if spread and i else cls._read_number(p) for i, p in enumerate(given)
        ]
        if kind in ("uniform", "triangular") and sorted(numbers) != numbers:
            raise PydanticCustomError("distribution_order", "must be in ascending order")
        if kind == "normal" and numbers[1] < 0:
            raise PydanticCustomError(
                "distribution_spread", "must have a standard deviation that is not negative"
            )
        if kind == "lognormal" and (numbers[0] if medians is None else medians.min()) <= 0:
            raise PydanticCustomError("distribution_median", "must have a median of more than 0")
        return Distribution(kind=kind, parameters=tuple(numbers), medians=medians)

    @classmethod
    def _read_choice(cls, given: dict[Any, Any]) -> Distribution:
        values = tuple(cls._read_number(value) for value in given)
        numbers = [w for w in given.values() if isinstance(w, int | float) and 0 <= w <= 1e9]
        if len(numbers) < len(given) or not sum(numbers) > 0:
            raise PydanticCustomError("choice_weights", "must have positive weights")
        weights = np.array(numbers, dtype=np.float64) / sum(numbers)
        return Distribution(kind="choice", parameters=values, weights=tuple(weights.tolist()))

    @classmethod
    def allowed(cls) -> str:
        """What a value of this class may be, in words."""
        span = f"from {cls.low:g} to {cls.high:,.0f}"
        if cls.units:
            own = next(unit for unit, size in cls.units.items() if size == 1)
            units = ", ".join(cls.units)
            return f"a number with a unit ({units}) {span} {own}, such as {cls.example()}"
        return f"{'a whole number' if cls.whole else 'a number'} {span}"

    @classmethod
    def example(cls) -> str:
        """A value as a user would write it."""
        return f"2 {next(iter(cls.units))}" if cls.units else "2"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        number = cls._number_schema()
        keys = {
            "value": number,
            **{kind: _spread_schema(kind, number) for kind in DISTRIBUTIONS},
            "choice": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
            "draws": {"type": "array", "items": number, "minItems": 1},
            **{name: {"type": "string"} for name in PROVENANCE},
        }
        forms = {kind: f"[{', '.join(names)}]" for kind, names in DISTRIBUTIONS.items()}
        forms |= {"choice": "{value: weight, ...}", "draws": "[value, ...]"}
        docs = field_docstrings(cls) | {
            kind: f"In place of a value: a distribution, {form}." for kind, form in forms.items()
        }
        described = {name: {**one, "description": docs[name]} for name, one in keys.items()}
        mapping = {"type": "object", "properties": described, "additionalProperties": False}
        return {"description": cls.allowed(), "anyOf": [number, mapping]}

    @classmethod
    def _number_schema(cls) -> JsonSchemaValue:
        if cls.units:
            return {"type": "string", "pattern": f"^{_NUMBER}({'|'.join(cls.units)})\\s*$"}
        whole = {"multipleOf": 1} if cls.whole else {}
        return {"type": "number", "minimum": cls.low, "maximum": cls.high, **whole}


def _spread_schema(kind: str, number: JsonSchemaValue) -> JsonSchemaValue:
    """The list of the parameters of a distribution; the factor of a lognormal has no unit."""
    parameters = [number for _ in DISTRIBUTIONS[kind]]
    if kind == "lognormal":
        parameters[1] = {"type": "number", "minimum": 1}
    count = len(parameters)
    return {"type": "array", "prefixItems": parameters, "minItems": count, "maxItems": count}


def _pure_factor(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 1 <= raw <= 1e9:
        raise PydanticCustomError(
            "distribution_factor", "must have a factor of at least 1, without a unit"
        )
    return float(raw)


class Count(Figure):
    """Men, weapons, craft: a whole number."""

    low, high, whole = 0, 10_000_000, True

    def most(self) -> float:
        """The greatest number that it is likely to be, up to what it can be."""
        if not isinstance(self.value, Distribution):
            return float(np.max(self.value))
        first, last = self.value.parameters[0], self.value.parameters[-1]
        ends = {"normal": first + 6 * last, "lognormal": first * min(last, self.high) ** 6}
        return min(ends.get(self.value.kind, max(self.value.parameters)), self.high)


class Share(Figure):
    """A part of a whole, or a probability."""

    low, high = 0, 1


class Factor(Figure):
    """A multiplier or a rate, never negative."""

    low, high = 0, 1_000_000


class Graded(Factor):
    """A grade of a scale, or a multiplier of its own."""

    scale: ClassVar[Mapping[str, Grade]]
    usual: ClassVar[str]
    """The grade that stands for the others in messages."""

    @classmethod
    def _of_grade(cls, grade: str) -> Any:
        """What stands in a scenario for a grade."""
        return cls.scale[grade].worth

    @classmethod
    def _read_number(cls, raw: Any) -> Any:
        graded = isinstance(raw, str) and raw in cls.scale
        return cls._of_grade(raw) if graded else super()._read_number(raw)

    @classmethod
    def allowed(cls) -> str:
        """What a value may be, in words."""
        return f"one of {', '.join(cls.scale)}, or {super().allowed()}"

    @classmethod
    def example(cls) -> str:
        """A value as a user would write it."""
        return cls.usual

    @classmethod
    def _number_schema(cls) -> JsonSchemaValue:
        return {"anyOf": [{"enum": [*cls.scale]}, super()._number_schema()]}


class Quality(Graded):
    """A grade of the scale of quality, such as `regulars`, or a multiplier of fire."""

    value: float | Distribution | np.ndarray | str  # type: ignore[assignment]
    """A grade, or the multiplier itself, or a distribution; an array over runs from Python."""

    scale, usual = GRADES, "regulars"

    @property
    def grade(self) -> str | None:
        """The grade, whose worth is a parameter; None if a multiplier is given."""
        return self.value if isinstance(self.value, str) else None

    @classmethod
    def _of_grade(cls, grade: str) -> Any:
        return grade


class Resolve(Graded):
    """A grade of the scale of resolve, such as `dogged`, or a multiplier of its own."""

    scale, usual = RESOLVES, "steady"


class Duration(Figure):
    """Hours."""

    units: ClassVar[dict[str, float]] = {"h": 1, "min": 1 / 60, "days": 24, "day": 24}
    low, high = 0, 100_000


class Distance(Figure):
    """Kilometres."""

    units: ClassVar[dict[str, float]] = {"km": 1, "nm": 1.852, "m": 0.001}
    low, high = 0, 40_000


class Speed(Figure):
    """Kilometres per hour; nothing that goes anywhere is slower than ten metres an hour."""

    units: ClassVar[dict[str, float]] = {"kn": 1.852, "km/h": 1}
    low, high = 0.01, 10_000
