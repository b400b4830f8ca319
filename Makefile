# One environment in .venv, made again when a requirements file changes. Needs Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin

# Days and hours in Paris at which something was seen, or might be, to be one day or one month off.
DAYS := 2027-01-01T10:00 2028-02-29T23:40 2027-12-31T23:30 2027-03-28T01:30 2027-06-14T00:30 2027-07-31T23:30

# Set in many images. Each of the processes that tests start would compile the whole bot again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run preview test test-days lint check golden bench faults faults-short

run: .venv/run
	$(BIN)/python -m bot run

preview: .venv/run
	$(BIN)/python -m bot preview

test: .venv/dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

# The tests that touch time, on SQLite alone, as if it were each of those moments. Most are told the moment by the tests'
# own clock, and fail if they read the real one. Those that start the bot are under `faketime`, with what they start.
# Only the date is moved: waits are measured on the monotonic clock, which stays as it is.
REPEAT := $(BIN)/python -m pytest -q -p no:cacheprovider -n auto --maxprocesses 4 --dist worksteal
test-days: .venv/dev
	@command -v faketime >/dev/null || { echo "Il faut faketime : apt-get install faketime." >&2; exit 1; }
	@for day in $(DAYS); do \
	    echo "Comme si c’était le $$day, à Paris :"; \
	    export TZ=Europe/Paris TEST_NOW=$$day; \
	    $(REPEAT) --touching-time=in-process || exit 1; \
	    PYTHONPATH=$(CURDIR)/tests/moved_clock \
	        NO_FAKE_STAT=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 faketime "$$day" \
	        $(REPEAT) --touching-time=processes || exit 1; \
	done

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m bot check

check: lint test

golden: .venv/dev
	$(BIN)/python -m pytest tests/documents --update-golden

# Hours, most of them for the answers: `bench/answers/README.md` says how to run a part.
bench: .venv/dev
	$(BIN)/python -m bench

# The bot as a real process while people, the network and the database misbehave (40 minutes; its short share 5).
faults: .venv/dev
	$(BIN)/python -m bench.faults

faults-short: .venv/dev
	$(BIN)/python -m bench.faults --short

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
