# Two commands to begin with: `make demo` shows the daemon at work, `make test` runs every test.
# Each does all its own set-up on a fresh Debian 12 with Swift 6.2 or newer.

SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
PYTHON      := .build/python/bin/python

.PHONY: help build demo test test-faults lint install deb test-deb clean conformance bench bench-full bench-scale bench-inference bench-tracking golden soak flood fuzz check-arm

help:
	@echo 'make demo                     watch a real CCTV clip over RTSP for a minute'
	@echo 'make demo SOURCE=rtsp://…     watch your own camera'
	@echo 'make test                     format check and all tests'
	@echo 'make test-faults              kill the daemon 200 times, with faults of all kinds: no event is lost (SHORT=1: 12 times)'
	@echo 'make conformance              the ONNX project'"'"'s own tests, all of them; writes docs/conformance.md'
	@echo 'make bench                    what a camera costs, and what is missed, beside ffmpeg, motion and a usual pipeline'
	@echo 'make bench-full               the same for every light, size, codec and keyframe distance (hours)'
	@echo 'make bench-scale              1 to 64 cameras on this machine: cores, memory, event latency'
	@echo 'make soak                     half an hour of eight cameras with faults: memory, descriptors, threads'
	@echo 'make flood                    ten thousand connections to the listener: memory, descriptors, cameras'
	@echo 'make bench-inference          speed against ONNX Runtime, OpenVINO and ncnn on this machine'
	@echo 'make bench-tracking           identities kept and metres a second, beside ByteTrack, on the PETS clip'"'"'s truth'
	@echo 'make fuzz                     ten minutes of changed models with libFuzzer and the address sanitiser (SHORT=1: 20,000 runs)'
	@echo 'make check-arm                the kernels built for 64-bit ARM, against plain loops under QEMU'
	@echo 'make golden                   renew what the clips are expected to tell, Tests/Golden'
	@echo 'make build                    the release binary, .build/release/vedette'
	@echo 'make deb                      a Debian package below .build-deb/, the Swift runtime linked in'
	@echo 'make test-deb                 installs, boots, upgrades and purges it in a fresh Debian tree (as root)'
	@echo 'make install                  binary, unit file and example configuration below $$DESTDIR/'

build:
	@scripts/install-dependencies build
	swift build $(SWIFT_FLAGS) --product vedette

demo:
	@scripts/install-dependencies demo
	swift build $(SWIFT_FLAGS) --product vedette
	@scripts/demo $(if $(SOURCE),'$(SOURCE)')

test: lint $(PYTHON)
	@scripts/install-dependencies test
	swift build $(SWIFT_FLAGS) --build-tests
	VEDETTE_PYTHON=$(CURDIR)/$(PYTHON) swift test $(SWIFT_FLAGS) --skip-build

# Needs root for the full disk (a small tmpfs); says what it leaves out.
test-faults: build
	@scripts/install-dependencies test
	python3 Tests/Faults/faults.py "$$(scripts/footage .demo)" --kills $(if $(SHORT),12 --seed 1,200) --json .build/faults.json

lint:
	swift format lint --recursive --strict Package.swift Sources Tests

# Judges that we did not write: the reference implementations that the tests compare with.
$(PYTHON): Tests/requirements.txt
	@scripts/install-dependencies test
	rm -rf .build/python
	python3 -m venv .build/python
	.build/python/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

conformance: build $(PYTHON)
	$(PYTHON) scripts/conformance.py --write

# A build of its own beside the usual one: instruments change every file. Of two --sanitize the Swift compiler heeds the last
# one alone, and code that is not counted guides no fuzzer: hence its own flag for both. What is found and not yet known lies in
# .build/fuzz/found, what ends badly in .build/fuzz/bad-*; both go on in the next run. SHORT=1, as in CI, is the same run each
# time: a number of runs from one seed, that begins with the kept corpus alone.
FUZZ_SECONDS := 600
FUZZ_RUNS    := 20000
FUZZ_FOUND   := .build/fuzz/$(if $(SHORT),short,found)

fuzz:
	@scripts/install-dependencies build
	VEDETTE_FUZZ=1 swift build -c release --scratch-path .build/fuzz --sanitize fuzzer --sanitize address \
	    -Xswiftc -sanitize=fuzzer,address --product fuzz-models
	@readelf --wide --sections .build/fuzz/release/Inference.build/Graph.swift.o | grep -q sancov || \
	    { echo 'the engine is built without counters: the fuzzer would be blind' >&2; exit 1; }
	@$(if $(SHORT),rm -rf $(FUZZ_FOUND))
	@mkdir -p $(FUZZ_FOUND)
	SWIFT_DETERMINISTIC_HASHING=1 .build/fuzz/release/fuzz-models \
	    $(if $(SHORT),-runs=$(FUZZ_RUNS) -seed=1,-max_total_time=$(FUZZ_SECONDS)) -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
	    -print_final_stats=1 -artifact_prefix=.build/fuzz/bad- $(FUZZ_FOUND) Tests/Corpus/models

check-arm:
	@scripts/install-dependencies arm
	scripts/check-arm-kernels

# Runtimes that we measure against, apart from what the tests need; of pnnx only the program, not PyTorch with it.
BENCH_PYTHON := .build/bench-python/bin/python

$(BENCH_PYTHON): benchmarks/requirements.txt
	rm -rf .build/bench-python
	python3 -m venv .build/bench-python
	.build/bench-python/bin/pip install --quiet --disable-pip-version-check --requirement $<
	.build/bench-python/bin/pip install --quiet --disable-pip-version-check --no-deps pnnx==20261020
	@touch $@

bench-inference: build $(BENCH_PYTHON)
	$(BENCH_PYTHON) benchmarks/inference.py --json .build/bench-inference.json

# After a change that is meant to tell something else; the difference is for whoever reviews it.
golden: build
	scripts/golden

# What needs truth needs footage that is not in the project: VEDETTE_MATERIAL names it.
bench-tracking: build $(BENCH_PYTHON)
	@scripts/install-dependencies demo
	$(BENCH_PYTHON) benchmarks/tracking/compare.py --json .build/bench-tracking.json
	$(BENCH_PYTHON) benchmarks/tracking/speed.py --json .build/bench-speed.json

bench bench-full: build $(BENCH_PYTHON)
	@scripts/install-dependencies bench
	$(BENCH_PYTHON) benchmarks/cameras/cost.py --motion $(if $(filter bench-full,$@),--full) --json .build/bench/$@.json
	$(BENCH_PYTHON) benchmarks/cameras/quiet.py --json .build/bench/quiet.json

bench-scale: build $(BENCH_PYTHON)
	@scripts/install-dependencies demo
	$(BENCH_PYTHON) benchmarks/cameras/scale.py --json .build/bench/scale.json

flood: build
	@scripts/install-dependencies demo
	python3 benchmarks/flood.py "$$(scripts/footage .demo)" --json .build/flood.json

soak: build
	@scripts/install-dependencies demo
	python3 benchmarks/soak.py "$$(scripts/footage .demo)" --json .build/soak.json

deb:
	@scripts/install-dependencies package
	@packaging/build-deb

test-deb:
	@scripts/install-dependencies package
	@packaging/test-deb

install: build
	install -D -m 0755 .build/release/vedette $(DESTDIR)/usr/bin/vedette
	install -D -m 0644 systemd/vedette.service $(DESTDIR)/lib/systemd/system/vedette.service
	install -D -m 0644 config/vedette.yaml $(DESTDIR)/etc/vedette/vedette.yaml

clean:
	rm -rf .build .build-deb .demo
