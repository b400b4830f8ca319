# One environment in .venv, made again when a requirements file changes. Needs Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run preview test lint check golden bench

run: .venv/run
	$(BIN)/python -m bot run

preview: .venv/run
	$(BIN)/python -m bot preview

test: .venv/dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m bot check

check: lint test

golden: .venv/dev
	$(BIN)/python -m pytest tests/documents --update-golden

bench: .venv/dev
	$(BIN)/python -m bench

.venv/made:
	$(PYTHON) -c 'import sys; sys.exit("Il faut Python 3.11 ou plus récent." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: .venv/made requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev: .venv/made requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ .venv/run
