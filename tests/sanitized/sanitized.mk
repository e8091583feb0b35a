# SPDX-License-Identifier: GPL-2.0-or-later
# The lab once more, in a kernel with sanitizers. Included by Makefile;
# not a part of `make check`, because that kernel has to be built.

.PHONY: check-sanitized lab-image-sanitized

check-sanitized:
	@tests/deps.sh programs options module lab sanitized
	$(MAKE) $(jobs) programs tools lab-image-sanitized
	tests/run.sh sanitized

# The scripts check what is up to date
lab-image-sanitized: $(PROGRAMS) $(TOOLS)
	@tests/sanitized/kernel.sh
	@tests/lab/module.sh sanitized
	@tests/lab/image.sh sanitized
