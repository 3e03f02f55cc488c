"""The command `beachhead`.

Modules here load what is heavy only in the commands that need it: help comes at once.
"""


def main() -> None:
    """Run the command line."""
    import sys

    from sim.cli.app import app
    from sim.report.letters import make_safe

    for stream in (sys.stdout, sys.stderr):
        make_safe(stream)
    app(prog_name="beachhead")


__all__ = ["main"]
