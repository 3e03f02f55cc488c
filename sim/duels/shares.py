"""Probabilities in per cent."""

from sim.results.statistics import decimals, share_error


def percent(probability: float, runs: int | None) -> str:
    """A probability in per cent: exact with two decimals, else as its standard error supports."""
    if runs is not None:
        error = share_error(probability, runs)
        return f"{100 * probability:.{max(0, decimals(100 * error))}f} %"
    shown = f"{100 * probability:.2f}"
    if shown == "0.00" and probability > 0:
        return "< 0.01 %"
    if shown == "100.00" and probability < 1:
        return "> 99.99 %"
    return f"{shown} %"
