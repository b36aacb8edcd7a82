# The two commands of the README, and those that continuous integration runs. Everything is installed
# into .venv from pinned, hashed requirements; nothing else on the machine is touched. Build isolation is
# off because pip does not check hashes inside it. The editable mode is the one that is a line in a .pth file: the
# other is a program that every start of Python runs.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: publish test site-check lint all docs messages install install-dev lock clean

publish: install
	$(BIN)/podcast publish --yes --show episodes

# The tests start this program again and again: without its bytecode each start would compile all of it.
test: install-dev
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist loadgroup --durations=15

# Everything that can be said of built pages, in about ten minutes; needs Chromium, Node and Java. Node checks, and
# nothing of it ships. LOOK="--only browser", "--runs 1", "--plain".
site-check: install-dev
	npm ci --prefix tests/validators --ignore-scripts --no-audit --no-fund
	npm ci --prefix tests/site_check --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m tests.site_check $(LOOK)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

all: lint test

docs: install
	LC_ALL=C $(BIN)/python -m podcast.cli.reference > docs/commands.md
	LC_ALL=C $(BIN)/python -m podcast.cli.manual docs/man

# Brings the French catalogue up to the messages of the source, and compiles it.
messages: install-dev
	$(BIN)/python -m tests.catalogue

install: .venv/installed
install-dev: .venv/installed-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt requirements-build.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements-build.txt
	$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements.txt
	$(PIP) install --no-build-isolation --no-deps --config-settings editable_mode=compat --editable .
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.txt
	@touch $@

# Writes the pinned requirements anew; needs uv on the PATH.
lock:
	for name in requirements requirements-search requirements-dev requirements-build; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --upgrade --output-file $$name.txt $$name.in || exit 1; \
	done

clean:
	rm -rf .venv public episodes/.podcast build dist *.egg-info
