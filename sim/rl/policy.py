"""Policies: what MaskablePPO has learned, as plain numbers that need no PyTorch.

    Policy.of(model).save("otomari.npz")
    command = Policy.load("otomari.npz")      # a commander, such as for `sim.rl.Arena` or a ladder

A policy is a network of layers with tanh between them (`MultiInputPolicy` of Stable-Baselines3)
that gives each action a weight from the observation. It draws a legal action, as it did when it
learned; a commander does so by luck of his own, so that a run is the same in any company.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from sim.commanders import Order, View
from sim.results.errors import UserError
from sim.rl.actions import ActionSpace
from sim.rl.observation import FIELDS, Arrays, Observer
from sim.rl.sight import Sight


class Layer(NamedTuple):
    """One layer of a network."""

    weight: np.ndarray
    """(inputs, outputs)."""
    bias: np.ndarray
    """(outputs,)."""


class _Post(NamedTuple):
    """What a policy needs to command a side of one battle."""

    actions: ActionSpace
    sight: Sight
    observer: Observer


class Policy:
    """A commander who has learned; `fields` of the observation are what the first layer reads."""

    def __init__(self, fields: Sequence[str], layers: Sequence[Layer]) -> None:
        self.fields = [*fields]
        # twice the precision of what was learned: the order of the sums decides nothing
        self.layers = [Layer(*(np.asarray(one, np.float64) for one in layer)) for layer in layers]

    # files ----------------------------------------------------------------------------------

    @classmethod
    def of(cls, model: Any) -> Self:
        """The policy of a `MaskablePPO` with `MultiInputPolicy` and tanh."""
        policy = model.policy
        modules = [*policy.mlp_extractor.policy_net, policy.action_net]
        layers = [
            Layer(one.weight.detach().numpy().T, one.bias.detach().numpy())
            for one in modules
            if hasattr(one, "weight")
        ]
        return cls([*policy.features_extractor.extractors], layers)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The policy of a file. Raises `UserError` for what is none."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                fields = [str(name) for name in kept["fields"]]
                layers = [
                    Layer(kept[f"weight_{i}"], kept[f"bias_{i}"])
                    for i in range(sum(name.startswith("weight") for name in kept))
                ]
        except FileNotFoundError:
            raise UserError(f"there is no file {path}") from None
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"{path} is no policy: {error}") from None
        if not layers or not {*fields} <= {*FIELDS}:
            raise UserError(f"{path} is no policy of these observations")
        return cls(fields, layers)

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write it to a file, in half precision. Raises `UserError` if the file is there."""
        if Path(path).exists() and not overwrite:
            raise UserError(f"{path} is there already; overwrite replaces it")
        arrays: dict[str, Any] = {"fields": np.array(self.fields)}
        for i, layer in enumerate(self.layers):
            arrays[f"weight_{i}"] = layer.weight.astype(np.float16)
            arrays[f"bias_{i}"] = layer.bias.astype(np.float16)
        np.savez_compressed(path, **arrays)

    # choices --------------------------------------------------------------------------------

    def weights(self, seen: Arrays) -> np.ndarray:
        """(n, K): the logarithm of the chance of each action, but for a constant; -inf if illegal.

        Raises `UserError` for observations of another scenario or side.
        """
        mask = seen["action_mask"].astype(bool)
        told = np.concatenate([seen[name].reshape(len(mask), -1) for name in self.fields], axis=1)
        wanted = len(self.layers[0].weight), len(self.layers[-1].bias)
        if (told.shape[1], mask.shape[1]) != wanted:
            raise UserError("the policy was learned for another scenario, or the other side")
        values = told.astype(np.float64)
        for layer in self.layers[:-1]:
            values = np.tanh(values @ layer.weight + layer.bias)
        last = self.layers[-1]
        return np.where(mask, values @ last.weight + last.bias, -np.inf)

    def choose(self, seen: Arrays, luck: np.ndarray) -> np.ndarray:
        """(n,): an action for each run, by its luck, (n,) from 0 to 1."""
        weights = self.weights(seen)
        chances = np.exp(weights - weights.max(axis=1, keepdims=True)).cumsum(axis=1)
        return np.asarray((chances <= (luck * chances[:, -1])[:, None]).sum(axis=1))

    def __call__(self, view: View) -> Sequence[Order]:
        """One order a turn in each run, as its side sees it."""
        world = view.inside.rules.world
        key = self, view.side
        if key not in world.kept:
            world.kept[key] = _post(view)
        actions, sight, observer = world.kept[key]
        sight.look(view)
        seen = observer.observe(view.turn, actions.legal(sight), world.schedule.ended)
        chosen = self.choose(seen, view.chance("choice"))
        orders: Sequence[Order] = actions.orders(chosen)
        return orders


def _post(view: View) -> _Post:
    actions, sight = ActionSpace(view.inside.rules.world.definition, view.side), Sight(view)
    return _Post(actions, sight, Observer(sight, actions))
