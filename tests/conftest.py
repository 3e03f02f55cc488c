"""What holds in every test."""

import pytest


@pytest.fixture(autouse=True)
def compiled_kernels(monkeypatch):
    """Keep a command that plays one battle from having the tests after it interpret kernels."""
    monkeypatch.setattr("sim.kernel.interpret", lambda: None)
