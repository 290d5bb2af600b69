# The commands of the project; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help report check test types tests quick lab serve accept catalogue bom audit bench stress mutants clean
EDITION ?=
PORT ?= 8000
SAMPLE ?=
BIN := .venv/bin
READY := .venv/.ready

# The tools of an extra of pyproject.toml, in an environment of their own: what is looked at stays as it is.
tools = python3 -m venv build/$(1) && build/$(1)/bin/python -m pip install --quiet --disable-pip-version-check \
	  $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["$(1)"])')

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*##/\1\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@echo "Installing the pinned packages into .venv (a few minutes, once) ..."
	@python3 -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@python3 -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

report: $(READY)  ## check the figures, run every notebook, build the book (EDITION=2026-02 for another edition, EDITION=--all for all)
	@$(BIN)/plan-metrics report $(EDITION)

check: $(READY)  ## tell every fault and warning of the figures
	@$(BIN)/plan-metrics check $(EDITION)

test: $(READY)  ## everything that CI runs: style, types, unit and property tests, doctests, notebooks against stored outputs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(MAKE) --no-print-directory --jobs 2 types tests

types: $(READY)
	@$(BIN)/mypy

tests: $(READY)
	@$(BIN)/python -m pytest --doctest-modules -n 2 --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -m pytest --nbval notebooks -n 2 --dist loadfile

quick: $(READY)  ## what changes most often, in under a minute on two free cores: style, units, laws and worked cases
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python -m pytest -q -n 2 -p no:nbval tests/unit tests/laws tests/cases

lab: $(READY)  ## open copies of the notebooks in JupyterLab
	@$(BIN)/plan-metrics lab

serve: $(READY)  ## serve the built site at http://localhost:8000 (PORT=... for another port)
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory build/site

accept: $(READY)  ## run the notebooks and keep their outputs as the ones that CI compares with
	@$(BIN)/plan-metrics accept

catalogue: $(READY)  ## take new strings into the catalogue of translations
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F babel.cfg --no-location --omit-header --no-wrap --sort-output -k method:2 -k say_n:2,3 -k counted_n:2,3 -o build/plan_metrics.pot .
	@$(BIN)/pybabel -q update -N --omit-header --no-wrap --ignore-obsolete -D plan_metrics -i build/plan_metrics.pot -d src/plan_metrics/locale

bom: $(READY)  ## list every installed package: build/bom.cdx.json (CycloneDX), and the table of LICENSES.md
	@$(call tools,bom)
	@build/bom/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-reproducible --of JSON -o build/bom.cdx.json
	@build/bom/bin/pip-licenses --python $(BIN)/python --from mixed --with-system --order name --format markdown \
	  --packages $$(sed -nE 's/^([A-Za-z0-9._-]+)==.*/\1/p' requirements.lock) > build/licences.md
	@sed -i '/^<!-- table -->$$/q' LICENSES.md
	@echo >> LICENSES.md
	@cut -d'|' -f2,4 build/licences.md | sed -E 's/ *\| */ | /; s/^ */| /; s/ *$$/ |/; s/-{4,}/---/g' >> LICENSES.md

audit: $(READY)  ## ask the public list of known weaknesses about every package of the lock (needs a network)
	@$(call tools,audit)
	@build/audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

bench: $(READY)  ## measure runs, heavy methods, editions of a million rows, books of 3,000 pages, and every page of the site
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[bench]'
	@$(BIN)/python -m benchmarks
	@$(BIN)/python benchmarks/sensitivity.py
	@$(BIN)/python benchmarks/columns.py
	@$(BIN)/python benchmarks/regions.py
	@$(BIN)/python benchmarks/book.py
	@$(BIN)/python benchmarks/binding.py
	@$(BIN)/plan-metrics report
	@$(BIN)/python benchmarks/pages.py

stress: $(READY)  ## try the promises in full: damaged files, kills, poisons, builds elsewhere, attacks, mistakes; hours
	@$(BIN)/python benchmarks/stress.py

mutants: $(READY)  ## see whether the tests of measure notice small changes; hours (SAMPLE=50 mutants a module is faster)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[mutants]'
	@nice -n 19 $(BIN)/python benchmarks/mutants.py $(SAMPLE)

clean:  ## remove everything that was made, the environment too
	@rm -rf build mutants .venv
