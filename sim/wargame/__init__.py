"""What users of the package hold in their hands: a wargame, and what comes out of it."""

from sim.wargame.failed import RunsFailed
from sim.wargame.results import Results
from sim.wargame.run import Run
from sim.wargame.wargame import Wargame, load

__all__ = ["Results", "Run", "RunsFailed", "Wargame", "load"]
