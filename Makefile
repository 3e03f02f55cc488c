# Needs Python 3.11 or newer and make; everything else is fetched into .venv.
# Another interpreter: make demo PYTHON=python3.13

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := out/demo
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Many containers set it: each process would compile all of Python's libraries anew.
unexport PYTHONDONTWRITEBYTECODE

# `make test SLOW=1` runs the slow tests as well.
MARKS := $(if $(SLOW),-m "")

# A worker a processor, but each needs up to 1 GB. The tests of a file share what they have
# played, so they stay together; tests/conftest.py says which files begin.
WORKERS  := -n logical --maxprocesses 4
TOGETHER := --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz mutants lint format types schema benchmark profile fit report notebooks lock clean

help:
	@echo 'make demo       play the landing at Toro a thousand times and hold it against history'
	@echo 'make test       run the tests (SLOW=1: the slow ones too)'
	@echo 'make fuzz       damage 10,000 scenario files (FILES=500: fewer) and see what comes of them;'
	@echo '                then play 10,000 turns of random legal orders (TURNS=500: fewer)'
	@echo '                and a thousand composed battles beside the referee'
	@echo 'make mutants    put faults into the engine, one at a time, and see which no quick test notices'
	@echo 'make lint       check style and formatting (make format repairs them)'
	@echo 'make types      check the types'
	@echo 'make schema     write the schema of scenario files and the tables of ARCHITECTURE.md anew'
	@echo 'make benchmark  measure the speed'
	@echo 'make profile    where the time of a batch goes, rule by rule (SCENARIO=shumshu RUNS=2000)'
	@echo 'make notebooks  execute the notebooks; they must still say what they are kept with'
	@echo 'make fit        fit the shared parameters on the bundled table of battles (a minute)'
	@echo 'make report     play Shumshu 2,000 times and write its after-action report'
	@echo 'make lock       refresh requirements.lock (UPGRADE=1: to the newest versions)'
	@echo 'make clean      remove what these have made'

setup: $(READY)

# The lock names every package, so none is looked for; Python compiles what it imports, and no more.
# The last step compiles the numba kernels into their cache: the first batch is fast
# then. It may fail while the engine is being worked on; lint and tests must still run.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo 'Beachhead needs Python 3.11 or newer: make PYTHON=python3.12 ...' >&2; exit 1; }
	@echo 'Setting up $(VENV) (a few minutes, once)'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/beachhead monte-carlo toro --runs 2 >/dev/null 2>&1 \
	    || echo 'Note: `beachhead monte-carlo toro` failed, so the kernels are not compiled yet' >&2
	@touch $@

demo: $(READY)
	@rm -rf $(DEMO)
	$(BIN)/beachhead monte-carlo toro --runs 1000 --seed 1 --out $(DEMO)
	$(BIN)/beachhead compare $(DEMO) --plot

test: $(READY)
	@$(BIN)/pytest $(MARKS) $(WORKERS) $(TOGETHER)

fuzz: $(READY)
	@$(BIN)/python -m tests.fuzz $(if $(FILES),--files $(FILES))
	@BEACHHEAD_INTERPRET=1 $(BIN)/python -m tests.table $(TURNS)
	@$(BIN)/pytest -m slow --hypothesis-profile searching tests/reference/test_composed.py

mutants: $(READY)
	@$(BIN)/python -m tests.mutants

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(READY)
	@$(BIN)/mypy

# What follows from the code: the schema that editors find beside the scenarios, and tables.
schema: $(READY)
	@$(BIN)/beachhead schema > scenarios/schema.json
	@$(BIN)/python -m tests.architecture

benchmark: $(READY)
	@$(BIN)/pytest -s -m "" --benchmark-enable --benchmark-only tests/benchmarks

profile: $(READY)
	@$(BIN)/python -m tests.benchmarks.by_rule $(or $(SCENARIO),toro) $(or $(RUNS),1000)

report: $(READY)
	$(BIN)/beachhead monte-carlo shumshu --runs 2000 --seed 1 --out out/shumshu --overwrite >/dev/null
	$(BIN)/beachhead report out/shumshu --overwrite

# What a table of battles tells of the shared parameters, written beside the table.
fit: $(READY)
	$(BIN)/python -m sim.history.validation.fit

notebooks: $(READY)
	@$(BIN)/pytest -m "" $(WORKERS) --dist worksteal tests/test_notebooks.py

# One lock for users of make, for CI and for the notebooks: names, versions and hashes for every
# platform. Keeps the present versions where pyproject.toml allows them, unless UPGRADE=1.
lock:
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --quiet --disable-pip-version-check install uv==0.13.9
	@$(VENV)-lock/bin/uv --no-config --quiet pip compile pyproject.toml \
	    --extra dev --extra notebook --extra cluster --extra farm --extra play --extra rl --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	    $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	@rm -rf $(VENV)-lock

clean:
	@rm -rf $(VENV) $(VENV)-lock out dist .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
