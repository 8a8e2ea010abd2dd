# Two commands for a new machine: `make demo` and `make test`. Both install what is missing.

# Flags for every build of the checkout, so that one set of build products serves all of them.
SWIFT_FLAGS ?=
# What `make simulate` lives through: these seeds, and further ones up to so many events.
SEEDS ?= 1..2000
EVENTS ?= 1000000
BINARY = .build/debug/batchdeck
PYTHON = .venv/bin/python
PREFIX ?= $(HOME)/.local

.PHONY: demo test simulate bench screenshots build release install lint format clean

## Score the digits demo and watch it.
demo: build
	@Scripts/demo $(BINARY)

## Run all tests.
test: build .venv/test-ready
	Scripts/test-swift $(SWIFT_FLAGS)
	$(PYTHON) -m pytest -q Tests/PythonWorkerTests
	BATCHDECK_BINARY=$(CURDIR)/$(BINARY) $(PYTHON) -m pytest -q -n 2 --dist loadfile Tests/EndToEnd

## Random lives of jobs against the state machine (SEEDS=1..200 EVENTS=1000000), and the large shapes.
simulate: .build/system-ready
	swift build -c release --product simulate
	.build/release/simulate $(SEEDS) $(EVENTS)
	.build/release/simulate shapes

build: .build/system-ready
	swift build $(SWIFT_FLAGS) --build-tests

## An optimised binary that needs no Swift on the machine it runs on, and its installation under PREFIX.
release: .build/system-ready
	swift build -c release --static-swift-stdlib --product batchdeck

install: release
	install -D -m 755 .build/release/batchdeck $(PREFIX)/bin/batchdeck
	@echo "Installed $(PREFIX)/bin/batchdeck."

## Speed and memory beside what people use instead; SCENARIOS="overhead launch" picks some.
bench: release .venv/test-ready
	@$(PYTHON) Benchmarks/bench.py $(SCENARIOS)

## The README's pictures, from real jobs.
screenshots: release .venv/test-ready
	@$(PYTHON) Scripts/screenshots .build/release/batchdeck

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .venv

.build/system-ready: Scripts/install-dependencies
	@Scripts/install-dependencies
	@mkdir -p .build && touch $@

.venv/test-ready: .build/system-ready $(wildcard Tests/*/requirements.txt)
	@[ -x $(PYTHON) ] || python3 -m venv .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check $(foreach file,$(wildcard Tests/*/requirements.txt),-r $(file))
	@touch $@
