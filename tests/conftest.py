"""What holds in every test."""

import signal

from hypothesis import HealthCheck, Phase, settings

from sim.kernel import compile_kernels

# How long an example takes says more about what else the machine does than about the example.
# The examples are the same each time, so that a change is judged by what it changes; new ones are
# asked for by `make fuzz`.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile(
    "searching", settings.get_profile("unhurried"), derandomize=False, max_examples=1_000
)
settings.register_profile(
    "hasty", settings.get_profile("unhurried"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("unhurried")

compile_kernels()  # tests of kernels have many rows

# A shell that starts the tests in the background has them ignore Ctrl-C, and what they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)

FIRST = (
    "test_readme.py",
    "test_every_scenario.py",
    "test_bundled.py",
    "test_killed.py",
    "test_dask.py",
)
"""Files of tests that take longest: begun last, they would leave the other processors idle."""


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(FIRST)))
