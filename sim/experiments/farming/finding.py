"""A finding: what a design says of one measure. It knows factors and numbers, and no battles."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.experiments.farming.effects import Effects, effects
from sim.experiments.farming.factors import Factor, column_names, groups_of
from sim.experiments.farming.luck import LuckShares, luck_shares, offset_error
from sim.experiments.farming.rules import Box, boxes, leaves
from sim.experiments.farming.sensitivity import Index, Sobol, pawn, shapley, sobol
from sim.experiments.farming.thresholds import Play, Root, missed_share, refined, roots
from sim.experiments.metamodels.metamodel import Chosen, Metamodel, again, choose, folds_of
from sim.experiments.metamodels.tree import Tree

LEAST_POINTS = 4
"""Points with values below which nothing can be fitted."""
WORST = 0.1
"""Share of all runs that is called the worst where a measure has no failure of its own."""
TREE_DEPTH = 3


@dataclass(frozen=True)
class Finding:
    """A measure by point and run, and all that follows from it."""

    factors: tuple[Factor, ...]
    x: np.ndarray = field(repr=False)
    """The points from -1 to 1, (points, columns)."""
    values: np.ndarray = field(repr=False)
    """The measure, (points, runs); not a number where there is none."""
    is_share: bool = False
    """Whether values are 0 or 1, such as whether a side wins."""
    good: int = 1
    """1 if more is better for the side that is looked at, -1 if less is."""

    @cached_property
    def known(self) -> np.ndarray:
        """The points that have a value, as a mask."""
        return np.asarray(~np.isnan(self.values).all(axis=1))

    @cached_property
    def means(self) -> np.ndarray:
        """The mean of each known point."""
        return np.asarray(np.nanmean(self.values[self.known], axis=1))

    @property
    def varies(self) -> bool:
        """Whether points differ at all, and there are enough of them."""
        return len(self.means) >= LEAST_POINTS and bool(np.ptp(self.means) > 0.0)

    @property
    def groups(self) -> list[int]:
        """Of each column, the position of its factor."""
        return groups_of(self.factors)

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return column_names(self.factors)

    @cached_property
    def effects(self) -> Effects:
        """What each factor does, alone and with another."""
        return effects(self.x, self.values, self.names, self.groups)

    @cached_property
    def chosen(self) -> Chosen:
        """The metamodel that forecasts points best which it has not seen."""
        return choose(self.x[self.known], self.means, self.groups)

    @cached_property
    def without_runs(self) -> list[Metamodel]:
        """The same metamodel, fitted without a tenth of the runs each."""
        values = self.values[self.known]
        folds = folds_of(values.shape[1])
        if len(folds) < 2:
            return []
        rest = (np.delete(values, fold, axis=1) for fold in folds)
        means = (np.nanmean(one, axis=1) for one in rest)
        x = self.x[self.known]
        return [again(self.chosen, x[~np.isnan(y)], y[~np.isnan(y)], self.groups) for y in means]

    @cached_property
    def missed(self) -> float:
        """The share of the variance between points that the metamodel does not explain."""
        return missed_share(self.chosen, self.values[self.known])

    @cached_property
    def offset(self) -> float:
        """Standard error that the dice give to all points alike."""
        return offset_error(self.values[self.known])

    @cached_property
    def sobol(self) -> dict[str, Sobol]:
        """Sobol' indices of each factor by its path."""
        return sobol(self.chosen, self.factors, self.missed)

    @cached_property
    def luck(self) -> LuckShares | None:
        """How much of the variance is dice, how much assumptions, how much both."""
        return luck_shares(self.values)

    def pawn(self) -> dict[str, float]:
        """PAWN indices by path. Raises `UserError` without the extra ``farm``."""
        return pawn(self.factors, self._unit()[self.known], self.means)

    def shapley(self) -> dict[str, Index]:
        """Shapley effects by path. Raises `UserError` without the extra ``farm``."""
        return shapley(self.chosen.model, self.factors)

    def _unit(self) -> np.ndarray:
        """The points from 0 to 1 by factor; the values of a choice stand in their order."""
        groups = np.array(self.groups)
        columns = []
        for position, one in enumerate(self.factors):
            part = self.x[:, groups == position]
            if one.levels:
                place = (part > 0) @ np.arange(1, len(one.levels))
                columns.append(place / (len(one.levels) - 1))
            else:
                columns.append((part[:, 0] + 1) / 2)
        return np.stack(columns, axis=1)

    def roots(self, level: float) -> list[Root]:
        """Where the mean passes a level, factor by factor."""
        if not self.varies:
            return []
        return roots(self.chosen, self.factors, self.values[self.known], level)

    def refined(self, root: Root, level: float, play: Play) -> Root:
        """A root with points that are added about it."""
        return refined(root, self.factors, level, play)

    @cached_property
    def limit(self) -> float:
        """Beyond it a run is among the worst; of a share, one half."""
        if self.is_share:
            return 0.5
        every = self.values[~np.isnan(self.values)]
        return float(np.quantile(every, 1 - WORST if self.good < 0 else WORST))

    @cached_property
    def failing(self) -> np.ndarray:
        """The share of the runs of each known point that are beyond the limit."""
        some = self.values[self.known]
        beyond = some > self.limit if self.good < 0 else some < self.limit
        happened = np.where(np.isnan(some), np.nan, beyond)
        return np.asarray(np.nanmean(happened, axis=1))

    @cached_property
    def boxes(self) -> list[Box]:
        """Where runs fail most often."""
        if len(self.failing) < 10 or not np.ptp(self.failing):
            return []
        return boxes(self.x[self.known], self.failing)

    @cached_property
    def tree(self) -> Tree:
        """A tree of the share of the runs that fail."""
        return Tree.fit(self.x[self.known], self.failing, depth=TREE_DEPTH)

    @cached_property
    def leaves(self) -> list[Box]:
        """The leaves of this tree, those in which runs fail most often first."""
        return leaves(self.x[self.known], self.failing, self.tree)
