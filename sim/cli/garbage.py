"""When Python looks for garbage: seldom while a command loads, for nearly all of that stays."""

import gc

_LOADING, _LOADED = 200_000, 10_000
"""Objects made between two searches."""


def begin_to_load() -> None:
    """Search hardly at all from now on."""
    gc.set_threshold(_LOADING)


def be_loaded() -> None:
    """What is there stays to the end of the command; battles leave garbage from now on."""
    if gc.get_threshold()[0] == _LOADING:  # else this process is not the command's own
        gc.freeze()
        gc.set_threshold(_LOADED)
