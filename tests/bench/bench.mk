# SPDX-License-Identifier: GPL-2.0-or-later
# The benchmark: instructions per packet, counted by QEMU. Included by Makefile.
# See tests/bench/README.md for what it measures and how to read it.

BENCH_KERNELS ?= 6.1 6.12
BENCH_WHO     ?= nf_slammer bare-drop bare-accept no-hook nft-port nft-mark \
		 ipt-u32 tc-bpf xdp-generic
BENCH_SOURCES ?= 1 1000000
BENCH_ALLOWS  ?= 0 1000 100000
BENCH_CASES   ?= worm variant request other udp-other tcp
# The trace of cache lines takes as long again: not for a look at some
BENCH_LINES   ?= $(if $(filter file,$(origin BENCH_WHO)),yes)

BENCH_TOOLS   := $(patsubst tests/bench/tools/%.c,$(BUILD)/bench/bin/%,\
		   $(wildcard tests/bench/tools/*.c))

.PHONY: bench bench-profile bench-queue bench-tools

bench:
	@tests/deps.sh programs options module lab bench
	@$(MAKE) -s $(jobs) bench-tools
	@tests/bench/bench.sh '$(BENCH_KERNELS)' '$(BENCH_WHO)' \
		'$(BENCH_SOURCES)' '$(BENCH_ALLOWS)' '$(BENCH_CASES)' \
		'$(BENCH_LINES)'

# Where the instructions of one packet are: BENCH_PROFILE="KERNEL WHO CASE"
BENCH_PROFILE ?= 6.1 nf_slammer worm

bench-profile:
	@tests/deps.sh programs options module lab bench
	@$(MAKE) -s $(jobs) bench-tools
	@tests/bench/profile.sh $(BENCH_PROFILE)

# What it takes slammerd to answer a packet that is queued, against a program that
# accepts each and does nothing else
BENCH_QUEUE ?= 6.1

bench-queue:
	@$(MAKE) -s programs tools lab-image-$(BENCH_QUEUE)
	@tests/bench/queue.sh $(BENCH_QUEUE)

bench-tools: $(BENCH_TOOLS)

$(BUILD)/bench/bin/%: $(BUILD)/obj/tests/bench/tools/%.o \
		$(call lib,tests/vectors userspace/kernel $(POLICY)) \
		$(BUILD)/stamps/link
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

# Facts and notices of a week of very many sources, against the sqlite3 command line
BENCH_CONSTITUENTS  ?= 65000
BENCH_STORE_SOURCES ?= 2000000

.PHONY: bench-facts

bench-facts: $(BUILD)/slammer-advisory $(BUILD)/bench/fillstore $(BUILD)/bench/walkstore
	@tests/deps.sh bench
	@tests/bench/facts.sh $(BENCH_CONSTITUENTS) $(BENCH_STORE_SOURCES)

$(BUILD)/bench/fillstore: $(BUILD)/obj/tests/bench/facts/fillstore.o \
		$(call lib,userspace/common $(STORE))
$(BUILD)/bench/walkstore: $(BUILD)/obj/tests/bench/facts/walkstore.o \
		$(call lib,advisories/facts userspace/common $(STORE))
$(BUILD)/bench/fillstore $(BUILD)/bench/walkstore: $(BUILD)/stamps/link
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

# Ten simulated years in the store: quiet, an outbreak of a week, forged for a month
BENCH_STORE_ATTACKERS ?= 65536
BENCH_STORE_WINDOW    ?= 3600

.PHONY: bench-store

bench-store: $(BUILD)/bench/decade
	@rm -f $(BUILD)/bench/decade-*.db*
	@for years in quiet outbreak forged; do \
		$(BUILD)/bench/decade $$years $(BUILD)/bench/decade-$$years.db \
			$(BENCH_STORE_ATTACKERS) $(BENCH_STORE_WINDOW) || exit; done

$(BUILD)/obj/tests/bench/store/decade.o: private INC += -Iadvisories/facts
$(BUILD)/bench/decade: $(BUILD)/obj/tests/bench/store/decade.o \
		$(BUILD)/obj/tests/support/decade.o $(BUILD)/stamps/link \
		$(call lib,advisories/facts userspace/common $(STORE))
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))
