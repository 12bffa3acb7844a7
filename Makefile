# nestbed: make help
VERSION = 0.1.0
SOVERSION = 0
BUILD ?= build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
MANDIR ?= $(PREFIX)/share/man
BASHCOMP ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMP ?= $(PREFIX)/share/zsh/site-functions
CC = gcc

WARN = -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wpointer-arith \
	-Wcast-qual -Wvla -Wformat=2 -Wundef -Wno-missing-field-initializers -Werror
PACKAGES = libnl-3.0 jansson
CFLAGS ?= -O2 -g
# := asks pkg-config once; setup comes before, in a make of its own.
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) libpcap cmocka 2>/dev/null)
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
LIBS = $(PACKAGE_LIBS) -ldl -lpthread
# libpcap is not linked with but loaded when needed: fixtures/pcaplib.h.
PCAP_SONAME := $(shell readelf -d "$$($(CC) -print-file-name=libpcap.so)" 2>/dev/null | \
	sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
CMOCKA := $(shell pkg-config --libs cmocka 2>/dev/null)
DEFINES = -D_GNU_SOURCE -DNB_VERSION='"$(VERSION)"' -DNB_PCAP_SONAME='"$(PCAP_SONAME)"'
ALL_CFLAGS = -std=gnu11 -fPIC -fvisibility=default $(WARN) $(CFLAGS) $(VARIANT) \
	$(PACKAGE_CFLAGS)

# One short line a command; make V=1 shows them whole.
say = $(if $(V),,@echo '  $(1) $@' && )

ROOMS = harness harness/guests fixtures assertions reports
TESTS = $(wildcard $(ROOMS:%=%/*_test.c))
FUZZ = $(wildcard $(ROOMS:%=%/*_fuzz.c))
SOURCES = $(filter-out $(TESTS) $(FUZZ) harness/nestbed.c,$(wildcard $(ROOMS:%=%/*.c)))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY = $(BUILD)/libnestbed.so.$(SOVERSION)
PROGRAM = $(BUILD)/nestbed
UNIT_TESTS = $(TESTS:%.c=$(BUILD)/test/%)
FUZZERS = $(FUZZ:%.c=$(BUILD)/%)
SUITES = $(patsubst suites/%/,$(BUILD)/suites/%, \
	$(filter-out suites/selftest/,$(wildcard suites/*/)))
SELFTEST = $(patsubst %.c,$(BUILD)/%,$(wildcard suites/selftest/*.c))
MATERIAL = $(patsubst suites/selftest/%.c,$(BUILD)/%,$(wildcard suites/selftest/material/*.c))
BENCH = $(BUILD)/bench/bench
SIDES = $(patsubst %.c,$(BUILD)/%,$(wildcard bench/sides/*.c))

# Variants, each in a build directory of its own. What gcc warns of depends on the optimiser:
# it is an error in the ordinary build only.
ASAN = BUILD=build-asan CFLAGS='-O1 -g' \
	VARIANT='-fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer -Wno-error'
COVERAGE = BUILD=build-coverage CFLAGS='-O0 -g' \
	VARIANT='--coverage -fprofile-update=atomic -DNB_COVERAGE \
	-DNB_COV_DIR=\"$(CURDIR)/build-coverage\" -Wno-error'
FUZZING = BUILD=build-fuzz CC=clang CFLAGS='-O1 -g' \
	VARIANT='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
	-Wno-error'
FUZZ_SECONDS ?= 60
BENCH_ROUNDS ?= 100
BENCH_CASES ?= 1000
BENCH_SCALE ?= default
BENCH_ONLY ?=

all: $(PROGRAM) $(LIBRARY) $(SUITES) ## build library, command and suites

setup: ## install what is missing from Debian's packages
	ci/setup.sh

run: ## install what is missing, build, run the suites, report to build/report
	ci/setup.sh
	$(MAKE) all
	$(PROGRAM) run --report-dir $(BUILD)/report --junit --json $(SUITES)

check: ## the same set-up, then all tests
	ci/setup.sh
	$(MAKE) all tests
	@ci/check.sh $(BUILD)

tests: $(UNIT_TESTS) $(SELFTEST) $(MATERIAL) $(BENCH) $(SIDES)

unit: $(UNIT_TESTS) ## the unit tests alone: no privileges, no kernel
	@ci/unit.sh $^

asan: ## all tests with the address and undefined behaviour sanitizers
	ci/setup.sh gate
	$(MAKE) $(ASAN) all tests
	@ci/check.sh build-asan

coverage: ## line and branch coverage of all tests, below build-coverage/html
	ci/setup.sh gate
	$(MAKE) $(COVERAGE) all tests
	@ci/coverage.sh build-coverage

bench: all $(BENCH) $(SIDES) ## what nestbed costs, as ratios, in build/bench.txt and .json
	@$(BENCH) $(BUILD) $(BENCH_ROUNDS) $(BENCH_CASES) $(BENCH_SCALE) $(BENCH_ONLY)

lint: ## clang-tidy, cppcheck, shellcheck, layers
	ci/setup.sh gate
	@ci/lint.sh 2 -std=gnu11 -I. -Iinclude $(DEFINES) $(PACKAGE_CFLAGS)

fuzz: ## each fuzzer for FUZZ_SECONDS
	ci/setup.sh gate
	$(MAKE) $(FUZZING) fuzzers
	@ci/fuzz.sh build-fuzz $(FUZZ_SECONDS)

fuzzers: $(FUZZERS)

format: ## rewrite all sources in the house's format
	clang-format -i $(shell git ls-files '*.c' '*.h')

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -I. -Iinclude $(CPPFLAGS) $(DEFINES) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# What a guest starts with is a program of its own, in the library: it runs without one.
$(BUILD)/harness/guests/init.bin: harness/guests/init/init.c Makefile
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARN) -Os -static -s $< -o $@
$(BUILD)/harness/guests/blob.o: $(BUILD)/harness/guests/init.bin
$(BUILD)/harness/guests/blob.o: ALL_CFLAGS += -Wa,-I$(BUILD)

# A suite sees public headers only; its objects stand apart, as its program is named as its folder.
define COMPILE_SUITE
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -Iinclude $(CPPFLAGS) $(DEFINES) $(ALL_CFLAGS) -MMD -MP -c $< -o $@
endef
$(BUILD)/suites/%.o: suites/%.c Makefile
	$(COMPILE_SUITE)
$(BUILD)/objects/%.o: suites/%.c Makefile
	$(COMPILE_SUITE)

# cmocka is behind nestbed, also for a suite that calls nothing of it but what nestbed has.
# Symbols are looked up when it is loaded, not while a lab is built, nor on the small stacks of
# children that share its memory; its own not at all (0.1 ms a start), but for those by whose
# address it knows a test: a program may have another one for them (-no-pie).
PREEMPTIBLE = assertions/preemptible.list
$(LIBRARY): $(OBJECTS) $(PREEMPTIBLE)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -Wl,-z,now -Wl,-Bsymbolic-functions \
		-Wl,--dynamic-list=$(PREEMPTIBLE) \
		-Wl,-soname,libnestbed.so.$(SOVERSION) $(OBJECTS) $(LIBS) \
		-Wl,--no-as-needed $(CMOCKA) -o $@
	@ln -sf libnestbed.so.$(SOVERSION) $(BUILD)/libnestbed.so

# Programs find the library beside them, nestbed also where it is installed; each folder costs
# the loader 40 us at each start. A suite needs cmocka even if it calls nothing of it by itself:
# the plug-in does.
LIBNESTBED = -L$(BUILD) -Wl,-rpath,'$$ORIGIN$(1)' -lnestbed
LINK = -Wl,--no-as-needed $(LIBNESTBED) $(CMOCKA)

$(PROGRAM): $(BUILD)/harness/nestbed.o $(LIBRARY)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(call LIBNESTBED,:$$ORIGIN/../lib) -o $@

# A unit test is one program and may call anything inside the library. cmocka comes first:
# its own runner runs them, so that a broken nestbed cannot hide behind itself.
$(BUILD)/test/%: $(BUILD)/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(CMOCKA) $(call LINK,/../..:$$ORIGIN/../../..) $(LIBS) -o $@

$(BUILD)/%_fuzz: $(BUILD)/%_fuzz.o $(OBJECTS)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -fsanitize=fuzzer $^ $(LIBS) $(CMOCKA) -o $@

$(BENCH): $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/*.c)) $(LIBRARY)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call LINK,/..) $(LIBS) -o $@

$(BUILD)/bench/sides/%: $(BUILD)/bench/sides/%.o $(LIBRARY)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(call LINK,/../..) -o $@

# A suite is one folder, one program; the selftest is one program a file, with what they share.
SHARED = $(patsubst %.c,$(BUILD)/%.o,$(wildcard suites/selftest/shared/*.c))
$(SELFTEST): $(BUILD)/suites/selftest/%: $(BUILD)/suites/selftest/%.o $(SHARED) $(LIBRARY)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(SHARED) $(call LINK,/../..) \
		$(PACKAGE_LIBS) -o $@

# What the selftest runs: plain_* and asan_* know cmocka alone, as programs of strangers do.
$(BUILD)/material/plain_%: suites/selftest/material/plain_%.c Makefile
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(DEFINES) $(ALL_CFLAGS) $(LDFLAGS) $< $(CMOCKA) -lpthread -o $@

$(BUILD)/material/asan_%: suites/selftest/material/asan_%.c Makefile
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(DEFINES) $(ALL_CFLAGS) -fsanitize=address $(LDFLAGS) $< $(CMOCKA) -o $@

# fixed_* stand at a fixed place, compiled for it.
$(BUILD)/material/fixed_%: suites/selftest/material/fixed_%.c $(LIBRARY) Makefile
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -Iinclude $(DEFINES) $(ALL_CFLAGS) -fno-pie -no-pie $(LDFLAGS) $< \
		$(call LINK,/..) -o $@

$(BUILD)/material/%: $(BUILD)/suites/selftest/material/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(call LINK,/..) -o $@

suite_objects = $(patsubst suites/%.c,$(BUILD)/objects/%.o,$(wildcard suites/$(1)/*.c))
.SECONDEXPANSION:
$(SUITES): $(BUILD)/suites/%: $$(call suite_objects,$$*) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call LINK,/..) -o $@

install: ## to $(DESTDIR)$(PREFIX)
	$(MAKE) $(PROGRAM) $(LIBRARY)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/nestbed \
		$(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(LIBRARY) $(DESTDIR)$(LIBDIR)/
	ln -sf libnestbed.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libnestbed.so
	install -m 644 include/nestbed/*.h $(DESTDIR)$(PREFIX)/include/nestbed/
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/nestbed \
		docs/topology.schema.json reports/*.schema.json
	sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
		ci/nestbed.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/nestbed.pc
	for page in docs/man/*.[1-9]; do \
		install -D -m 644 $$page \
			$(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/} || exit 1; \
	done
	install -D -m 644 docs/completion/nestbed.bash $(DESTDIR)$(BASHCOMP)/nestbed
	install -D -m 644 docs/completion/_nestbed $(DESTDIR)$(ZSHCOMP)/_nestbed
	[ -n "$(DESTDIR)" ] || ldconfig 2>/dev/null || true

uninstall: ## what install put there
	rm -rf $(DESTDIR)$(PREFIX)/include/nestbed $(DESTDIR)$(PREFIX)/share/nestbed
	rm -f $(DESTDIR)$(PREFIX)/bin/nestbed $(DESTDIR)$(LIBDIR)/libnestbed.so* \
		$(DESTDIR)$(LIBDIR)/pkgconfig/nestbed.pc \
		$(DESTDIR)$(BASHCOMP)/nestbed $(DESTDIR)$(ZSHCOMP)/_nestbed
	for page in docs/man/*.[1-9]; do \
		rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}; \
	done

grade: all ## points of SUBMISSION=dir, in build/grade/results.json
	@suites/assignment/grade.sh $(BUILD) "$(SUBMISSION)" $(BUILD)/grade

clean: ## remove what was built
	rm -rf build build-asan build-coverage build-fuzz

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: all setup run check grade tests unit asan coverage bench lint fuzz fuzzers format install \
	uninstall clean help
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
