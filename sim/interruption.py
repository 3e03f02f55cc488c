"""Being asked to stop: Ctrl-C, and the signals by which systems end a process.

A KeyboardInterrupt that is raised while compiled code runs can be lost, become a SystemError, or
end the process; what is raised while an object is deleted goes nowhere. So it is remembered that
a signal came, and while battles are played it waits for the next event of the schedule.
"""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

WORDS = {"SIGINT": "Interrupted.", "SIGTERM": "Terminated.", "SIGHUP": "Hung up."}
"""What a command says of each signal."""

_asked: signal.Signals | None = None
_said = False
_deferring = 0
"""How many sections under way want signals to wait."""


def listen() -> None:
    """Take the signals from now on; one that the parent has ignored, as `nohup` does, stays so."""
    for name in WORDS:
        number = getattr(signal, name, None)  # some systems lack some
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _take)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _overheard


def _overheard(lost: "sys.UnraisableHookArgs") -> None:
    """Python complains of what it cannot raise; of a signal the next `check` tells."""
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)


def _take(number: int, _: FrameType | None) -> None:
    global _asked
    again, _asked = _asked is not None, signal.Signals(number)
    if not _deferring:
        raise KeyboardInterrupt
    if again:  # whoever asks twice does not want to wait; what is written is whole
        os.write(2, f"{WORDS[_asked.name]}\n".encode())
        os._exit(128 + number)


@contextmanager
def deferred() -> Iterator[None]:
    """Let signals wait for the next `check`, and be one itself at the end."""
    global _asked, _deferring
    main = threading.current_thread() is threading.main_thread()
    alone = main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if alone:  # nobody listens, as in a notebook
        signal.signal(signal.SIGINT, _take)
    _deferring += 1
    try:
        yield
        check()
    finally:
        _deferring -= 1
        if alone:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            _asked = None


def asked() -> bool:
    """Whether a signal came since this process listens."""
    return _asked is not None


def check() -> None:
    """Raise KeyboardInterrupt if a signal came, in case the first one was lost."""
    if _asked is not None:
        raise KeyboardInterrupt


def farewell() -> tuple[str, int]:
    """What to say when leaving, once, and the exit code; no signal disturbs the leaving then."""
    global _said
    number = _asked or signal.SIGINT
    words, _said = "" if _said else WORDS[number.name], _asked is not None
    if _asked is not None:
        for name in WORDS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
    return words, 128 + number


def is_behind(error: BaseException | None) -> bool:
    """Whether an error comes of an interruption."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def end(code: object) -> None:
    """End the process with what it has written: to take it apart takes longer than help.

    Return where that cannot be, as other threads are at work or what was written goes nowhere.
    """
    with suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if threading.active_count() == 1 and isinstance(code, int | None):
            leave(code or 0)


def leave(code: int) -> None:
    """End the process, its temporary folders and children with it, and nothing in between.

    Python would end itself by SIGINT instead, if the interruption came in code made from text.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
