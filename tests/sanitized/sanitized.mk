# SPDX-License-Identifier: GPL-2.0-or-later
# The lab once more, in a kernel that looks for mistakes. Included by Makefile;
# not a part of `make check`, because that kernel has to be built.

.PHONY: check-sanitized deps-sanitized lab-image-sanitized

check-sanitized: deps deps-sanitized
	$(MAKE) programs tools lab-image-sanitized
	tests/run.sh sanitized

deps-sanitized: deps
	tests/sanitized/deps.sh

# The scripts know what is up to date
lab-image-sanitized: $(PROGRAMS) $(TOOLS)
	@tests/sanitized/kernel.sh
	@tests/lab/module.sh sanitized
	@tests/lab/image.sh sanitized
