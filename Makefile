# One command for each habit; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What `make demo` writes: keys, cards, databases. `make clean` removes it.
DATA ?= demo-data

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench fuzz requirements clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: $(VENV)/run ## set up, walk through the main job, then serve (ONCE=1: stop after the walk; CATALOGUE=FOLDER: your services)
	@$(BIN)/thiqa demo --data $(DATA) $(if $(filter 1,$(ONCE)),--once) \
		$(if $(CATALOGUE),--catalogue $(CATALOGUE))

test: $(VENV)/dev ## install what the tests need and run all of them
	@scripts/install-test-needs $(BIN)/python
ifdef TESTS
	$(BIN)/pytest $(TESTS)
else
	$(BIN)/pytest -n 2 --dist loadfile tests --ignore tests/browser
	$(BIN)/pytest tests/browser
endif

check: $(VENV)/dev ## format, lint, types, import rules, then all tests: exactly what CI runs
	$(BIN)/ruff format --check src tests bench conformance examples fuzz
	$(BIN)/ruff check src tests bench conformance examples fuzz
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

format: $(VENV)/dev ## format and mend what can be mended
	$(BIN)/ruff format src tests bench conformance examples fuzz
	$(BIN)/ruff check --fix src tests bench conformance examples fuzz

fuzz: $(VENV)/dev ## a million mutated inputs for every reader of chips, cards and lists (INPUTS=…)
	$(BIN)/python -m fuzz $(if $(INPUTS),--inputs $(INPUTS))

bench: $(VENV)/dev ## measure (QUICK=1: some minutes), beside the certified Node provider
	$(BIN)/python -m bench $(if $(filter 1,$(QUICK)),--quick)
	$(BIN)/python -m bench.record $(if $(filter 1,$(QUICK)),--quick)
	$(BIN)/python -m bench.counter $(if $(filter 1,$(QUICK)),--quick)
	$(BIN)/python -m bench.verify_page $(if $(filter 1,$(QUICK)),--quick)
	$(BIN)/python -m bench.card $(if $(filter 1,$(QUICK)),--quick)
	$(BIN)/python -m bench.slow_line $(if $(filter 1,$(QUICK)),--quick)

requirements: $(VENV)/dev ## pin every dependency anew, with hashes
	@scripts/pin-requirements $(BIN)/uv

clean: ## remove everything that the other commands made
	rm -rf $(VENV) $(DATA) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/base:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed: set PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	    || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/run: $(VENV)/base requirements/run.txt pyproject.toml
	@echo "installing what Thiqa needs into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@echo "installing what the tests need into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
