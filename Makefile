# `make run` and `make test` are all that a fresh machine needs; the rest is for contributors.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
WORLD  ?= build/world
OUT    ?= build/detections
FORMAT ?= auto
SUITE  ?= standard
# Of LOGS: MAP=ts=time,account_id=user names their fields, ACCOUNTS a table of accounts.
MAP    ?=
ACCOUNTS ?=
# What the tests need: all that a user could have installed.
SETS   := dev docs cases serve dossier otlp share share-test lab provenance bench peers

.PHONY: run test check bench docs lock format clean lab lab-large
.DELETE_ON_ERROR:
# Many processes are started: each finds the others' bytecode, whatever the machine's habit.
export PYTHONDONTWRITEBYTECODE =

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# One lock file serves every set; tools/lock.py picks out what a set needs from it.
$(VENV)/.core: requirements.lock pyproject.toml | $(BIN)/python
	$(PYTHON) tools/lock.py > $(VENV)/core.txt
	tools/install $(BIN)/python --require-hashes -r $(VENV)/core.txt
	tools/install $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(PYTHON) tools/lock.py $(SETS) > $(VENV)/dev.txt
	tools/install $(BIN)/python --require-hashes -r $(VENV)/dev.txt
	touch $@

run: $(VENV)/.core
ifdef LOGS
	$(BIN)/gauger ingest $(LOGS) --format $(FORMAT) $(if $(MAP),--map $(MAP)) \
	  $(if $(ACCOUNTS),--accounts $(ACCOUNTS)) --out $(WORLD) --replace
else
	$(BIN)/gauger simulate tour --out $(WORLD) --replace
endif
	$(BIN)/gauger detect $(WORLD) --out $(OUT) --replace
	$(BIN)/gauger show $(OUT)

test: $(VENV)/.dev
	tools/system-packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist worksteal

# PyTorch is outside the lock: its builds differ by machine, and most of it is the graphics driver's.
lab: $(VENV)/.dev
	tools/torch $(BIN)/python

# A language model of 135 million parameters, for a run by hand: no test needs it.
lab-large: $(VENV)/.dev
	tools/large $(BIN)/python

# SUITE=provenance calibrates the provenance tests: BENCH="half power --real" picks parts.
bench: $(VENV)/.dev
ifeq ($(SUITE),provenance)
	$(BIN)/python -m bench.provenance $(BENCH)
else
	$(BIN)/gauger bench $(SUITE) --out build/bench/$(notdir $(basename $(SUITE))) $(BENCH)
endif

docs: $(VENV)/.dev
	$(BIN)/python -m tools.docs
	$(BIN)/sphinx-build --fail-on-warning --keep-going -q docs site

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/python
	$(PYTHON) tools/lock.py lock > $(VENV)/lock.txt
	tools/install $(BIN)/python --require-hashes -r $(VENV)/lock.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --all-extras \
	  --python-version 3.11 --custom-compile-command 'make lock' pyproject.toml tools/build.in -o requirements.lock

clean:
	rm -rf build site $(VENV)
