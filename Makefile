# Everything is set up in .venv; a second call finds it there.
PYTHON ?= python3
BIN := .venv/bin
# A tested set of versions; an installation elsewhere may choose others within pyproject.toml's bounds.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: install demo test lint example fuzz benchmark coverage clean

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nodecluster needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(PIP) numpy versioneer "setuptools>=77,<81" wheel
	# pyradiomics 3.0.1 imports the above while it builds, without declaring it.
	$(PIP) --no-build-isolation pyradiomics==3.0.1
	$(PIP) --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed
	$(PIP) --editable ".[dev]"
	@touch $@

demo: install
	$(BIN)/nodecluster fit segmentations --cohort train --out reports/demo/fit
	$(BIN)/nodecluster validate reports/demo/fit segmentations --out reports/demo/validate
	@echo "Open in a browser: $(CURDIR)/reports/demo/validate/report.html"

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config setup.cfg

test: lint
	$(BIN)/pytest --numprocesses auto

# The committed example cohort, made again; the same bytes with the same versions.
example: install
	rm -rf segmentations
	$(BIN)/nodecluster simulate segmentations

# More than 20,000 spoilt files through the readers; prints what came of them.
fuzz: .venv/.installed-dev
	$(BIN)/python -m tests.fuzz

benchmark: .venv/.installed-dev
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.validation
	$(BIN)/python -m tests.benchmarks.report

# Simulated coverage of the intervals and type I errors of the tests, and of the tuned patient rule; takes minutes.
coverage: .venv/.installed-dev
	$(BIN)/python -m tests.benchmarks.coverage
	$(BIN)/python -m tests.benchmarks.type_one
	$(BIN)/python -m tests.benchmarks.tuned_rule
	$(BIN)/python -m tests.benchmarks.signature

clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
