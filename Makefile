# One line per target; `make` alone prints them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
BIN := .venv/bin
DATASET ?= demo
PEOPLE ?= 5000
DAYS ?= 365
SEED ?= 1

ifdef RAW
NAME := own
else
NAME := $(DATASET)
RAW := build/raw/$(NAME)
endif
OUT ?= build/$(NAME)

.PHONY: help install data build test lint unit verify benchmark lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | column -t -s '|'

install: .venv/installed ## Make .venv with everything in it (done by every target that needs it)

.venv/installed: requirements.lock pyproject.toml
	@echo "Installing into .venv …"
	@if command -v uv > /dev/null; then \
		uv venv --quiet --allow-existing --seed --python $(PYTHON) .venv && \
		uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps -e . ; \
	else \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $@

data: install ## Make or load the raw files: DATASET=demo, completejourney or ecom
ifeq ($(NAME),demo)
	@test -f $(RAW)/.made-$(PEOPLE)-$(DAYS)-$(SEED) || { \
		rm -rf $(RAW) && \
		$(BIN)/northstar simulate --people $(PEOPLE) --days $(DAYS) --seed $(SEED) --out $(RAW) && \
		touch $(RAW)/.made-$(PEOPLE)-$(DAYS)-$(SEED) ; }
else ifneq ($(NAME),own)
	@test -d $(RAW) || $(BIN)/northstar examples $(NAME) --out $(RAW)
endif

build: data ## Build, audit and publish into OUT: DATASET=… or RAW=path/to/your/files
	@$(BIN)/northstar build --raw $(RAW) --out $(OUT)

test: lint ## Everything CI runs: lint, unit, data, golden and end-to-end tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not verify"

lint: install ## ruff and sqlfluff
	@$(BIN)/ruff check northstar quality tests benchmarks
	@$(BIN)/ruff format --check northstar quality tests benchmarks
	@NORTHSTAR_DB=:memory: $(BIN)/sqlfluff lint --disable-progress-bar models tests/singular

unit: install ## The dbt unit tests alone, on an empty warehouse
	@$(BIN)/python -m pytest tests/python/test_unit_tests.py

verify: install ## Heavier proofs: long property tests, real packages, many seeds
	@$(BIN)/python -m pytest -m verify

benchmark: install ## Time an engine against others: BENCH=attribution, clv, customers, funnel or retention
	@$(BIN)/python benchmarks/$(BENCH).py

lock: ## Pin every dependency anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra test --constraint requirements.in pyproject.toml --output-file requirements.lock

clean: ## Remove what was built; .venv stays
	@rm -rf build target logs
