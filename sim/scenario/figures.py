"""Figures: numbers with a unit, possibly uncertain, that carry where they come from.

Every figure of a scenario is a `Figure`. It is written as a plain number (``140``), as text with a
unit (``9.6 kn``), as a distribution (``{uniform: [8 kn, 11 kn]}``), or as a mapping with its
provenance (``{value: 140, source: toro, where: "The landing"}``). Lengths become kilometres,
speeds km/h and durations hours. From Python a figure may also be an array with one value a run.
"""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.docstrings import field_docstrings
from sim.scenario.frozen import frozen
from sim.scenario.names import SourceName
from sim.scenario.vocabulary import GRADES, RESOLVES

DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "standard deviation"),
    "lognormal": ("median", "factor"),
}
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years of battles; a year of four digits has one spelling everywhere."""
PROVENANCE = ("source", "where", "assumed", "note")
NUMBER = r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)\s*"
QUANTITY = re.compile(NUMBER + r"([A-Za-z/]+)\s*")


class Record(BaseModel):
    """A frozen part of a scenario; unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: Any) -> None:
        """Freeze what pydantic leaves open: the mappings and lists."""
        for values in (self.__dict__, self.__pydantic_extra__ or {}):
            for name, value in values.items():
                if type(value) in (dict, list):
                    values[name] = frozen(value)


class Sourced(Record):
    """Something that says where its figures come from, for itself and all that it contains."""

    source: SourceName | None = None
    """The source that records the figures, by its name under `sources`; it counts for all that lies
    below, too."""
    where: str | None = None
    """The place in the source: a page, a chapter, a heading."""
    assumed: str | None = None
    """Why the figures are as they are, if no source records them; instead of `source`."""
    note: str | None = None
    """What else a reader should know of the figures."""


class Distribution(Record):
    """An uncertain number.

    `uniform` has (low, high), `triangular` (low, mode, high), `normal` (mean, standard deviation),
    `lognormal` (median, factor: one standard deviation multiplies by it), `choice` the values, with
    `weights` that sum to one. `draws` are equally likely values, as a posterior has them: all
    figures that have draws, and as many, take those of the same position in a run.
    """

    kind: Literal["uniform", "triangular", "normal", "lognormal", "choice", "draws"]
    """Its form."""
    parameters: tuple[float, ...]
    """Its parameters in the unit of the figure, or the values of a choice or of draws."""
    medians: np.ndarray | None = None
    """The median of a `lognormal` in each run, if an array; `parameters` have the mean."""
    weights: tuple[float, ...] = ()
    """The probability of each value of a choice."""

    def __str__(self) -> str:
        if self.kind == "draws":
            return f"{len(self.parameters):,} draws"
        return f"{self.kind}({', '.join(f'{p:g}' for p in self.parameters)})"


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
            match = QUANTITY.fullmatch(str(raw))
            if not match or match[2] not in cls.units:
                raise PydanticCustomError(
                    "figure_unit", "must be {allowed}", {"allowed": cls.allowed()}
                )
            return float(match[1]) * cls.units[match[2]]
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
            return {"type": "string", "pattern": f"^{NUMBER}({'|'.join(cls.units)})\\s*$"}
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


class Quality(Factor):
    """A grade of the scale of quality, such as `regulars`, or a multiplier of fire."""

    value: float | Distribution | np.ndarray | str  # type: ignore[assignment]
    """A grade, or the multiplier itself, or a distribution; an array over runs from Python."""

    @property
    def grade(self) -> str | None:
        """The grade; None if a multiplier is given."""
        return self.value if isinstance(self.value, str) else None

    @classmethod
    def _read_number(cls, raw: Any) -> Any:
        return raw if isinstance(raw, str) and raw in GRADES else super()._read_number(raw)

    @classmethod
    def allowed(cls) -> str:
        """What a value may be, in words."""
        return f"one of {', '.join(GRADES)}, or {super().allowed()}"

    @classmethod
    def example(cls) -> str:
        """A value as a user would write it."""
        return "regulars"

    @classmethod
    def _number_schema(cls) -> JsonSchemaValue:
        return {"anyOf": [{"enum": [*GRADES]}, super()._number_schema()]}


class Resolve(Factor):
    """A grade of the scale of resolve, such as `dogged`, or a multiplier of its own."""

    @classmethod
    def _read_number(cls, raw: Any) -> Any:
        graded = isinstance(raw, str) and raw in RESOLVES
        return RESOLVES[raw].worth if graded else super()._read_number(raw)

    @classmethod
    def allowed(cls) -> str:
        """What a value may be, in words."""
        return f"one of {', '.join(RESOLVES)}, or {super().allowed()}"

    @classmethod
    def example(cls) -> str:
        """A value as a user would write it."""
        return "steady"

    @classmethod
    def _number_schema(cls) -> JsonSchemaValue:
        return {"anyOf": [{"enum": [*RESOLVES]}, super()._number_schema()]}


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


class Moment(Sourced):
    """A time on the scenario's clock, written ``1945-08-16 05:00``."""

    value: datetime
    """The date and time, such as 1945-08-16 05:00."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict) else {"value": raw}

    @field_validator("value", mode="before")
    @classmethod
    def _read(cls, raw: Any) -> datetime:
        return read_time(raw)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        docs = field_docstrings(cls)
        text = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d"}
        keys: dict[str, Any] = {"value": {**text, "description": docs["value"]}}
        keys |= {name: {"type": "string", "description": docs[name]} for name in PROVENANCE}
        mapping = {"type": "object", "properties": keys, "additionalProperties": False}
        return {"description": cls.allowed(), "anyOf": [text, mapping]}

    @classmethod
    def allowed(cls) -> str:
        """What a moment may be, in words."""
        return "a date and time such as 1945-08-16 05:00"

    def plus(self, hours: float) -> Self:
        """The moment `hours` later."""
        return self.model_copy(update={"value": self.value + timedelta(hours=hours)})


def read_time(raw: Any) -> datetime:
    """A time of day with its date, without a zone: the scenario names its clock."""
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        raise PydanticCustomError("moment_zone", "must be a time without a zone (`clock` names it)")
    if moment is None or len(str(raw)) < len("1945-08-16 05:00"):
        raise PydanticCustomError("moment", "must be a date and time such as 1945-08-16 05:00")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"must be in a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise PydanticCustomError("moment_year", message)
    return moment
