# One command per task. Works with GNU make 3.81 and later.
.PHONY: help setup demo test browser check fmt lint types bench release clean pins

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

help:
	@echo "make demo    the whole product on embedded parts, nothing to install first"
	@echo "make test    every test"
	@echo "make browser a Chromium for the browser tests, if there is none"
	@echo "make check   format, lint, import contracts, types, tests: what CI runs"
	@echo "make setup   only the set-up: .venv/ with pinned dependencies, the pages' assets"
	@echo "make bench   the benchmarks, as ratios"
	@echo "make fmt     format the code"
	@echo "make release migrations and bootstrap, for a deployment"
	@echo "make pins    resolve requirements/*.in anew"
	@echo "make clean   remove .venv/ and var/"

setup: $(STAMP)

$(STAMP): requirements/development.txt requirements/node.txt package-lock.json scripts/setup.sh scripts/assets.py scripts/fonts.py scripts/catalogues.py $(wildcard pages/translations/*/LC_MESSAGES/*.po)
	@PYTHON=$(PYTHON) sh scripts/setup.sh
	@touch $(STAMP)

demo: setup
	@exec $(BIN)/python -m commands.demo

# Several workers beside each other: tests/shares.py says who runs what.
TESTS := $(BIN)/python -m pytest -n auto

test: setup
	@$(TESTS)

browser: setup
	@$(BIN)/python -m scripts.browser

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(TESTS)
	@if [ -n "$$TEST_DATABASE_URL" ]; then \
		echo "again on the named server: migrations and crm"; \
		$(TESTS) tests/migrations tests/crm --database-url "$$TEST_DATABASE_URL"; \
	fi

fmt: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup
	@$(BIN)/python -m benchmarks

release:
	@PATH="$$PWD/.venv/bin:$$PATH" alembic -c migrations/alembic.ini upgrade head
	@PATH="$$PWD/.venv/bin:$$PATH" flask bootstrap

pins: setup
	@sh scripts/pins.sh

# As root the demo's database lies outside var/.
REMOVE_DATA := from pathlib import Path; from commands import embedded; embedded.remove(Path("var/postgres"))

clean:
	@[ ! -x $(BIN)/python ] || $(BIN)/python -c '$(REMOVE_DATA)' || true
	rm -rf .venv var
