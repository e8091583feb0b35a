# SPDX-License-Identifier: GPL-2.0-or-later
# What tests of bulletins need before they run: readers of our formats that others
# wrote, and one published sample of everything.

.PHONY: csaf-validator sample check-advisories

csaf-validator:
	tests/advisories/validator/deps.sh $(BUILD)/validator

# What tests/advisories reads, with all its prerequisites
sample: programs csaf-validator $(BUILD)/scenario $(BUILD)/mailer $(BUILD)/seen \
	$(BUILD)/late.so \
	$(addprefix $(BUILD)/unit/,facts/test_facts facts/test_facts_series facts/test_facts_previous render/html/test_html render/html/test_rss)
	tests/advisories/sample.sh

# Writes mails for tests, see mailer.c; sanitized
$(BUILD)/mailer: $(BUILD)/checked/tests/advisories/mailer.o \
		$(call checked,$(filter-out advisories/slammer-advisory,$(ADVISORY_ROOMS))) \
		$(BUILD)/stamps/checked
	$(call say,LD)
	$(Q)$(call link,$(CHECKED_CFLAGS))

# Writes a store with given sources, see seen.c
$(BUILD)/seen: $(BUILD)/obj/tests/advisories/seen.o \
		$(call lib,userspace/common $(STORE)) $(BUILD)/stamps/link
	$(call say,LD)
	$(Q)$(call link,$(CFLAGS))

$(BUILD)/late.so: tests/advisories/late.c $(BUILD)/stamps/link
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -D_GNU_SOURCE -shared -fPIC -o $@ $<

check-advisories:
	@tests/deps.sh programs options unit check lab
	$(MAKE) $(jobs) sample
	tests/run.sh advisories
