# Each target does its own set-up in .venv; a second call finds it ready.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test faults proof proof-insights check axe screenshots lock clean

demo: $(VENV)/.runtime
	@$(BIN)/twinge demo

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal

# What can go wrong with Strava and the network, each over a socket: what must be seen, and what is. ARGS="12 44" for some.
faults: $(VENV)/.dev
	@PYTHONPATH=tests/faults $(BIN)/python -W error -m fault_table $(ARGS)

# The write-back and the pull killed at each of its lines, and its properties at full size: an hour or two on two cores.
# STRIDE=50 takes each fiftieth line. A table of the figures stands behind the results.
STRIDE ?= 1
proof: $(VENV)/.dev
	@TWINGE_PROOF=1 TWINGE_PROOF_STRIDE=$(STRIDE) PYTHONPATH=tests/proof \
		$(BIN)/python -m pytest -n 2 -p proof_table tests/proof tests/faults tests/contract/test_strava_token_races.py \
			tests/contract/test_strava_login.py tests/unit/core/test_block_*.py

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Takes up to an hour on two cores. Cut off, it goes on where it stopped; ARGS="--size 0.1" for less.
proof-insights: $(VENV)/.dev
	@$(BIN)/python bench/proof_insights.py --keep proof_insights.jsonl $(ARGS)

# The report in a browser, on the demo's data of a fixed day. Both need a Chromium, axe also npm.
DEMO = $(BIN)/twinge demo $$work/demo --today 2026-11-23 >/dev/null; export TWINGE_HOME=$$work/demo/home \
	TWINGE_NOTES=$$work/demo/notes TWINGE_UNITS=mi; $(BIN)/twinge report --for-physio >/dev/null

axe: $(VENV)/.dev
	@work=$$(mktemp -d) && trap 'rm -rf '$$work EXIT && npm install --silent --prefix $$work axe-core@4 && $(DEMO) && \
		$(BIN)/python bench/axe.py $$work/node_modules/axe-core/axe.min.js \
		$$TWINGE_HOME/report.html $$TWINGE_HOME/report-for-physio.html

screenshots: $(VENV)/.dev
	@work=$$(mktemp -d) && trap 'rm -rf '$$work EXIT && $(DEMO) && $(BIN)/python bench/screenshots.py $$TWINGE_HOME docs

# The lock names versions and hashes and no index. uv only resolves; pip installs. What is tested is what users get.
lock: $(VENV)/.dev
	@$(PIP) uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --extra build --extra dev -o requirements-dev.lock
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --extra build -c requirements-dev.lock -o requirements.lock

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Twinge needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Twinge needs into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis
