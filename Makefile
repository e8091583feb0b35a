# SPDX-License-Identifier: GPL-2.0-or-later
# nf-slammer: `make help` lists what there is to make.

BUILD   := build
KDIR    ?= /lib/modules/$(shell uname -r)/build
CC      ?= gcc
CFLAGS  ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
DESTDIR ?=
PREFIX  ?= /usr
VERSION := $(shell cat VERSION)

# Quiet unless V=1: "CC path", "AR path", "LD path"
V       ?= 0
Q       := $(if $(filter-out 0,$(V)),,@)
say      = $(if $(Q),@printf '  %-4s %s\n' '$(1)' '$(patsubst $(BUILD)/%,%,$@)')

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wwrite-strings -Wformat=2 -Wno-unused-parameter
# NAME=package of pkg-config:Debian package
REQUIRED := CONFIG=libconfig:libconfig-dev MNL=libmnl:libmnl-dev \
	   SQLITE=sqlite3:libsqlite3-dev JANSSON=jansson:libjansson-dev \
	   PCAP=libpcap:libpcap-dev GCRYPT=libgcrypt:libgcrypt20-dev
# A small router may do without these; -DHAVE_NAME where the library is there.
# The programs say what they cannot do without it.
OPTIONAL := SYSTEMD=libsystemd SECCOMP=libseccomp NFQUEUE=libnetfilter_queue \
	   MICROHTTPD=libmicrohttpd GPGME=gpgme LIBXML2=libxml-2.0 LIBZIP=libzip
name     = $(firstword $(subst =, ,$(1)))
package  = $(firstword $(subst :, ,$(lastword $(subst =, ,$(1)))))
debian   = $(lastword $(subst :, ,$(1)))
found    = $(foreach lib,$(1),$(if $(shell pkg-config --exists \
	     $(call package,$(lib)) 2>/dev/null && echo yes),$(lib)))
HAVE    := $(call found,$(OPTIONAL))
MISSING := $(filter-out $(call found,$(REQUIRED)),$(REQUIRED))
PKGS_ALL := $(foreach lib,$(REQUIRED) $(HAVE),$(call package,$(lib)))
INC     := -Ikmod/include -Iuserspace -Iadvisories -Itests
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(INC) $(WARN) $(PKG_CFLAGS) $(CFLAGS) \
	   -DNF_SLAMMER_VERSION='"$(VERSION)"'
PKG_CFLAGS := $(foreach lib,$(HAVE),-DHAVE_$(call name,$(lib))) \
	   $(shell pkg-config --cflags $(PKGS_ALL) 2>/dev/null)
LIBS    := -Wl,--as-needed -lunistring -lm \
	   $(shell pkg-config --libs $(PKGS_ALL) 2>/dev/null)

# A room is a folder, and a static library: a program links the rooms that it names
# and no others, so an arrow that must not be is an undefined reference.
files    = $(sort $(wildcard $(1)/*.c))
lib      = $(patsubst %,$(BUILD)/obj/%/lib.a,$(1))
checked  = $(patsubst %,$(BUILD)/checked/%/lib.a,$(1))
link     = $(CC) $(1) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	   -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

POLICY   := userspace/policy userspace/policy/parse userspace/common
SHARED   := $(POLICY) userspace/kernel userspace/status userspace/inspect
STORE    := userspace/store userspace/db
SLAMMERD := $(addprefix userspace/slammerd,/ /os /enforce /stats /control)
SLAMMERD := $(patsubst %/,%,$(SLAMMERD))
ADVISORY := advisories/archive advisories/facts advisories/bulletin \
	    advisories/recipes advisories/render/text advisories/render/html \
	    advisories/render/mail advisories/render/csaf advisories/sign \
	    advisories/notices advisories/notices/attach \
	    advisories/notices/deliver advisories/import advisories/site
SLAMMERD_ROOMS   := $(SLAMMERD) $(SHARED) userspace/constituents $(STORE)
SLAMMERCTL_ROOMS := userspace/slammerctl $(SHARED)
ADVISORY_ROOMS   := advisories/slammer-advisory $(ADVISORY) \
	    userspace/constituents $(POLICY) $(STORE)
PROGRAMS := $(BUILD)/slammerd $(BUILD)/slammerctl $(BUILD)/slammer-advisory
TOOLS    := $(patsubst tests/lab/tools/%.c,$(BUILD)/lab/bin/%,\
	      $(wildcard tests/lab/tools/*.c))
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,\
	      $(shell find tests/unit -name 'test_*.c'))
UNIT_ROOMS := $(sort $(SLAMMERD_ROOMS) $(SLAMMERCTL_ROOMS) $(ADVISORY_ROOMS) \
	    tests/vectors tests/scenarios tests/support)

.PHONY: all help programs module tools units deps check clean

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

$(BUILD)/slammerd: $(call lib,$(SLAMMERD_ROOMS))
$(BUILD)/slammerctl: $(call lib,$(SLAMMERCTL_ROOMS))
$(BUILD)/slammer-advisory: $(call lib,$(ADVISORY_ROOMS))
$(PROGRAMS): $(BUILD)/flags
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

.SECONDEXPANSION:
.DELETE_ON_ERROR:
.SECONDARY:

# What was compiled with other flags, or against other libraries, is compiled again.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	$(if $(MISSING),@echo 'missing: $(foreach lib,$(MISSING),$(call \
		package,$(lib)) (Debian: $(call debian,$(lib))))' >&2; \
		echo '`make deps` installs what is needed' >&2; exit 1)
	@echo '$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LIBS)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LIBS)' >$@

FORCE:

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

objects = $(patsubst %.c,$(BUILD)/$(1)/%.o,$(call files,$(2)))

$(BUILD)/obj/%/lib.a: $$(call objects,obj,$$*) $(BUILD)/rooms/%.list
	$(call archive)
$(BUILD)/checked/%/lib.a: $$(call objects,checked,$$*) $(BUILD)/rooms/%.list
	$(call archive)

define archive
	@mkdir -p $(@D) && rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(filter %.o,$^)
endef

# The names of a room's files: one that is deleted goes from the library too.
$(BUILD)/rooms/%.list: FORCE
	@mkdir -p $(@D)
	@echo '$(call files,$*)' | cmp -s - $@ || echo '$(call files,$*)' >$@

# The module, built in a copy: nothing is left beside the sources

KSRC := Kbuild VERSION $(shell find kmod -name '*.[ch]')

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
$(BUILD)/scenario: $(call lib,tests/scenarios userspace/common $(STORE))
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

$(BUILD)/lab/bin/labqueue: LIBS += -lnetfilter_queue -lnfnetlink
# It asks the daemon as slammerctl does
$(BUILD)/lab/bin/labreload: $(call lib,userspace/slammerctl)
$(BUILD)/lab/bin/%: $(BUILD)/obj/tests/lab/tools/%.o \
		$(call lib,tests/vectors userspace/kernel $(POLICY))
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

CHECKED_CFLAGS = $(ALL_CFLAGS) -O1 -U_FORTIFY_SOURCE -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all

units: $(UNITS)

$(BUILD)/unit/%: $(BUILD)/checked/tests/unit/%.o $(call checked,$(UNIT_ROOMS))
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CHECKED_CFLAGS)) -lcmocka

$(BUILD)/checked/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CHECKED_CFLAGS) -MMD -MP -c -o $@ $<

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
