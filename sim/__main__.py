"""`python -m sim` is the command `beachhead`."""

from sim.cli import main

main()
