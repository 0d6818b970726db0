# Two commands do everything: `make demo` and `make test`. The rest is listed by `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MYPY = COMMONBEAT_HOME=.mypy_cache/home $(BIN)/mypy
PORT ?= 8000
APT := $(shell command -v apt-get)
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo up test checks test-sealing lint bench bench-analysis soak docs lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.messages: $(VENV)/.installed $(shell find src -name '*.po')
	$(BIN)/python scripts/compile_messages.py
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.messages ## Install everything into .venv

setup-test: $(VENV)/.installed-test $(VENV)/.messages ## Install what tests need (Chromium through apt where allowed)
	@command -v chromium >/dev/null || { [ -n "$(APT)" ] && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; } || echo "Chromium is missing: browser journeys will be skipped."

demo: setup ## Build the demo city and serve it (prints addresses and sign-ins)
	$(BIN)/commonbeat up --demo --port $(PORT)

up: setup ## Serve this department's own installation
	$(BIN)/commonbeat up --port $(PORT)

test: setup-test ## Run the checks and the whole suite
	$(MAKE) --jobs=2 --output-sync=target checks test-sealing
	$(BIN)/python -m pytest -n 2 --dist=loadfile --no-loadscope-reorder --ignore=tests/kernel/audit

checks: setup-test
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(MYPY)

# Sealing waits for every open transaction of the server, so its tests have a server to themselves.
test-sealing: setup-test
	$(BIN)/python -m pytest -q tests/kernel/audit

lint: checks ## Style, types, import contracts, templates
	$(BIN)/ruff format --check .

# Peers live apart, so that nothing the product runs on can come to need them.
.venv-bench/.installed: requirements-bench.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --upgrade pip
	.venv-bench/bin/python -m pip install --quiet --require-hashes -r requirements-bench.txt
	.venv-bench/bin/python -m pip install --quiet --no-deps -e .
	@touch $@

bench: setup-test bench-analysis ## Benchmarks with their peers, ratios printed
	for b in bench/intake.py bench/report.py bench/pages.py bench/report_quality.py bench/complaints.py; do $(BIN)/python $$b || exit 1; done

bench-analysis: .venv-bench/.installed ## The analysis library beside the best peers
	.venv-bench/bin/python -m bench.analysis

ROUNDS ?= 50
soak: setup-test ## Kill imports and servers at random, ROUNDS times
	$(BIN)/python bench/soak.py --rounds $(ROUNDS)

docs: setup-test ## Generate the reference pages
	$(BIN)/python scripts/reference.py

lock: ## Lock requirements with hashes
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements-dev.txt requirements-dev.in
	$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements-bench.txt requirements-bench.in

clean: ## Remove the virtual environment (never the data)
	rm -rf $(VENV)
