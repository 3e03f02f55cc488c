"""Ready: what a process has loaded before it is given chunks to play."""

import sim.experiments.chunk  # noqa: F401
from sim.kernel import compile_kernels

compile_kernels()
