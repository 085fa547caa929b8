# Everything a person does with this tree; `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV ?= .venv
# Many tests wait for a browser or a process: one more than there are cores keeps them busy.
WORKERS ?= $(shell expr $$(nproc) + 1)
PY := $(VENV)/bin/python
STAMP := $(VENV)/.made
# Debian packages: Chromium and fonts for the kiosk's screen, venv for Python.
# The tests start a PostgreSQL of their own, kill a server at each of its writes, and
# print to an IPP printer of CUPS, which wants a message bus. They press real keys in a
# browser on an X server, and have our units and shell scripts read.
TEST_PACKAGES := postgresql strace cups-ipp-utils dbus-daemon xvfb xdotool shellcheck systemd
PACKAGES := chromium fonts-noto-core fonts-noto-color-emoji fonts-noto-cjk

.PHONY: help run test check fix golden screenshots pictures bench soak wheelhouse release setup browser verifiers clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## make the virtual environment and install everything, pinned by hash

$(STAMP): requirements.lock pyproject.toml
	@tests/tools/make_venv.sh $(VENV)
	$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

browser: ## install Chromium and fonts by apt where they are missing
	@tests/tools/have_packages.sh $(PACKAGES)

# They read what our printer languages write: each one of others, none of them imported.
VERIFIERS := .verifiers
VERIFIERS_STAMP := $(VERIFIERS)/.made

verifiers: $(VERIFIERS_STAMP) ## install what reads our printer jobs, into .verifiers/
	@tests/tools/have_packages.sh zbar-tools

$(VERIFIERS_STAMP): $(addprefix tests/verifiers/,set_up.sh package-lock.json \
  requirements.txt requirements-build.txt requirements-node.txt)
	@tests/verifiers/set_up.sh $(VERIFIERS)
	@touch $@

run: setup ## run the demo: server, kiosk, a real calendar and mail, on this machine
	$(VENV)/bin/portico-server demo $(if $(CALENDAR),--calendar $(CALENDAR)) $(ARGS)

test: setup browser verifiers ## run every test
	@tests/tools/have_packages.sh $(TEST_PACKAGES)
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report=term $(ARGS)

check: setup ## format, lint, types, imports, dependencies, words
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
	$(VENV)/bin/codespell

fix: setup ## put formatting and simple lint right
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

golden: setup ## draw the golden pictures anew
	$(PY) -m tests.golden

screenshots: setup browser ## draw every screen into screenshots/
	$(PY) -m tests.browser.screenshots screenshots

pictures: setup browser ## draw the pictures of the documents anew
	$(PY) -m tests.browser.calendar_pictures docs/pictures

bench: setup browser ## measure speed and memory, write docs/performance.md
	$(PY) -m tests.bench

soak: setup browser ## try the long faults, write docs/reliability.md
	@tests/tools/have_packages.sh $(TEST_PACKAGES)
	$(PY) -m tests.soak $(ARGS)

lock: ## choose dependency versions anew
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra demo --extra telemetry \
	  --group dev --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --upgrade -o requirements.lock

wheelhouse: setup ## fill dist/ with all that a box needs to be installed offline
	$(PY) tests/tools/wheelhouse.py --machine aarch64 dist/wheelhouse-aarch64
	$(PY) tests/tools/wheelhouse.py --machine x86_64 dist/wheelhouse-x86_64

release: check test ## build the distribution
	$(PY) -m pip wheel --quiet --no-deps --no-build-isolation -w dist .

clean: ## remove what was made
	rm -rf $(VENV) $(VERIFIERS) build dist *.egg-info demo-data screenshots
