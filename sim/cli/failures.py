"""Exit codes: 0 done, 2 wrong input, 1 a failure, 3 not reached (--until), 130 after Ctrl-C."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sim.report.letters import visible

WRONG_INPUT, OUR_FAILURE, NOT_REACHED, INTERRUPTED = 2, 1, 3, 130
TRACEBACK = "BEACHHEAD_TRACEBACK"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk says that takes no more; no fault of the input."""


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn what goes wrong inside into a message on standard error and an exit code."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt as stop:
        tell(" ".join(["Interrupted.", *map(str, stop.args)]))
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # the reader, such as `head`, has seen enough; Python must not flush into it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except Exception as error:
        raise typer.Exit(_report(error)) from None


def _report(error: Exception) -> int:
    from sim.results.errors import BatchStopped, UserError
    from sim.scenario import ScenarioError

    if isinstance(error, ScenarioError | UserError):
        tell(str(error))
        return WRONG_INPUT
    if isinstance(error, BatchStopped):
        tell(f"The batch has stopped: {error}")
        return OUR_FAILURE
    if isinstance(error, OSError) and error.filename is not None:
        tell(f"{error.filename}: {error.strerror}")
        return OUR_FAILURE if error.errno in FULL else WRONG_INPUT
    if isinstance(error, OSError) and error.errno in FULL:
        tell(f"the results cannot be written: {error.strerror}")
        return OUR_FAILURE
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
