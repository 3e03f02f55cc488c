"""The command `beachhead`.

Modules here load what is heavy only in the commands that need it: help comes at once.
"""


def main() -> None:
    """Run the command line."""
    from sim.cli.app import app

    app(prog_name="beachhead")


__all__ = ["main"]
