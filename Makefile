# Every command of the project. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help install demo test letters quarter chaos fuzz check format bench soak failover scale score servers audit lock wheel clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'

demo: $(VENV)/.run ## an embedded mail server, three meetings, replies, recaps: the whole road on this machine
	@$(BIN)/followthrough demo

test: $(VENV)/.dev ## all checks and tests; says loudly which need servers that are missing
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/pytest $(TESTS)

letters: $(VENV)/.dev ## every letter side by side in letters/, and the pictures of the README in docs/ (needs Chromium)
	@$(BIN)/python tests/letter_album.py

quarter: $(VENV)/.dev ## thirteen weeks of a ten-person team on a test clock, every letter a line
	@cd tests && ../$(BIN)/python -m flow.quarter

chaos: $(VENV)/.dev ## 500 mails and 500 replies while servers, roles, lines, disk and clocks break; CHAOS_MAILS=n, CHAOS_SEED=n
	@cd tests && ../$(BIN)/python -m chaos

fuzz: $(VENV)/.dev ## 50,000 mails of any shape, new ones each time; FUZZ_CASES=n for another number
	@FUZZ_CASES=$(or $(FUZZ_CASES),50000) $(BIN)/pytest tests/fuzz

check: $(VENV)/.dev ## style and types only
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(VENV)/.dev ## put the code into the house style
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## speed, latency and memory, printed beside the bare parts
	@$(BIN)/python bench/run.py

soak: $(VENV)/.dev ## what each role holds in memory over 2,000 mails, and whether it grows; SOAK_MINUTES=n
	@$(BIN)/python bench/soak.py

failover: $(VENV)/.dev ## each role on a machine of its own, two plugs pulled: how long until others do the work (Linux, root)
	@$(BIN)/python bench/failover.py

scale: $(VENV)/.dev ## what a mail costs in a house of 1,000 items and in one of 1,000,000; SCALE_ITEMS=n
	@$(BIN)/python bench/scale.py

score: $(VENV)/.dev ## every corpus figure in one table, beside naive readers and libraries
	@$(BIN)/python bench/score.py

servers: ## install Dovecot, Redis, PostgreSQL and Chromium for the tests (Debian, Ubuntu)
	@sh deploy/servers.sh

install: $(VENV)/.dev ## everything into .venv, nothing elsewhere

audit: $(VENV)/.dev ## known weaknesses of everything that is pinned; needs the network, and says so where there is none
	@$(BIN)/python deploy/audit.py

lock: $(VENV)/.dev ## pin what pyproject.toml asks for, with hashes, for every platform
	@$(BIN)/python deploy/lock.py

wheel: $(VENV)/.dev ## build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean: ## remove .venv, caches and demo letters
	rm -rf $(VENV) dist demo-letters letters .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 demo"; exit 1; }
	@echo "Installing into $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the tools of the tests into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@
