# nestbed: make help
VERSION = 0.1.0
SOVERSION = 0
BUILD ?= build
PREFIX ?= /usr/local
CC = gcc

PACKAGES = libnl-3.0 libpcap jansson cmocka
WARN = -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wpointer-arith \
	-Wcast-qual -Wvla -Wformat=2 -Wundef -Werror
CFLAGS ?= -O2 -g
CPPFLAGS += -I. -Iinclude -D_GNU_SOURCE -DNB_VERSION='"$(VERSION)"'
ALL_CFLAGS = -std=gnu11 -fPIC -fvisibility=default $(WARN) $(CFLAGS) $(VARIANT) \
	$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS = $(shell pkg-config --libs $(filter-out cmocka,$(PACKAGES)) 2>/dev/null) -ldl -lpthread
CMOCKA = $(shell pkg-config --libs cmocka 2>/dev/null)

ROOMS = harness fixtures assertions reports
TESTS = $(foreach r,$(ROOMS),$(wildcard $(r)/*_test.c))
FUZZ = $(foreach r,$(ROOMS),$(wildcard $(r)/*_fuzz.c))
SOURCES = $(filter-out $(TESTS) $(FUZZ) harness/nestbed.c,$(foreach r,$(ROOMS),$(wildcard $(r)/*.c)))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY = $(BUILD)/libnestbed.so.$(SOVERSION)
PROGRAM = $(BUILD)/nestbed
UNIT_TESTS = $(TESTS:%.c=$(BUILD)/test/%)
SUITES = $(patsubst suites/%/,$(BUILD)/suites/%,$(filter-out suites/selftest/,$(wildcard suites/*/)))

all: $(PROGRAM) $(LIBRARY) $(SUITES) ## build library, command and suites

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(LIBRARY): $(OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libnestbed.so.$(SOVERSION) $^ $(LIBS) -o $@
	ln -sf libnestbed.so.$(SOVERSION) $(BUILD)/libnestbed.so

LINK = -L$(BUILD) -Wl,-rpath,'$$ORIGIN$(1)' -lnestbed $(CMOCKA)

$(PROGRAM): $(BUILD)/harness/nestbed.o $(LIBRARY)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(call LINK,) -o $@

# A unit test is one program and may call anything inside the library. cmocka comes first:
# its own runner runs them, so that a broken nestbed cannot hide behind itself.
$(BUILD)/test/%: $(BUILD)/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(CMOCKA) $(call LINK,/../..) -o $@

# A suite is one folder, one program; it sees public headers only.
.SECONDEXPANSION:
$(SUITES): $(BUILD)/suites/%: $$(patsubst %.c,$(BUILD)/%.o,$$(wildcard suites/%/*.c)) $(LIBRARY)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call LINK,/..) -o $@

unit: $(UNIT_TESTS) ## run the unit tests
	@for t in $^; do $$t || exit 1; done

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/'

.PHONY: all unit clean help
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
