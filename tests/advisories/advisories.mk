# SPDX-License-Identifier: GPL-2.0-or-later
# What tests of bulletins need before they run: other people's readers of our
# formats, and one published sample of everything.

.PHONY: csaf-validator sample check-advisories

csaf-validator:
	tests/advisories/validator/deps.sh $(BUILD)/validator

# What tests/advisories reads; all its prerequisites stand here.
sample: programs csaf-validator

check-advisories: sample
	tests/run.sh advisories
