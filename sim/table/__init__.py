"""The table: people and programs play a side, turn by turn, without any interface."""

from sim.table.table import Table

__all__ = ["Table"]
