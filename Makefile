# SPDX-License-Identifier: GPL-2.0-or-later
# nf-slammer: `make help` lists what there is to make.

BUILD   := build
KDIR    ?= /lib/modules/$(shell uname -r)/build
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS  ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
DESTDIR ?=
PREFIX  ?= /usr
VERSION := $(shell cat VERSION)

# Quiet unless V=1: "CC path", "AR path", "LD path"; silent with make -s
V       ?= 0
Q       := $(if $(filter-out 0,$(V)),,@)
silent  := $(findstring s,$(filter-out ---%,$(firstword -$(MAKEFLAGS))))
say      = $(if $(Q)$(silent),$(if $(silent),,@printf '  %-4s %s\n' '$(1)' \
	     '$(patsubst $(BUILD)/%,%,$@)'))

# As many jobs as processors, unless the caller has said how many
jobs     = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wwrite-strings -Wformat=2 -Wno-unused-parameter

# NAME=package of pkg-config:Debian package
REQUIRED := CONFIG=libconfig:libconfig-dev MNL=libmnl:libmnl-dev \
	   SQLITE=sqlite3:libsqlite3-dev JANSSON=jansson:libjansson-dev \
	   PCAP=libpcap:libpcap-dev GCRYPT=libgcrypt:libgcrypt20-dev
# A small router may do without these; -DHAVE_NAME where the library is there.
# The programs say what they cannot do without it.
OPTIONAL := SYSTEMD=libsystemd:libsystemd-dev SECCOMP=libseccomp:libseccomp-dev \
	   NFQUEUE=libnetfilter_queue:libnetfilter-queue-dev \
	   MICROHTTPD=libmicrohttpd:libmicrohttpd-dev GPGME=gpgme:libgpgme-dev \
	   LIBXML2=libxml-2.0:libxml2-dev LIBZIP=libzip:libzip-dev \
	   CAPNG=libcap-ng:libcap-ng-dev SMARTCOLS=smartcols:libsmartcols-dev \
	   ZLIB=zlib:zlib1g-dev
# These have no file for pkg-config.
OTHERS  := PKG_CONFIG=pkg-config:pkg-config UNISTRING=unistr.h:libunistring-dev
# What unit tests and fuzz targets need besides
CMOCKA  := CMOCKA=cmocka:libcmocka-dev
PKG_CONFIG ?= pkg-config
name     = $(firstword $(subst =, ,$(1)))
package  = $(firstword $(subst :, ,$(lastword $(subst =, ,$(1)))))
debian   = $(lastword $(subst :, ,$(1)))
THERE   := $(shell for package in $(foreach lib,$(REQUIRED) $(OPTIONAL) \
	     $(CMOCKA),$(call package,$(lib))); do \
	     $(PKG_CONFIG) --exists $$package 2>/dev/null && echo $$package; done)
THERE   += $(shell command -v $(PKG_CONFIG) >/dev/null && echo pkg-config)
hash    := \#
THERE   += $(shell echo '$(hash)include <unistr.h>' | \
	     $(CC) -E -o /dev/null - 2>/dev/null && echo unistr.h)
found    = $(foreach lib,$(1),$(if $(filter $(call package,$(lib)),$(THERE)),$(lib)))
missing  = $(filter-out $(call found,$(1)),$(1))
HAVE    := $(call found,$(OPTIONAL))
PKGS_ALL := $(foreach lib,$(REQUIRED) $(HAVE),$(call package,$(lib)))
INC     := -Ikmod/include -Iuserspace -Iadvisories -Itests
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(INC) $(WARN) $(PKG_CFLAGS) $(CFLAGS) \
	   $(PLACES)
PKG_CFLAGS := $(foreach lib,$(HAVE),-DHAVE_$(call name,$(lib))) \
	   $(shell $(PKG_CONFIG) --cflags $(PKGS_ALL) 2>/dev/null)
LIBS    := -Wl,--as-needed -lunistring -lm \
	   $(shell $(PKG_CONFIG) --libs $(PKGS_ALL) 2>/dev/null)

# Only these files know the version and where files are installed, so only they are
# compiled again when VERSION or PREFIX changes.
PLACED  := $(patsubst %.c,%.o,$(shell grep -rlE --include='*.c' \
	     'NF_SLAMMER_(VERSION|SHARE)' userspace advisories tests/unit))
PLACES_FLAGS := -DNF_SLAMMER_VERSION='"$(VERSION)"' \
	   -DNF_SLAMMER_SHARE='"$(PREFIX)/share/nf-slammer"'

# A room is a folder, and a static library: a program links only the rooms that it
# names, so a forbidden arrow is an undefined reference.
files    = $(sort $(wildcard $(1)/*.c))
lib      = $(patsubst %,$(BUILD)/obj/%/lib.a,$(1))
checked  = $(patsubst %,$(BUILD)/checked/%/lib.a,$(1))
link     = $(CC) $(1) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	   -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

POLICY   := userspace/policy userspace/policy/parse userspace/config \
	    userspace/common
SHARED   := $(POLICY) userspace/machine userspace/kernel userspace/status \
	    userspace/inspect
STORE    := userspace/store userspace/db
SLAMMERD := $(addprefix userspace/slammerd,/ /os /enforce /stats /control)
SLAMMERD := $(patsubst %/,%,$(SLAMMERD))
ADVISORY := advisories/archive advisories/facts advisories/markup \
	    advisories/publisher advisories/bulletin \
	    advisories/recipes advisories/render/text advisories/render/html \
	    advisories/render/mail advisories/render/csaf advisories/sign \
	    advisories/notices advisories/notices/attach \
	    advisories/notices/deliver advisories/import advisories/site
SLAMMERD_ROOMS   := $(SLAMMERD) $(SHARED) userspace/constituents $(STORE)
SLAMMERCTL_ROOMS := userspace/slammerctl userspace/capture $(SHARED)
ADVISORY_ROOMS   := advisories/slammer-advisory $(ADVISORY) \
	    userspace/constituents $(POLICY) $(STORE)
PROGRAMS := $(BUILD)/slammerd $(BUILD)/slammerctl $(BUILD)/slammer-advisory
TOOLS    := $(patsubst tests/lab/tools/%.c,$(BUILD)/lab/bin/%,\
	      $(wildcard tests/lab/tools/*.c))
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,\
	      $(shell find tests/unit -name 'test_*.c'))
UNIT_ROOMS := $(sort $(SLAMMERD_ROOMS) $(SLAMMERCTL_ROOMS) $(ADVISORY_ROOMS) \
	    tests/vectors tests/sessions tests/scenarios tests/support)

.PHONY: all help programs module tools units deps check check-upgrade clean uninstall

all: programs module

help:
	@echo 'make             build the programs and, for the running kernel, the module'
	@echo 'make run         see it work: a router in QEMU, from insmod to bulletin'
	@echo 'make shell       the same router, with a root shell for you'
	@echo 'make demo        statistics and a capture to try the tools on, without QEMU'
	@echo 'make check       all tests (KERNELS=6.1 or 6.12 for one of the two labs)'
	@echo 'make check-advisories  a sample of all publications, and its tests'
	@echo 'make check-kernels  the module for each kernel of tests/kernels/matrix, and a short lab'
	@echo 'make bench       instructions per packet, of this filter and of others'
	@echo 'make bench-queue  what it costs slammerd to answer a queued packet'
	@echo 'make bench-facts  facts and notices of a week of 2,000,000 sources, and by SQL'
	@echo 'make fuzz        every parser of outside input, by libFuzzer (FUZZ_RUNS=$(FUZZ_RUNS))'
	@echo 'make check-upgrade    Debian 12 with these packages becomes Debian 13, and boots'
	@echo 'make check-reloads    a thousand reloads under 50,000 packets a second and more'
	@echo 'make check-sanitized  the lab in a KASAN, lockdep, kmemleak and UBSAN kernel'
	@echo 'make programs    build/slammerd, build/slammerctl, build/slammer-advisory'
	@echo '                 and build/example.pcap, packets for `slammerctl policy test`'
	@echo 'make module      build/nf_slammer.ko for KDIR=$(KDIR)'
	@echo 'make deps        install the Debian packages that the programs need'
	@echo 'make install     all but the module; DESTDIR= PREFIX=   (make uninstall)'
	@echo 'make deb         Debian packages, in build/deb'
	@echo 'make compile_commands.json  for editors and clangd'
	@echo 'make clean       remove build/; V=1 shows commands, CFLAGS= and LDFLAGS= are taken'

include tests/lab/lab.mk
include tests/bench/bench.mk
include tests/sanitized/sanitized.mk
include etc/install.mk
include tests/fuzz/fuzz.mk
include tests/advisories/advisories.mk

# Programs

programs: $(PROGRAMS) $(BUILD)/example.pcap

$(BUILD)/slammerd: $(call lib,$(SLAMMERD_ROOMS))
$(BUILD)/slammerctl: $(call lib,$(SLAMMERCTL_ROOMS))
$(BUILD)/slammer-advisory: $(call lib,$(ADVISORY_ROOMS))
$(PROGRAMS): $(BUILD)/stamps/link
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

# A capture of inert packets, installed to try `slammerctl policy test` on
$(BUILD)/example.pcap: tests/vectors/example.txt $(BUILD)/lab/bin/vecpcap
	$(call say,GEN)
	$(Q)$(BUILD)/lab/bin/vecpcap $< $@

.SECONDEXPANSION:
.DELETE_ON_ERROR:
.SECONDARY:

# Stamps: files with the text that a build step depends on and that make does not
# see, such as flags. One is written only when its text changes, so what depends on
# it is made again exactly then.
STAMP_objects = $(CC) $(ALL_CFLAGS)
STAMP_link    = $(CC) $(CFLAGS) $(LDFLAGS) $(LIBS)
STAMP_checked = $(CC) $(CHECKED_CFLAGS) $(LDFLAGS) $(LIBS)
STAMP_places  = $(PLACES_FLAGS)
STAMP_module  = $(KDIR) $(KSRC)

same  = $(and $(findstring =$(1)=,=$(2)=),$(findstring =$(2)=,=$(1)=))
write = $(if $(call same,$(strip $(1)),$(strip $(file <$@))),,$(shell \
	  mkdir -p $(@D))$(file >$@,$(1))@:)
ask_for = @printf 'missing: %s (Debian package %s)\n' >&2 $(foreach lib,$(1),$(call \
	  package,$(lib)) $(call debian,$(lib))); \
	  echo '`make deps` installs what is missing.' >&2; exit 1

$(BUILD)/stamps/checked: NEEDED := $(OTHERS) $(REQUIRED) $(CMOCKA)
$(BUILD)/stamps/fuzz: NEEDED := $(OTHERS) $(REQUIRED) $(CMOCKA)
$(BUILD)/stamps/module: NEEDED :=
$(BUILD)/stamps/%: NEEDED := $(OTHERS) $(REQUIRED)
$(BUILD)/stamps/%: FORCE
	$(if $(call missing,$(NEEDED)),$(call ask_for,$(call missing,$(NEEDED))))
	$(call write,$(STAMP_$*))

# The names of a room's files: a deleted one leaves the library, too.
$(BUILD)/rooms/%.list: FORCE
	$(call write,$(call files,$*))

.PHONY: FORCE

$(BUILD)/obj/%.o: %.c $(BUILD)/stamps/objects
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

placed = $(foreach tree,obj checked fuzz,$(addprefix $(BUILD)/$(tree)/,$(PLACED)))
$(placed): $(BUILD)/stamps/places
$(placed): private PLACES = $(PLACES_FLAGS)

objects = $(patsubst %.c,$(BUILD)/$(1)/%.o,$(call files,$(2)))

$(BUILD)/obj/%/lib.a: $$(call objects,obj,$$*) $(BUILD)/rooms/%.list
	$(call archive)
$(BUILD)/checked/%/lib.a: $$(call objects,checked,$$*) $(BUILD)/rooms/%.list
	$(call archive)

define archive
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(filter %.o,$^)
endef

# The module, built in a copy so that nothing is left beside the sources

KSRC := Kbuild VERSION $(sort $(shell find kmod -name '*.[ch]'))

module: $(if $(wildcard $(KDIR)/Makefile),$(BUILD)/nf_slammer.ko,no-headers)

.PHONY: no-headers
no-headers:
	@echo 'nf_slammer.ko is not built: no kernel headers in $(KDIR)'
	@echo '  (apt-get install linux-headers-$(shell uname -r), or KDIR=...)'

$(BUILD)/nf_slammer.ko: $(KSRC) $(BUILD)/stamps/module
	@mkdir -p $(BUILD)/kmod/here
	@cp --parents -t $(BUILD)/kmod/here $(KSRC)
	$(MAKE) -C $(KDIR) M=$(abspath $(BUILD))/kmod/here modules
	@cp $(BUILD)/kmod/here/nf_slammer.ko $@

# What the README's examples read, without a router: a day of an outbreak that ends
# now, and a capture of inert packets

.PHONY: demo
demo: programs $(BUILD)/scenario $(BUILD)/lab/bin/vecpcap
	@mkdir -p $(BUILD)/demo
	@rm -f $(BUILD)/demo/statistics.db*
	$(Q)$(BUILD)/scenario outbreak $(BUILD)/demo/statistics.db --until now
	$(Q)$(BUILD)/lab/bin/vecpcap tests/vectors/vectors.txt $(BUILD)/demo/packets.pcap
	@echo 'made $(BUILD)/demo: statistics.db, packets.pcap. Try:'
	@echo '  build/slammer-advisory render --store build/demo/statistics.db --lang en'
	@echo '  build/slammerctl policy test etc/policy.conf build/demo/packets.pcap --from external'

# Tests

tools: $(TOOLS) $(BUILD)/scenario

# Writes a store with a known history: build/scenario NAME STORE
$(BUILD)/scenario: $(BUILD)/stamps/link $(BUILD)/obj/tests/support/store_fixture.o \
		$(call lib,tests/scenarios userspace/common $(STORE))
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

$(BUILD)/lab/bin/labqueue: private LIBS += -lnetfilter_queue -lnfnetlink
# It talks to the daemon as slammerctl does
$(BUILD)/lab/bin/labreload: $(call lib,userspace/slammerctl userspace/capture)
$(BUILD)/lab/bin/%: $(BUILD)/obj/tests/lab/tools/%.o \
		$(call lib,tests/sessions tests/vectors userspace/kernel $(POLICY)) \
		$(BUILD)/stamps/link
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

CHECKED_CFLAGS = $(ALL_CFLAGS) -O1 -U_FORTIFY_SOURCE -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all

units: $(UNITS)

# A unit test is linked again only if an object in it has changed: the linker lists
# them, as (lib.a)name.o, and the libraries as a whole are order-only.
$(BUILD)/unit/%: $(BUILD)/checked/tests/unit/%.o $(BUILD)/stamps/checked \
		| $(call checked,$(UNIT_ROOMS))
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CHECKED_CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group \
		$(filter %.a,$|) -Wl,--end-group $(LIBS) -lcmocka -Wl,-t,-t >$@.objects
	@awk -v test=$@ '{ gsub(/[()]/, " ") } \
		NF == 2 && sub("/lib.a$$", "", $$1) { \
			print test ": " $$1 "/" $$2 "\n" $$1 "/" $$2 ":"; \
			sub("^$(BUILD)/checked/", "", $$1); rooms[$$1] } \
		END { for (room in rooms) \
			print test ": $(BUILD)/rooms/" room ".list" }' \
		$@.objects >$@.d
	@rm $@.objects

$(BUILD)/checked/%.o: %.c $(BUILD)/stamps/checked
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CHECKED_CFLAGS) -MMD -MP -c -o $@ $<

# For editors and clangd. The module's files are not in it: the kernel's build system
# makes such a list itself, scripts/clang-tools/gen_compile_commands.py.
SOURCES = $(sort $(foreach room,$(UNIT_ROOMS),$(call files,$(room))) \
	$(patsubst $(BUILD)/%,tests/%.c,$(UNITS)) $(wildcard tests/lab/tools/*.c \
	tests/fuzz/*.c tests/advisories/*.c tests/bench/tools/*.c))
COMMAND = $(CC) $(ALL_CFLAGS) $(PLACES_FLAGS)

.PHONY: compile_commands.json
compile_commands.json:
	$(file >$@,[)
	$(foreach file,$(SOURCES),$(file >>$@,{ "directory": "$(CURDIR)"$(comma) \
		"file": "$(file)"$(comma) "command": \
		"$(subst ",\",$(subst \,\\,$(COMMAND) -c $(file)))" }$(if $(filter-out \
		$(lastword $(SOURCES)),$(file)),$(comma))))
	$(file >>$@,])
	@echo '$@: $(words $(SOURCES)) files'
comma := ,

# Each command installs only the packages that it needs: `make deps` those of the
# programs and the unit tests. What is installed decides how things are built, so a
# command calls make again after it.
deps:
	@tests/deps.sh programs options unit

check:
	@tests/deps.sh programs options unit static module kernels matrix lab check deb package
	@tests/machine.sh
	$(MAKE) $(jobs) programs tools units replays lab-images sample
	tests/run.sh

check-upgrade:
	@tests/deps.sh programs options module lab deb package
	$(MAKE) $(jobs) programs tools
	tests/run.sh upgrade

clean:
	rm -rf $(BUILD)

# What each object was compiled from, unless its source is gone
DEPENDENCIES := $(shell find $(addprefix $(BUILD)/,obj checked fuzz unit) \
	-name '*.d' 2>/dev/null)
-include $(filter $(BUILD)/unit/%,$(DEPENDENCIES))
-include $(foreach tree,obj checked fuzz,$(patsubst %.c,$(BUILD)/$(tree)/%.d,\
	$(wildcard $(patsubst $(BUILD)/$(tree)/%.d,%.c,\
	$(filter $(BUILD)/$(tree)/%,$(DEPENDENCIES))))))
