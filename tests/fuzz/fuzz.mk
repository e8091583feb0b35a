# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzz targets, one for each fuzz_NAME.c: with clang's libFuzzer by `make fuzz`,
# without it in `make check`. Included by Makefile.

FUZZ_RUNS    ?= 1000000
FUZZ_CLANG   ?= clang
# "undefined" alone is several times as fast.
FUZZ_SANITIZE ?= address,undefined
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZERS      := $(addprefix $(BUILD)/fuzz/,$(FUZZ_TARGETS))
REPLAYS      := $(addsuffix -replay,$(FUZZERS))

FUZZ_ROOMS  := $(UNIT_ROOMS)
fuzz_libs    = $(patsubst %,$(BUILD)/fuzz/%/lib.a,$(FUZZ_ROOMS))
# The end of an empty array is NULL + 0: clang complains, gcc does not.
FUZZ_CFLAGS  = $(filter-out -D_FORTIFY_SOURCE=2,$(ALL_CFLAGS)) -O2 -g \
	-fno-omit-frame-pointer -fno-sanitize-recover=all \
	-fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) -fno-sanitize=pointer-overflow
STAMP_fuzz   = $(FUZZ_CLANG) $(FUZZ_CFLAGS) $(LIBS)

.PHONY: fuzz fuzz-run replays

fuzz:
	@tests/deps.sh programs options unit fuzz
	$(MAKE) $(jobs) fuzz-run

# New inputs are kept under build/, findings beside them. The replays look for leaks,
# once at their end; to do so after each input is slow.
fuzz-run: $(FUZZERS)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p $(BUILD)/fuzz/found/$$target && \
		$(BUILD)/fuzz/$$target -runs=$(FUZZ_RUNS) -max_len=1024 \
			-detect_leaks=0 -print_final_stats=1 -timeout=20 \
			-artifact_prefix=$(BUILD)/fuzz/$$target- \
			-dict=tests/fuzz/$$target.dict \
			$(BUILD)/fuzz/found/$$target \
			tests/fuzz/corpus/$$target || exit 1; \
	done

$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/fuzz/tests/fuzz/fuzz_%.o \
		$(BUILD)/fuzz/tests/fuzz/options.o $(fuzz_libs) \
		$(BUILD)/stamps/fuzz
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(FUZZ_CLANG) -fsanitize=fuzzer,$(FUZZ_SANITIZE) $(FUZZ_LINK) -o $@ \
		$(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(LIBS) -lcmocka

$(BUILD)/fuzz/%/lib.a: $$(call objects,fuzz,$$*) $(BUILD)/rooms/%.list
	$(call archive)

$(BUILD)/fuzz/%.o: %.c $(BUILD)/stamps/fuzz
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(FUZZ_CLANG) $(FUZZ_CFLAGS) -MMD -MP -c -o $@ $<

replays: $(REPLAYS)

$(REPLAYS): $(BUILD)/fuzz/%-replay: $(BUILD)/checked/tests/fuzz/fuzz_%.o \
		$(BUILD)/checked/tests/fuzz/replay.o \
		$(call checked,$(FUZZ_ROOMS)) $(BUILD)/stamps/checked
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(call link,$(CHECKED_CFLAGS) $(FUZZ_LINK)) -lcmocka

$(BUILD)/fuzz/control $(BUILD)/fuzz/control-replay: FUZZ_LINK := -Wl,--wrap=send
$(BUILD)/fuzz/policy $(BUILD)/fuzz/policy-replay: \
	FUZZ_LINK := -Wl,--wrap=open,--wrap=opendir
