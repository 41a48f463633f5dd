# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# `make help` lists what there is to do.

BIN := .venv/bin
DEMO_NEEDS := requirements.txt tests/requirements-demo.txt tests/requirements-simulator.txt
TEST_NEEDS := $(DEMO_NEEDS) tests/requirements.txt tests/requirements-lint.txt tests/requirements-nox.txt
COLLECTION := ansible_collections.apiops.platforms
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=8 --dist=worksteal
# Tests wait as well, so that they are done sooner if there are more at once than processors.
export PYTEST_XDIST_AUTO_NUM_WORKERS := $(shell echo $$(($$(nproc) * 3 / 2)))
# Those of `make unit`, the documented examples, and the pipelines.
CONTRACT_TESTS := tests/unit tests/operations tests/repository \
	$(addprefix tests/integration/test_,examples.py guides.py apic_publish.py apinizer_release.py)
# For tools that start ansible themselves.
IN_VENV := PATH="$(CURDIR)/$(BIN):$$PATH" ANSIBLE_CONFIG=tests/ansible.cfg
LINT_DOCS := antsibull-docs lint-collection-docs --plugin-docs --check-extra-docs-refs --validate-collection-refs=all .

# What the user's shell says about Python must not reach the tools of .venv.
# Without byte code each of the many short processes of the tests would compile all that it imports.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup setup-demo demo test style lint types unit integration leaks matrix sanity targets awx mesh events interop \
	contract build workflows bench docs generate platform release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv (Python 3.11 or later; PYTHON=... chooses) with all that development needs
	@scripts/setup $(TEST_NEEDS)

setup-demo:
	@scripts/setup $(DEMO_NEEDS)

demo: setup-demo ## the role of each platform against the simulator, twice; the second run changes nothing
	@$(BIN)/python -m tests.demo

test: style unit integration ## all checks on this Python

style: setup
	@scripts/side-by-side '$(MAKE) --no-print-directory types' '$(MAKE) --no-print-directory lint'

lint: setup ## style of Python, YAML, roles and playbooks; documentation, changelog and licences
	@scripts/side-by-side \
		'$(IN_VENV) ansible-lint -qq --strict' \
		'$(IN_VENV) $(LINT_DOCS)' \
		"$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet ." \
		"$(BIN)/yamllint --strict ." \
		"$(BIN)/antsibull-changelog lint" \
		"$(BIN)/reuse lint --quiet || $(BIN)/reuse lint --lines" \
		"$(BIN)/nox --session extra-checks"

types: setup ## mypy --strict over plugins, tests, benchmarks and pictures
	@$(BIN)/mypy -p $(COLLECTION).plugins -p $(COLLECTION).extensions -p tests -p benchmarks -p docs.generate -m noxfile

unit: setup ## tests that start no ansible-playbook
	@$(PYTEST) tests/unit tests/operations tests/repository

integration: setup ## real ansible-playbook runs against the simulator
	@$(PYTEST) -m 'not leaks' tests/integration

leaks: setup ## the same, watched for secrets on screens and disks, in logs and processes
	@$(PYTEST) -m leaks tests/integration

matrix: setup ## tests on ansible-core 2.18 to 2.22, modules on the oldest Python of a target
	@$(BIN)/nox --session matrix

sanity: setup ## ansible-test sanity on ansible-core 2.18 to 2.22
	@$(BIN)/nox --list | sed -n 's|^\* \(sanity(.*)\) .*|$(BIN)/nox --session "\1"|p' \
		| xargs --delimiter='\n' scripts/side-by-side

targets: setup ## a target of ansible-test integration, which runs the tests of its module
	@$(BIN)/nox --session targets

awx: setup ## installation in an AWX, jobs under ansible-runner, the execution environment
	@$(BIN)/nox --session awx

mesh: setup ## jobs by ansible-runner over a receptor mesh, sliced, and a node that dies during a job (needs Go)
	@scripts/setup-go tests/mesh/receptor github.com/ansible/receptor/cmd/receptor-cl
	@$(BIN)/nox --session mesh

events: setup ## rulebooks under ansible-rulebook: 1,000 events, none lost (needs Java 17)
	@$(BIN)/nox --session events

workflows: ## the workflows of the forge and that of the guide, checked by actionlint (needs Go)
	@scripts/setup-go tests/actionlint github.com/rhysd/actionlint/cmd/actionlint
	@.cache/actionlint/actionlint .github/workflows/*.yml docs/docsite/rst/examples/pipelines/github.yml

build: setup ## the archive, checked by galaxy-importer, and the demo from where it is installed
	@$(BIN)/nox --session build

interop: setup ## against Keycloak, oidc-provider and Axway's SDK (needs java, mvn, node and npm)
	@scripts/setup-node tests/interop/axway_sdk tests/interop/oidc_provider
	@scripts/setup-keycloak
	@$(PYTEST) --dist=loadfile tests/interop

contract: setup ## what tests send and the simulator answers, against the vendors' descriptions in CONTRACTS=folder
	@$(BIN)/python -m tests.contract $(PYTEST) $(CONTRACT_TESTS)

bench: setup ## against ansible.builtin.uri and a bare pool of requests; writes the page of the documentation
	@$(BIN)/python -m benchmarks

docs: ## the documentation site, every page opened in Chromium (on Debian: apt install chromium-driver)
	@scripts/setup $(TEST_NEEDS) docs/requirements.txt
	@scripts/docs
	@$(BIN)/python -m docs.check .cache/docs/html

generate: setup ## what follows from the options: roles' arguments and tables, results, AWX; examples and pictures of pages
	@PYTHONPATH=.:.cache/collections $(BIN)/python -m docs.generate

platform: setup ## the files of a new platform, laid out: make platform NAME=toy
	@PYTHONPATH=.:.cache/collections $(BIN)/python -m docs.generate.layout "$(NAME)"

release: setup ## commit, check and tag a release: make release VERSION=1.2.3; the push is left to you
	@scripts/release "$(VERSION)"
	@$(MAKE) --no-print-directory build docs
	@git tag --annotate --message "apiops.platforms $(VERSION)" "$(VERSION)"
	@echo "Look at the commit, then: git push origin main $(VERSION)"

clean: ## remove what the other targets made
	rm -rf .venv .cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
