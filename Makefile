# SPDX-License-Identifier: Apache-2.0
# Every target explains itself in `make help`.

SWIFT ?= swift
# A release build costs a minute more than a debug build, once, and is what a person at the probe should feel.
RELEASE := .build/release
# With the Swift library inside: a service may not look into a home folder, where Swift often is, and who runs the
# programs need not have Swift at all.
OPTIMISED := -c release --static-swift-stdlib
# Where `make install` puts things; all folders it uses are searched below /usr and /usr/local alike.
PREFIX ?= /usr/local
DESTDIR ?=
EMULATOR := .build/usb-emulator
# The daemon that the Python client is tried on: whichever was built last, if any.
TONUSD = $(shell ls -t $(CURDIR)/$(RELEASE)/tonusd $(CURDIR)/.build/debug/tonusd 2>/dev/null | head -n 1)
# Tells the tests where the emulated USB perineometer is; without it those that need it are skipped.
EMULATED := TONUS_USB_EMULATOR=$(CURDIR)/$(EMULATOR)/perineometer-usb-emulator

# Swift's backtracer hangs under a sanitizer. Leaks are looked for by the fuzz targets: here Foundation's Process leaks, and
# the driver leaks on purpose what the kernel may still write to. Children of the tests begin with the libraries that stand
# in for the kernel's USB, before the address sanitizer's.
SANITIZED := SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 $(EMULATED)
# What Fuzz/run knows.
FUZZED := packet pages pipeline request recording configuration programme detector
SECONDS ?= 600
SOAK_MINUTES ?= 20

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install the Debian packages that building needs and this machine lacks.
	@scripts/setup

.PHONY: build
build: setup ## Build tonusd and tonus, optimised, into .build/release.
	$(SWIFT) build $(OPTIMISED) --product tonusd
	$(SWIFT) build $(OPTIMISED) --product tonus

.PHONY: install
install: ## Install what `make build` built, with the service, the udev rule and the manual pages (as root; PREFIX=/usr/local, DESTDIR=).
	@packaging/install $(RELEASE) "$(PREFIX)" "$(DESTDIR)"

.PHONY: uninstall
uninstall: ## Take away what `make install` installed.
	@packaging/install --remove "$(PREFIX)" "$(DESTDIR)"

.PHONY: run
run: build ## Start tonusd on the simulated perineometer and watch it here. Ctrl-C ends both.
	@scripts/run-simulated $(RELEASE)

.PHONY: test
test: ## Run all tests, those through the real libusb among them.
	@scripts/setup tests
	scripts/check-imports
	$(MAKE) --no-print-directory -C Firmware-Protocol/c check BUILD=$(CURDIR)/.build/firmware
	$(MAKE) --no-print-directory test-allocations
	$(MAKE) --no-print-directory test-dissector
	$(MAKE) --no-print-directory test-swift
	$(MAKE) --no-print-directory test-store
	$(MAKE) --no-print-directory test-export
	$(MAKE) --no-print-directory test-python
	$(MAKE) --no-print-directory test-protocol
	$(MAKE) --no-print-directory test-swift-client

# Swift begins all tests of a run at once. What is computed would keep from the daemons the time that they need, and all of
# them the emulated USB device; so each has a run of its own. A run that hangs ends after 20 minutes instead of never.
LIVE := TonusDaemonTests|VirtualPerineometerTests
ON_USB := PerineometerDriverTests
SWIFT_TEST = $(EMULATED) timeout --kill-after=10 1200 $(SWIFT) test --disable-xctest
.PHONY: test-swift
test-swift: emulator ## Run the tests in Swift: what is computed, then running daemons, then the emulated USB device.
	$(SWIFT_TEST) --skip '$(LIVE)|$(ON_USB)'
	$(SWIFT_TEST) --filter '$(LIVE)'
	$(SWIFT_TEST) --filter '$(ON_USB)'

.PHONY: test-allocations
test-allocations: ## Prove that the sample path allocates nothing, in a release build.
	$(SWIFT) run --package-path Benchmarks --disable-build-manifest-caching -c release sample-path --check

.PHONY: test-dissector
test-dissector: ## Hold the Wireshark dissector to the protocol's golden vectors.
	@scripts/setup tests
	Firmware-Protocol/wireshark/test-dissector

.PHONY: test-export
test-export: ## Ask readers of other projects whether they understand exported files: EDF, FHIR, age, tar.
	@scripts/setup tests
	$(SWIFT) build --product export-samples
	Tests/SessionExportTests/Checks/run .build/debug/export-samples

.PHONY: test-store
test-store: ## Read a recorded session with an independent reader, in Python.
	@scripts/setup tests
	$(SWIFT) build --product session-store-probe
	Tests/SessionStoreTests/test-reader .build/debug .build/store-venv

TIMES ?= 200
.PHONY: test-kill
test-kill: ## Kill a program that records, 200 times (TIMES=), and look at what is left; DAEMON=1: kill tonusd itself.
ifdef DAEMON
	$(SWIFT) build --product tonusd
	Tests/Soak/kill-daemon .build/debug/tonusd $(TIMES)
else
	$(SWIFT) build --product session-store-probe
	@folder=$$(mktemp -d) && .build/debug/session-store-probe kill $$folder/sessions $$folder/key $(TIMES); \
	status=$$?; rm -rf "$$folder"; exit $$status
endif

.PHONY: bench-store
bench-store: ## Measure commits of the session store, and what an hour takes on the disk.
	$(SWIFT) build -c release --product session-store-probe
	@folder=$$(mktemp -d) && .build/release/session-store-probe measure $$folder/sessions $$folder/key $${SECONDS_TO_MEASURE:-300}; \
	status=$$?; rm -rf "$$folder"; exit $$status

.PHONY: test-python
test-python: ## Hold the Python client to a scripted daemon, and to tonusd where that is built.
	cd clients/python && TONUSD=$(TONUSD) PYTHONPATH=src python3 -W error -m unittest

.PHONY: test-protocol
test-protocol: ## Hold tonusd to its published schema, and to what clients of every version said.
	@scripts/setup tests
	Tests/Protocol/run $(TONUSD)

.PHONY: test-swift-client
test-swift-client: ## Build the example of the Swift client, and have it watch a simulated tonusd.
	clients/swift/check $(TONUSD)

.PHONY: test-web
test-web: ## Try the dashboard in Debian's Chromium, driven by Playwright: some four minutes.
	@scripts/setup tests
	@scripts/setup web
	$(MAKE) --no-print-directory emulator
	$(SWIFT) build --product tonusd
	$(SWIFT) build --product tonus
	@$(EMULATED) Tests/Browser/run .build/debug .build/browser

.PHONY: screenshots-web
screenshots-web: build ## Take the pictures of docs/dashboard.md anew.
	@scripts/setup web
	@Tests/Browser/run $(RELEASE) .build/browser screenshots.py

.PHONY: bench-web
bench-web: build ## Measure the dashboard in the browser for ten minutes.
	@scripts/setup web
	@Tests/Browser/run $(RELEASE) .build/browser measure.py

.PHONY: emulator
emulator:
	@$(MAKE) --no-print-directory -C Tests/USBEmulator BUILD=$(CURDIR)/$(EMULATOR)

.PHONY: sanitize
sanitize: test-thread test-address ## Run the core's tests under the thread sanitizer, and all under the address sanitizer.

.PHONY: test-thread
test-thread: ## Run the core's tests under the thread sanitizer.
	@scripts/setup tests
	$(MAKE) --no-print-directory emulator
	TONUS_CORE_ONLY=1 $(SANITIZED) $(SWIFT) test --disable-xctest --scratch-path .build-thread --sanitize=thread

.PHONY: test-address
test-address: ## Run the tests in Swift under the address sanitizer, one after another: an hour on two processors.
	@scripts/setup tests
	$(MAKE) --no-print-directory emulator
	$(SANITIZED) $(SWIFT) test --disable-xctest --no-parallel --scratch-path .build-address --sanitize=address

.PHONY: fuzz
fuzz: ## Fuzz what reads foreign bytes, and the detector: SECONDS=600 each, unless you say otherwise.
	@scripts/setup
	@for name in $(FUZZED); do Fuzz/run $$name $(SECONDS) || exit 1; done

.PHONY: fuzz-short
fuzz-short: ## Try the inputs that fuzzing once found, then fuzz for 5 s each.
	@$(MAKE) --no-print-directory fuzz SECONDS=5

.PHONY: test-kernel
test-kernel: build ## Run the daemon on a real kernel in an emulated machine, with a virtual USB device.
	@scripts/setup kernel
	$(SWIFT) build $(OPTIMISED) --product tonus-virtual-device
	@Tests/Guest/run $(RELEASE) .build/guest

.PHONY: lint
lint: ## Check formatting, the order of imports, the service's units and the dashboard's scripts.
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks Fuzz clients/swift
	scripts/check-imports
	packaging/check-security
	@if command -v tsc >/dev/null; then $(MAKE) --no-print-directory check-web; \
	else echo "lint: the dashboard's scripts are not checked: tsc is missing; run: scripts/setup tests"; fi

.PHONY: check-web
check-web: ## Check the dashboard's scripts: names, members, and what the socket protocol says, by TypeScript.
	@scripts/setup tests
	Tests/Web/check

.PHONY: format
format: ## Format the Swift sources in place.
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks Fuzz clients/swift

.PHONY: vectors
vectors: ## Write the golden vectors of the protocol and, with Python's SciPy and mpmath, of filters and figures anew.
	$(MAKE) --no-print-directory -C Firmware-Protocol/c vectors BUILD=$(CURDIR)/.build/firmware
	TONUS_WRITE_VECTORS=1 $(SWIFT) test --filter DeviceProtocolTests --filter MetricDefinitionTests --filter ProgrammesPageTests
	scripts/golden/filters.py Tests/SignalProcessingTests/Golden
	scripts/golden/metrics.py Tests/ContractionDetectionTests/Golden
	scripts/golden/breathing.py Tests/ContractionDetectionTests/Golden
	mkdir -p .build/runs
	TONUS_WRITE_RUNS=$(CURDIR)/.build/runs $(SWIFT) test --disable-xctest --filter WorkedProofTests
	scripts/golden/exercises.py Programmes .build/runs Tests/ExerciseProgrammesTests/Golden

.PHONY: reference
reference: ## Write docs/configuration.md and the example file anew from the table of settings.
	TONUS_WRITE_REFERENCE=1 $(SWIFT) test --disable-xctest --filter DaemonSettingsTests.ReferenceTests

.PHONY: schema
schema: ## Write docs/schema anew from the types of the socket protocol.
	TONUS_WRITE_SCHEMA=1 $(SWIFT) test --disable-xctest --filter StreamAPITests.SchemaTests

.PHONY: transcripts
transcripts: ## Record the transcripts of a new version of the socket protocol.
	$(SWIFT) build --product tonusd
	Tests/Protocol/record .build/debug/tonusd

.PHONY: bench
bench: build ## Measure the sample path, the filters and the way to a client; takes a minute or two.
	@Benchmarks/run $(RELEASE)

.PHONY: bench-coach
bench-coach: build ## Measure how punctual a guided exercise is: its cues, and what a person sees of the pressure.
	@Benchmarks/coach/measure.py $(RELEASE)/tonusd

.PHONY: bench-detection
bench-detection: ## Score the detector and its peers on simulated sessions; writes docs/detection-benchmark.md.
	@Benchmarks/detection/run

.PHONY: bench-clients
bench-clients: build ## Measure what many clients, and bad ones, cost; takes four minutes and writes docs/socket-load.md.
	$(SWIFT) build --package-path Benchmarks --disable-build-manifest-caching -c release --product client-load
	Benchmarks/.build/release/client-load $(RELEASE)/tonusd docs/socket-load.md

.PHONY: soak
soak: ## Unplug, replug, and let clients come and go, for SOAK_MINUTES=20; memory, descriptors and accounts have to stay right.
	$(SWIFT) build $(OPTIMISED) --product soak-daemon
	Tests/Soak/soak.py $(RELEASE)/soak-daemon $(SOAK_MINUTES) docs/soak.md

.PHONY: clean
clean: ## Remove everything that was built.
	rm -rf .build .build-* Benchmarks/.build Fuzz/.build
