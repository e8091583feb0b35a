# SPDX-License-Identifier: GPL-2.0-or-later
# nf-slammer: `make help` lists what there is to make.

BUILD   := build
KDIR    ?= /lib/modules/$(shell uname -r)/build
CC      ?= gcc
CFLAGS  ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wwrite-strings -Wformat=2 -Wno-unused-parameter
PREFIX  ?= /usr

PKGS    := libconfig libmnl sqlite3 jansson libpcap
SYSTEMD := $(shell pkg-config --exists libsystemd 2>/dev/null && echo yes)
OPT     := $(if $(SYSTEMD),-DHAVE_SYSTEMD)

INC     := -Ikmod/include -Iuserspace -Iadvisories -Itests
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(INC) $(WARN) $(OPT) \
	   $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
LIBS     = $(shell pkg-config --libs $(PKGS) $(if $(SYSTEMD),libsystemd) 2>/dev/null) -lunistring

# Rooms: a room is a folder, and its objects go into every program that names it.
room     = $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard $(addsuffix /*.c,$(1)))))
SHARED  := userspace/names userspace/policy userspace/kernel userspace/store
ADVISORY := userspace/names userspace/store advisories/facts advisories/bulletin \
	   advisories/render advisories/slammer-advisory

PROGRAMS := $(BUILD)/slammerd $(BUILD)/slammerctl $(BUILD)/slammer-advisory

.PHONY: all programs
all: programs

programs: $(PROGRAMS)

$(BUILD)/slammerd: $(call room,$(SHARED) userspace/slammerd)
$(BUILD)/slammerctl: $(call room,$(SHARED) userspace/slammerctl)
$(BUILD)/slammer-advisory: $(call room,$(ADVISORY))
$(PROGRAMS):
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
