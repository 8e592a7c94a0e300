# What there is to do here. `make` alone lists it; everything sets up .venv by itself.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest
# Two processes: measured on 2 cores; the suite waits for servers and child processes more than it computes.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo prepare test test-all oracle check bench generate golden names docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: generate ## play the main job against the embedded user pool, with a transcript
	@$(BIN)/python -m examples.demo

test: prepare ## run the test suite
	@$(PYTEST) -n $(WORKERS) -m "not slow" $(ARGS)

test-all: prepare ## run the test suite with its slow tests: every service, every store, long fuzzing
	@$(PYTEST) -n $(WORKERS) $(ARGS)

oracle: generate ## compare every operation with botocore, in every protocol it has, as a table
	@$(BIN)/python -m tests.oracle --all $(ARGS)

check: generate ## ruff, mypy --strict and pyright strict over everything that is not generated
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pyright

bench: generate ## measure against boto3, aiobotocore and moto; writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks

prepare: generate ## what the tests need: the services, and botocore's own test data in .cache
	@$(BIN)/python -m tests.fetch_botocore

generate: $(READY) ## write src/awso/services from the pinned botocore (instant where fresh)
	@$(BIN)/python -m awso_codegen

golden: generate ## rewrite tests/codegen/golden, which shows every emitter's output
	@$(BIN)/python -m tests.codegen.golden_service

names: generate ## accept the public names as they are now, losses included, which it lists
	@$(BIN)/python -m tests.codegen.public_names

docs: generate ## check that the code in README.md and docs/ runs
	@$(PYTEST) tests/docs $(ARGS)

clean: ## remove what was generated and built
	@git clean -fdXq src/awso dist build

# pyproject.toml pins botocore, so a change of either brings the environment up to date.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("awso needs Python 3.11 or newer: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV)" >&2
# A set-up that was interrupted, or that lacks Debian's python3-venv, leaves a Python without pip.
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
