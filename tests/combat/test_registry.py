import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from sim.combat import CombatModel, Losses, model_named, model_names, register, registry

BUILT_IN = {"attrition", "crt", "dice", "lanchester", "markov", "qjm", "salvo"}


def test_every_model_has_its_name_and_describes_its_parameters():
    assert set(model_names()) >= BUILT_IN
    for name in BUILT_IN:
        model = model_named(name)
        assert issubclass(model, CombatModel)
        assert model.name == name
        assert all(field.description for field in model.Parameters.model_fields.values())


def test_unknown_name_gives_the_nearest():
    with pytest.raises(KeyError, match="did you mean lanchester"):
        model_named("lanchster")


def test_only_the_model_that_is_asked_for_is_imported():
    code = (
        "import sys; from sim.combat import model_named; model_named('attrition');"
        "print(*sorted(m for m in sys.modules if m.startswith('sim.combat.')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("sim.combat.") for name in run.stdout.split()}
    assert loaded.isdisjoint({*BUILT_IN - {"attrition"}, "check", "samples"})


def test_what_is_no_model_is_refused(monkeypatch):
    point = EntryPoint("odd", "math:sqrt", registry.GROUP)
    taken = EntryPoint("attrition", "math:sqrt", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point, taken])
    registry._installed.cache_clear()
    with pytest.raises(TypeError, match=r"'odd' of beachhead\.combat_models"):
        model_named("odd")
    assert model_named("attrition").name == "attrition"
    registry._installed.cache_clear()


def test_a_model_of_a_notebook_is_known_by_its_name(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTERED", {})

    @register
    class Truce(CombatModel):
        name = "truce"

        def resolve(self, engagement):
            return Losses.none(engagement)

    assert "truce" in model_names()
    assert model_named("truce") is Truce

    @register
    class Peace(Truce):  # a cell that is executed again
        pass

    assert model_named("truce") is Peace


def test_a_name_that_is_taken_or_no_model_is_not_registered(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTERED", {})

    class Attrition(CombatModel):
        name = "attrition"

    with pytest.raises(ValueError, match="'attrition' is taken"):
        register(Attrition)
    with pytest.raises(TypeError, match="not a CombatModel class"):
        register(int)
    assert set(model_names()) >= BUILT_IN
    assert model_named("attrition") is not Attrition
