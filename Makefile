# SPDX-License-Identifier: GPL-2.0-or-later
# nf-slammer: `make help` lists what there is to make.

BUILD   := build
KDIR    ?= /lib/modules/$(shell uname -r)/build
CC      ?= gcc
CFLAGS  ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
DESTDIR ?=
PREFIX  ?= /usr

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wwrite-strings -Wformat=2 -Wno-unused-parameter
PKGS    := libconfig libmnl sqlite3 jansson libpcap libgcrypt
# An operator of a small router may do without these: NAME=package of pkg-config,
# and -DHAVE_NAME where it is there. What is missing the programs say.
OPTIONAL := SYSTEMD=libsystemd SECCOMP=libseccomp NFQUEUE=libnetfilter_queue \
	   MICROHTTPD=libmicrohttpd GPGME=gpgme LIBXML2=libxml-2.0 LIBZIP=libzip
package  = $(lastword $(subst =, ,$(1)))
HAVE    := $(foreach lib,$(OPTIONAL),$(shell pkg-config --exists \
	     $(call package,$(lib)) 2>/dev/null && echo $(lib)))
PKGS_ALL := $(PKGS) $(foreach lib,$(HAVE),$(call package,$(lib)))
INC     := -Ikmod/include -Iuserspace -Iadvisories -Itests
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(INC) $(WARN) $(PKG_CFLAGS) $(CFLAGS)
PKG_CFLAGS := $(foreach lib,$(HAVE),-DHAVE_$(firstword $(subst =, ,$(lib)))) \
	   $(shell pkg-config --cflags $(PKGS_ALL) 2>/dev/null)
LIBS    := -Wl,--as-needed -lunistring -lm \
	   $(shell pkg-config --libs $(PKGS_ALL) 2>/dev/null)

# A room is a folder; its objects go into every program that names it.
files    = $(sort $(wildcard $(addsuffix /*.c,$(1))))
room     = $(patsubst %.c,$(BUILD)/obj/%.o,$(call files,$(1)))
checked  = $(patsubst %.c,$(BUILD)/checked/%.o,$(call files,$(1)))

SHARED   := userspace/names userspace/policy userspace/kernel userspace/store \
	    userspace/report userspace/metrics userspace/inspect
# The desk's own database: who advises has one, a router has none.
ADVISORY := userspace/store/desk advisories/facts advisories/bulletin \
	    advisories/recipes advisories/render advisories/sign \
	    advisories/notices advisories/import advisories/site
PROGRAMS := $(BUILD)/slammerd $(BUILD)/slammerctl $(BUILD)/slammer-advisory
TOOLS    := $(patsubst tests/lab/tools/%.c,$(BUILD)/lab/bin/%,\
	      $(wildcard tests/lab/tools/*.c))
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,\
	      $(wildcard tests/unit/test_*.c))

# The daemon without its main(), and who asks it: unit tests take what they need.
UNIT_EXTRA := $(filter-out %/main.o,$(call checked,userspace/slammerd tests/scenarios)) \
	      $(BUILD)/checked/userspace/slammerctl/request.o

.PHONY: all help programs module tools units deps check clean
.DELETE_ON_ERROR:
.SECONDARY:

all: programs module

help:
	@echo 'make             build the programs and, for the kernel that runs, the module'
	@echo 'make run         see it work: a router in QEMU, from insmod to bulletin'
	@echo 'make check       all tests (KERNELS=6.1 or 6.12 for one of the two labs)'
	@echo 'make check-advisories  a sample of all that is published, and its tests'
	@echo 'make bench       instructions per packet, of this filter and of others'
	@echo 'make bench-queue  what slammerd takes to answer a packet that is queued'
	@echo 'make bench-facts  facts and notices of a week of 2,000,000 sources, and by SQL'
	@echo 'make fuzz        whatever comes from outside, by libFuzzer (FUZZ_RUNS=$(FUZZ_RUNS))'
	@echo 'make check-reloads    a thousand reloads under 50,000 packets a second and more'
	@echo 'make check-sanitized  the lab in a KASAN, lockdep, kmemleak and UBSAN kernel'
	@echo 'make programs    build/slammerd, build/slammerctl, build/slammer-advisory'
	@echo 'make module      build/nf_slammer.ko for KDIR=$(KDIR)'
	@echo 'make deps        install the Debian packages that all of this needs'
	@echo 'make install     all but the module; DESTDIR= PREFIX='
	@echo 'make deb         Debian packages, in build/deb'
	@echo 'make clean       remove build/'

include tests/lab/lab.mk
include tests/bench/bench.mk
include tests/sanitized/sanitized.mk
include etc/install.mk
include tests/fuzz/fuzz.mk
include tests/advisories/advisories.mk

# Programs

programs: $(PROGRAMS)

$(BUILD)/slammerd: $(call room,$(SHARED) userspace/slammerd)
$(BUILD)/slammerctl: $(call room,$(SHARED) userspace/slammerctl)
$(BUILD)/slammer-advisory: $(call room,userspace/names userspace/policy userspace/store \
	$(ADVISORY) advisories/slammer-advisory)
$(PROGRAMS):
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The module, built in a copy: nothing is left beside the sources

KSRC := Kbuild $(wildcard kmod/*.[ch] kmod/include/*.h kmod/include/uapi/*.h)

module: $(if $(wildcard $(KDIR)/Makefile),$(BUILD)/nf_slammer.ko,no-headers)

.PHONY: no-headers
no-headers:
	@echo 'nf_slammer.ko is not built: no kernel headers in $(KDIR)'
	@echo '  (apt-get install linux-headers-$(shell uname -r), or KDIR=...)'

$(BUILD)/nf_slammer.ko: $(KSRC)
	@mkdir -p $(BUILD)/kmod/here
	cp --parents -t $(BUILD)/kmod/here $(KSRC)
	$(MAKE) -C $(KDIR) M=$(CURDIR)/$(BUILD)/kmod/here modules
	cp $(BUILD)/kmod/here/nf_slammer.ko $@

# Tests

tools: $(TOOLS) $(BUILD)/scenario

# A store that tells a story: build/scenario NAME STORE
$(BUILD)/scenario: $(call room,tests/scenarios userspace/names userspace/store) \
		$(BUILD)/obj/advisories/facts/clock.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/lab/bin/labqueue: LIBS += -lnetfilter_queue -lnfnetlink
# It asks the daemon as slammerctl does
$(BUILD)/lab/bin/labreload: $(BUILD)/obj/userspace/slammerctl/request.o
$(BUILD)/lab/bin/%: $(BUILD)/obj/tests/lab/tools/%.o \
		$(call room,tests/vectors userspace/names userspace/policy userspace/kernel)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

CHECKED_CFLAGS = $(ALL_CFLAGS) -O1 -U_FORTIFY_SOURCE -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all

units: $(UNITS)

$(BUILD)/unit/%: $(BUILD)/checked/tests/unit/%.o \
		$(call checked,$(SHARED) $(ADVISORY) tests/vectors) $(UNIT_EXTRA)
	@mkdir -p $(@D)
	$(CC) $(CHECKED_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/checked/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CHECKED_CFLAGS) -MMD -MP -c -o $@ $<

deps:
	tests/package/deps.sh

# The packages decide how things are built, so make starts anew behind them.
check: deps
	$(MAKE) -j$(shell nproc) programs tools units replays
	$(MAKE) lab-images sample
	tests/run.sh

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj $(BUILD)/checked $(BUILD)/fuzz -name '*.d' 2>/dev/null)
