# `make run` starts the assistant, `make test` tests it; `make help` lists the rest.
# A step that is up to date is skipped: each leaves a stamp file that depends on what it was made from.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

setting = $(or $($(1)),$(shell sed -n "s/^$(1)=//p" .env 2>/dev/null | tail -n 1 | sed "s/[[:space:]]*\#.*//; s/^[\"']//; s/[\"']$$//"),$(2))
VAR_DIR := $(call setting,VAR_DIR,var)
ifneq ($(words $(VAR_DIR)),1)
$(error VAR_DIR ($(VAR_DIR)) has a space in it, which make cannot handle: choose another folder)
endif
export VAR_DIR

MAIN := .venv/bin/python
RASA := .venv-rasa/bin/python
MAIN_READY := .venv/.ready
RASA_READY := .venv-rasa/.ready
MODEL := $(VAR_DIR)/rasa/models/dialogue.tar.gz
PIP_FLAGS := --disable-pip-version-check --no-input --progress-bar off
# pip names hundreds of packages: count them instead, so that it is seen that something goes on.
COUNTED = | awk '/^Collecting/ {printf "\r  %d packages", ++n; fflush()} /^Installing collected/ {printf ", installing …"; fflush()} END {print ""}' >&2

# Python 3.11, wherever it may be: the newer ones have no wheels of Rasa's dependencies.
PYTHONS := python3.11 python3 python $(wildcard $(HOME)/.pyenv/versions/3.11*/bin/python $(HOME)/.local/share/uv/python/cpython-3.11*/bin/python3.11)
PYTHON = $(shell for p in $(PYTHONS); do "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo "$$p" && break; done)

say = @printf '\033[1m» %s\033[0m\n' '$(1)' >&2

.PHONY: help setup index model run test quick lint types rasa-test nlu evaluate evaluate-encoder calibrate bench check clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: setup index model ## start the assistant: on Telegram, or here in the terminal without TELEGRAM_BOT_TOKEN
	@exec $(MAIN) -m bot run

setup: $(MAIN_READY) $(RASA_READY) ## create both Python environments

index: $(MAIN_READY) ## documents → published index (skipped when up to date)
	@$(MAIN) -m knowledge_base build

model: $(MODEL) ## train the dialogue model (skipped when up to date)

$(MAIN_READY): pyproject.toml constraints.txt
	$(call need_python)
	$(call say,creating .venv: the bot and the search (about 3 minutes))
	@"$(PYTHON)" -m venv .venv
	@# torch is asked for by its exact version first: a range could bring gigabytes for graphics cards.
	@$(MAIN) -m pip install $(PIP_FLAGS) "$$(grep '^torch==' constraints.txt)" $(COUNTED)
	@$(MAIN) -m pip install $(PIP_FLAGS) -c constraints.txt --editable '.[dev]' $(COUNTED)
	@touch $@

$(RASA_READY): rasa_project/requirements.txt
	$(call need_python)
	$(call say,creating .venv-rasa: Rasa (about 2 minutes))
	@"$(PYTHON)" -m venv .venv-rasa
	@$(RASA) -m pip install $(PIP_FLAGS) --no-deps --ignore-requires-python -r rasa_project/requirements.txt $(COUNTED)
	@touch $@

define need_python
	@[ -n "$(PYTHON)" ] || { echo 'Python 3.11 (with venv) was not found: install it (Debian: apt-get install python3.11-venv; else: uv python install 3.11) and run make again' >&2; exit 1; }
endef

DIALOGUE := $(shell find rasa_project -type f \( -name '*.yml' -o -name '*.py' \) -not -path '*/actions/*' -not -path '*/tests/*')
RASA_PARTS := --domain rasa_project/domain --data rasa_project/data
RASA_DO = PYTHONPATH=. RASA_TELEMETRY_ENABLED=false TQDM_DISABLE=1 RASA_CACHE_DIRECTORY=$(VAR_DIR)/rasa/cache $(RASA) -W ignore -m rasa

# Rasa prints hundreds of lines: they are shown only when something fails.
QUIETLY = > $(VAR_DIR)/rasa.log 2>&1 || { tail -n 40 $(VAR_DIR)/rasa.log >&2; exit 1; }

$(MODEL): $(RASA_READY) $(DIALOGUE)
	$(call say,training the dialogue model (about a minute))
	@mkdir -p $(VAR_DIR)
	@$(RASA_DO) train $(RASA_PARTS) --config rasa_project/config.yml --out $(VAR_DIR)/rasa/models --fixed-model-name dialogue $(QUIETLY)
	@touch $@

test: lint types rasa-test index ## everything: lint, types, Rasa's tests, unit tests, the whole system
	$(call say,tests)
	@$(MAIN) -m pytest

quick: $(MAIN_READY) ## the tests that do not start the whole system
	@$(MAIN) -m pytest -m 'not system'

lint: $(MAIN_READY)
	$(call say,lint)
	@$(MAIN) -m ruff check .
	@$(MAIN) -m ruff format --check .

types: $(MAIN_READY)
	$(call say,types)
	@$(MAIN) -m mypy

rasa-test: $(MODEL) ## Rasa's own checks: its data, its stories
	$(call say,rasa data validate)
	@$(RASA_DO) data validate $(RASA_PARTS) --config rasa_project/config.yml --fail-on-warnings $(QUIETLY)
	$(call say,rasa test)
	@$(RASA_DO) test core --model $(MODEL) --stories rasa_project/tests/stories --out $(VAR_DIR)/rasa/results --fail-on-prediction-errors $(QUIETLY)
	$(call say,tests of the parts of Rasa; the acts are cross-validated)
	@PYTHONPATH=. RASA_TELEMETRY_ENABLED=false $(RASA) -W ignore -m unittest discover -s rasa_project/tests -t . $(QUIETLY)
	@grep -oE '(macro-F1|questions taken).*' $(VAR_DIR)/rasa.log

nlu: $(RASA_READY) ## Rasa's own cross-validation of the acts, per language (about 10 minutes)
	@for language in vi en zh lo; do \
		$(RASA_DO) test nlu --cross-validation --folds 5 --nlu rasa_project/data/nlu/$$language --domain rasa_project/domain \
			--config rasa_project/config.yml --out $(VAR_DIR)/rasa/nlu/$$language --no-plot $(QUIETLY); \
		$(RASA) -c "import json, sys; print(sys.argv[1], 'macro-F1 %.3f' % json.load(open(sys.argv[2]))['macro avg']['f1-score'])" \
			$$language $(VAR_DIR)/rasa/nlu/$$language/intent_report.json; \
	done

check: $(MAIN_READY) ## every fault of the documents, and how many entries there are
	@$(MAIN) -m knowledge_base check

evaluate: index ## answer quality per language and topic, beside simpler searches, on questions kept apart
	@$(MAIN) -m knowledge_base evaluate tests/questions/dev.jsonl --conversation tests/questions/conversation.jsonl --failures $(VAR_DIR)/failures.txt --json $(VAR_DIR)/evaluation.json

evaluate-encoder: $(MAIN_READY) ## the encoder's own figures (PARALLEL=DIR adds held-out sentences); several minutes
	@$(MAIN) -m knowledge_base.training.evaluate tests/questions/dev.jsonl --foreign tests/foreign $(if $(PARALLEL),--parallel $(PARALLEL))

calibrate: index ## fit the confidence to the tuning questions
	@$(MAIN) -m knowledge_base calibrate tests/questions/tuning.jsonl

bench: setup index model ## speed and memory: the search at sizes (SIZES="1000 10000 100000"), the whole assistant
	@$(MAIN) -m tests.bench $(if $(SIZES),--sizes $(SIZES))

clean: ## remove what was made: environments, index, models (not the databases)
	rm -rf .venv .venv-rasa $(VAR_DIR)/index $(VAR_DIR)/rasa/models $(VAR_DIR)/rasa/cache
