"""The command `beachhead`.

Modules here load what is heavy only in the commands that need it: help comes at once.
"""

UNASKED = ("PYDANTIC_DISABLE_PLUGINS", "OPENBLAS_NUM_THREADS")
"""Variables that are 1 unless they say otherwise: to look for plugins takes as long as help, and
numpy's threads for algebra, of which there is little, wait for it by turning in circles."""


def main() -> None:
    """Run the command line."""
    import gc
    import os
    import sys

    try:
        from sim import interruption
        from sim.cli.garbage import begin_to_load

        interruption.listen()
    except KeyboardInterrupt:  # nobody has listened yet
        os.write(2, b"Interrupted.\n")
        os._exit(130)
    try:
        begin_to_load()
        for name in UNASKED:
            os.environ.setdefault(name, "1")
        from sim.cli.app import narrowed
        from sim.report.letters import make_safe

        for stream in (sys.stdout, sys.stderr):
            make_safe(stream)
        narrowed(sys.argv[1:])(prog_name="beachhead")
    except BaseException as error:  # all commands end with SystemExit
        if isinstance(error, OSError) and not interruption.asked():  # help into a full disk
            sys.exit(f"the output cannot be written: {error.strerror}")
        if not interruption.asked():
            if isinstance(error, SystemExit):
                interruption.end(error.code)
            raise
        words, code = interruption.farewell()
        if words:
            print(words, file=sys.stderr)
        interruption.leave(code)
    finally:
        gc.freeze()  # nobody need look through what ends with the process


__all__ = ["main"]
