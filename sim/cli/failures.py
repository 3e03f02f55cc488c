"""Exit codes: 0 done, 2 wrong input, 1 a failure, 3 not reached (--until), 128 + n after signal n.

Ctrl-C is signal 2.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sim.interruption import asked, check, farewell, is_behind
from sim.report.letters import visible

WRONG_INPUT, OUR_FAILURE, NOT_REACHED = 2, 1, 3
TRACEBACK = "BEACHHEAD_TRACEBACK"


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn what goes wrong inside into a message on standard error and an exit code."""
    try:
        yield
        check()
    except KeyboardInterrupt as stop:
        raise typer.Exit(_leave(*map(str, stop.args))) from None
    except BrokenPipeError:
        # the reader, such as `head`, has seen enough; Python must not flush into it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except BaseException as error:
        if asked() or is_behind(error):
            raise typer.Exit(_leave(*str(error).splitlines()[-1:])) from None
        if isinstance(error, typer.Exit | typer.Abort) or not isinstance(error, Exception):
            raise
        raise typer.Exit(_report(error)) from None


def _leave(*more: str) -> int:
    """Say that the command stops as it was asked to, and what is kept; returns the exit code."""
    words, code = farewell()
    tell(" ".join([words, *more]))
    return code


def _report(error: Exception) -> int:
    from sim.results.errors import FULL, BatchStopped, NoRoom, UserError
    from sim.scenario import ScenarioError

    if isinstance(error, ScenarioError | UserError):
        tell(str(error))
        return OUR_FAILURE if isinstance(error, NoRoom) else WRONG_INPUT
    if isinstance(error, BatchStopped):
        tell(f"The batch has stopped: {error}")
        return OUR_FAILURE
    if isinstance(error, OSError) and error.errno in FULL:
        tell(f"{error.filename or 'the results'} cannot be written: {error.strerror}")
        return OUR_FAILURE
    if isinstance(error, OSError) and error.filename is not None:
        tell(f"{error.filename}: {error.strerror}")
        return WRONG_INPUT
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
        return OUR_FAILURE
    tell(
        f"Beachhead failed: {type(error).__name__}: {error}\n"
        f"This is a fault of the program. {TRACEBACK}=1 shows where it happened."
    )
    return OUR_FAILURE


def tell(message: str) -> None:
    """A message to the user, on standard error; what it quotes steers no terminal."""
    print(visible(message), file=sys.stderr, flush=True)
