# Two commands: `make run` (a working desk with a demo shop) and `make test` (everything that is checked).
# Nothing here needs root, Docker or a service started by hand.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PORT ?= 8000
export PORT

BIN := .venv/bin

.PHONY: help
help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: setup
setup: ## Install only; leaves the command line at .venv/bin/sportello
	@sh scripts/setup.sh run

.PHONY: setup-dev
setup-dev:
	@sh scripts/setup.sh dev

.PHONY: run
run: setup ## Start the desk with the demo shop (PORT=8000, DATA_DIR=.data)
	@exec $(BIN)/python -m sportello demo

.PHONY: serve
serve: setup ## Start an empty desk for real work
	@exec $(BIN)/python -m sportello serve

.PHONY: test
test: setup-dev ## Check and test everything (about twelve minutes on two cores)
	@sh scripts/browser.sh
	@sh scripts/test.sh

.PHONY: check
check: setup-dev ## Linters, types, layers
	@sh scripts/check.sh

.PHONY: soak
soak: setup-dev ## The long tests
	@sh scripts/browser.sh
	@HYPOTHESIS_PROFILE=roam $(BIN)/python -m pytest -m "soak or not browser"

.PHONY: messages
messages: setup-dev ## Collect the strings of the interface into the catalogues
	@sh scripts/messages.sh

.PHONY: tables
tables: setup-dev ## Record what the migrations make, so that a new database is ready at once
	@$(BIN)/python scripts/tables.py

.PHONY: clean
clean: ## Stop this folder's database and remove what was built (the data directory stays)
	@[ ! -x $(BIN)/python ] || $(BIN)/python -m sportello stop || true
	@rm -rf .venv .uv .cache .pytest_cache .mypy_cache .ruff_cache
