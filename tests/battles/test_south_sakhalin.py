"""The campaign of South Sakhalin: what happens at one place bears on the others."""

from datetime import datetime
from functools import cache

import pytest

import sim

KOTON = "koton_talks.completed_at"
WITHOUT_TORO = {"operations.toro_landing.enabled": False}


@cache
def outcomes(*variants, toro=True):
    game = sim.load("south_sakhalin")
    for variant in variants:
        game = game.variant(variant)
    if not toro:
        game = game.set(WITHOUT_TORO)
    return game.monte_carlo(runs=300, seed=3).outcomes


def test_koton_gives_up_on_18_or_19_august():
    surrender = outcomes()[KOTON]
    assert surrender.between(datetime(1945, 8, 18), datetime(1945, 8, 20)).mean() > 0.9
    low, high = surrender.quantile([0.05, 0.95])
    assert low < datetime(1945, 8, 19) < high


@pytest.mark.parametrize("without", [{"toro": False}, "toro_called_off"])
def test_without_toro_koton_gives_up_no_earlier(without):
    called_off = outcomes(without) if isinstance(without, str) else outcomes(**without)
    quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]
    with_toro, later = (o[KOTON].quantile(quantiles) for o in (outcomes(), called_off))
    assert (later.to_numpy() >= with_toro.to_numpy()).all()
    assert called_off[KOTON].mean() > outcomes()[KOTON].mean()
    assert (called_off["winner"] == "soviet").mean() > 0.95


def test_isolation_alone_delays_the_surrender():
    """Talks begin on 18 August in both; only the ways out of Koton differ."""
    connected = outcomes("talks_in_any_case", toro=False)[KOTON]
    cut_off = outcomes("talks_in_any_case")[KOTON]
    assert connected.mean() > cut_off.mean()
    assert (connected > cut_off).mean() > (connected < cut_off).mean()


def test_the_landing_at_toro_is_one_switch():
    called_off = outcomes(toro=False)
    assert called_off["toro_port.taken_at"].isna().all()
    assert (called_off["toro.soviet.casualties"] == 0).all()
    assert outcomes()["toro_port.taken_at"].notna().mean() > 0.95


def test_troops_that_fought_at_toro_come_to_maoka_from_there():
    on, off = outcomes(), outcomes(toro=False)
    for name in ("brigade", "battalion_365"):
        fought = on[f"{name}_from_toro.completed_at"].notna()
        assert fought.mean() > 0.9
        assert off[f"{name}_from_the_base.completed_at"].notna().mean() > 0.99
        assert off[f"{name}_from_toro.completed_at"].isna().all()


def test_the_winner_and_the_end():
    found = outcomes()
    assert (found["winner"] == "soviet").mean() > 0.95
    assert found["otomari_base.taken_at"].median() < datetime(1945, 8, 25, 12)
    assert found["japan.captured"].median() > 12_000


def test_history_lies_within_what_comes_out():
    comparison = sim.load("south_sakhalin").monte_carlo(runs=500, seed=3).compare()
    assert comparison.inside >= 0.75 * comparison.total
