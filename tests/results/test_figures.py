"""Numbers as tables show them."""

import pytest

from sim.results.figures import with_error


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        (123.456, 1.234, "123.5 ± 1.2"),
        (123.456, 12.3, "123 ± 12"),
        (-101.12095056608004, 0.0, "-101.1"),
        (1 / 3, None, "0.3333"),
        (123_456.0, 0.0, "123,456"),
        (-100.0, None, "-100"),
    ],
)
def test_no_more_digits_than_the_runs_support(value, error, said):
    assert with_error(value, error) == said
