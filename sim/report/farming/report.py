"""What the report of a farm says, measure by measure."""

from dataclasses import dataclass
from functools import cached_property, partial

from sim.experiments.farming.farm import Farm
from sim.plots.design import design_pairs
from sim.plots.registry import pictures_of
from sim.report.after_action.pictures import Picture, drawn_picture
from sim.report.farm_table import (
    NOTES,
    check_table,
    design_sentence,
    effect_table,
    interaction_table,
    label_of,
    other_indices_table,
    ranking_table,
    sentences,
)
from sim.report.table import Table
from sim.results.errors import UserError
from sim.results.manifest import versions
from sim.results.store import Store

SHOWN = ("effects", "importance", "curves", "contour", "interactions", "tree")
"""Pictures of each measure, in their order."""


@dataclass(frozen=True)
class FarmReport:
    """A farm."""

    farm: Farm

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.farm.document.definition.title

    @property
    def facts(self) -> dict[str, str]:
        """What was played, and with what."""
        sweep, source = self.farm.sweep, self.farm.sweep.batch.source
        known = source.manifest.versions if isinstance(source, Store) else versions()
        return {
            "Points": f"{len(sweep.points):,}",
            "Runs of each": f"{sweep.runs:,}",
            "Seed": f"{sweep.seed}",
            "Factors": f"{len(self.farm.factors):,}",
            "Combat model": self.farm.document.definition.combat.model,
            "Versions": ", ".join(f"{name} {text}" for name, text in known.items()),
        }

    @property
    def notes(self) -> str:
        """What effects and indices are."""
        return NOTES

    @property
    def design(self) -> str:
        """How evenly the points fill the space."""
        return design_sentence(self.farm)

    @property
    def factors(self) -> Table:
        """What was varied, and between which ends."""
        document = self.farm.document
        rows = []
        for one in self.farm.factors:
            values = ", ".join(map(str, one.levels))
            ends = values or f"{one.at(document, -1.0)} to {one.at(document, 1.0)}"
            only = "" if one.when is None else f"where {one.when[0]} is {one.when[1]}"
            rows.append([one.path, one.role, ends, only])
        return Table.of("Factors", ["", "Role", "Values", "Only"], rows)

    @cached_property
    def pairs(self) -> Picture:
        """The points of each pair of factors."""
        words = f"The points of each pair of factors. {self.design}"
        return drawn_picture(
            "design", "Points of the design", words, partial(design_pairs, self.farm.design), "svg"
        )

    @cached_property
    def measures(self) -> list["MeasureReport"]:
        """What is said of each measure that varies."""
        return [
            MeasureReport(self.farm, name) for name, one in self.farm.findings.items() if one.varies
        ]

    @property
    def constant(self) -> list[str]:
        """The measures that are the same at all points."""
        found = self.farm.findings.items()
        return [label_of(self.farm, name) for name, one in found if not one.varies]

    @property
    def ranking(self) -> Table | None:
        """The best decisions, if something can be chosen."""
        return ranking_table(self.farm) if self.farm.ranking else None

    @cached_property
    def pareto(self) -> Picture | None:
        """The Pareto front, if there are two measures and decisions."""
        draw = pictures_of("farm")["pareto"].bound(self.farm)
        words = "Mean of two measures for each decision, and those that no other beats in both."
        try:
            return drawn_picture("pareto", "Decisions that none beats", words, draw, "svg")
        except UserError:
            return None

    @property
    def forecasts(self) -> Table | None:
        """Forecasts of fresh points beside what came of them."""
        return check_table(self.farm) if self.farm.checks else None


@dataclass(frozen=True)
class MeasureReport:
    """One measure: tables, sentences and pictures."""

    farm: Farm
    name: str

    @property
    def id(self) -> str:
        """Its section in the page."""
        return "measure-" + "".join(c if c.isalnum() else "-" for c in self.name)

    @property
    def title(self) -> str:
        """The measure in words."""
        return label_of(self.farm, self.name)

    @property
    def sentences(self) -> list[str]:
        """Luck, thresholds, rules and the metamodel."""
        return sentences(self.farm, self.name)

    @property
    def tables(self) -> list[Table]:
        """Effects, and interactions if there are any."""
        found = [effect_table(self.farm, self.name)]
        if self.farm.findings[self.name].effects.interactions:
            found.append(interaction_table(self.farm, self.name))
        return found

    @property
    def others(self) -> Table | None:
        """PAWN and Shapley indices; None without the extra ``farm``."""
        return other_indices_table(self.farm, self.name)

    @cached_property
    def pictures(self) -> list[Picture]:
        """The pictures that have something to show."""
        found = []
        known = pictures_of("farm")
        for kind in SHOWN:
            one = known[kind]
            if kind == "interactions" and len(self.tables) < 2:
                continue
            draw = partial(one.draw, self.farm, self.name)
            name = f"{kind}_{self.id}"
            try:
                found.append(
                    drawn_picture(name, one.title, f"{self.title}: {one.title}", draw, "svg")
                )
            except UserError:  # a contour of fewer than two numbers
                continue
        return found
