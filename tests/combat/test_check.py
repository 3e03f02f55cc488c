from dataclasses import replace

import numpy as np
import pytest

from sim.combat import ContractError, check_combat_model, model_named, model_names
from sim.combat.attrition import Attrition
from sim.combat.contract import Losses
from sim.combat.lanchester import Lanchester


@pytest.mark.parametrize("name", model_names())
def test_every_shipped_model_keeps_the_contract(name):
    check_combat_model(model_named(name))


class Broken(Attrition):
    """Attrition with a bug, which `change` puts into the losses."""

    name = "broken"

    def resolve(self, engagement):
        return self.change(engagement, super().resolve(engagement))


class WrongShape(Broken):
    def change(self, engagement, losses):
        return replace(losses, attacker_men=losses.attacker_men.sum(axis=1))


class Fractions(Broken):
    def change(self, engagement, losses):
        return replace(losses, defender_men=0.5 * losses.defender_men)


class BreaksForAll(Broken):
    def change(self, engagement, losses):
        return replace(losses, attacker_breaks=np.array(True))


class TakesFromTheForce(Broken):
    def change(self, engagement, losses):
        engagement.attacker.men[:] -= losses.attacker_men
        return losses


class RemembersSurprise(Broken):
    def change(self, engagement, losses):
        engagement.surprised_until[engagement.rows] = engagement.turn + 1
        return losses


class TooMany(Broken):
    def change(self, engagement, losses):
        return replace(losses, defender_men=losses.defender_men + 10)


class Reinforces(Broken):
    def change(self, engagement, losses):
        return replace(losses, attacker_men=losses.attacker_men - 1)


class LossesFromNowhere(Broken):
    def change(self, engagement, losses):
        enough = engagement.attacker.men > 20
        return replace(losses, attacker_men=np.where(enough, 5, losses.attacker_men))


class KeepsCount(Broken):
    def __init__(self):
        self.calls = 0

    def change(self, engagement, losses):
        self.calls += 1
        more = losses.attacker_men + self.calls * (losses.attacker_men > 0)
        return replace(losses, attacker_men=np.minimum(more, engagement.attacker.men))


class OwnGenerator(Broken):
    generator = np.random.default_rng(1)

    def change(self, engagement, losses):
        fewer = self.generator.integers(0, 2, losses.attacker_men.shape)
        return replace(losses, attacker_men=np.maximum(losses.attacker_men - fewer, 0))


class ReusesArrays(Broken):
    def __init__(self):
        self.kept = {}

    def change(self, engagement, losses):
        kept = self.kept.setdefault(losses.attacker_men.shape, losses.attacker_men.copy())
        kept[:] = losses.attacker_men
        return replace(losses, attacker_men=kept)


class ByRow(Broken):
    def change(self, engagement, losses):
        odd = (np.arange(len(engagement.rows)) % 2)[:, None]
        return replace(losses, attacker_men=np.maximum(losses.attacker_men - odd, 0))


class AverageOfAllRuns(Broken):
    def change(self, engagement, losses):
        mean = np.rint(losses.attacker_men.mean(axis=0)).astype(np.int64)
        everyone = np.tile(mean, (len(engagement.rows), 1))
        return replace(losses, attacker_men=np.minimum(everyone, engagement.attacker.men))


class SharesByColumns(Broken):
    """Losses spread over all units that any run of the batch has here."""

    def change(self, engagement, losses):
        columns = losses.attacker_men.shape[1]
        return replace(losses, attacker_men=losses.attacker_men - losses.attacker_men % columns)


class ForgetsTheAbsent(Lanchester):
    """What units carry is lost wherever all of their men are, in runs that have them elsewhere."""

    name = "broken"

    def resolve(self, engagement):
        losses = super().resolve(engagement)
        if engagement.attacker.fraction is None:
            return losses
        gone = losses.attacker_men >= engagement.attacker.men
        return replace(losses, attacker_fraction=np.where(gone, 0.0, losses.attacker_fraction))


class FirstValueOnly(Broken):
    def resolve(self, engagement):
        table = engagement.parameters
        first = type(table)(table.names, table.values[:1])
        return super().resolve(replace(engagement, parameters=first))

    def change(self, engagement, losses):
        return losses


class PerTurn(Broken):
    def resolve(self, engagement):
        return super().resolve(replace(engagement, hours=1.0))

    def change(self, engagement, losses):
        return losses


class SidesMixedUp(Broken):
    """Own strength inflicts own losses."""

    def resolve(self, engagement):
        attacker, defender = engagement.attacker, engagement.defender
        own = [
            replace(force, fire=np.repeat(other.fire.sum(axis=1, keepdims=True), 2, axis=1) / 2)
            for force, other in ((attacker, defender), (defender, attacker))
        ]
        swapped = super().resolve(replace(engagement, attacker=own[0], defender=own[1]))
        nobody = (attacker.men.sum(axis=1) == 0) | (defender.men.sum(axis=1) == 0)
        return Losses(
            *(np.where(nobody[:, None], 0, part) for part in list(vars(swapped).values())[:4])
        )

    def change(self, engagement, losses):
        return losses


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (WrongShape, "has the shape"),
        (Fractions, "whole men"),
        (BreaksForAll, "attacker_breaks must be one bool a run"),
        (TakesFromTheForce, "it changed attacker.men"),
        (RemembersSurprise, "it changed surprised_until"),
        (TooMany, "exceed what was there"),
        (Reinforces, "never negative"),
        (LossesFromNowhere, "although no defender is there"),
        (KeepsCount, "keeps state between calls"),
        (OwnGenerator, "draws from a generator of its own"),
        (ReusesArrays, "make new arrays"),
        (ByRow, "depends on its place in the batch"),
        (AverageOfAllRuns, "one run depends on another"),
        (SharesByColumns, "attacker_men of a run differ when other runs"),
        (ForgetsTheAbsent, "attacker_fraction changes for units that a run does not have here"),
        (FirstValueOnly, "not taken run by run"),
        (PerTurn, "losses must follow engagement.hours"),
        (SidesMixedUp, "own and enemy strength mixed up"),
    ],
)
def test_broken_models_are_caught(model, message):
    with pytest.raises(ContractError, match=message) as caught:
        check_combat_model(model)
    print(caught.value)
    assert str(caught.value).startswith("broken: ")
