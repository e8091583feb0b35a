# SPDX-License-Identifier: GPL-2.0-or-later
# The lab: Debian's kernels in QEMU. Included by Makefile, which builds the
# programs and the tools that go into the images.

KERNELS ?= 6.1 6.12
KERNEL  ?= $(or $(shell tests/machine.sh kernel 2>/dev/null),6.1)
export KERNELS

LAB_IMAGES := $(addprefix lab-image-,6.1 6.12)

.PHONY: run shell check-lab check-kernels check-reloads lab-images $(LAB_IMAGES)

run:
	@tests/deps.sh programs module lab
	@echo 'building the programs, the module and the image of the lab'
	@$(MAKE) -s $(jobs) programs tools lab-image-$(KERNEL)
	@tests/lab/run.sh $(KERNEL)

# A root shell on the lab's router
shell:
	@tests/deps.sh programs module lab
	@$(MAKE) -s $(jobs) programs tools lab-image-$(KERNEL)
	@tests/lab/vm.sh $(KERNEL) shell

check-lab:
	@tests/deps.sh programs options module kernels lab
	$(MAKE) $(jobs) programs tools lab-images
	tests/run.sh lab

# The kernels that people run: tests/kernels/matrix; KERNELS_ONLY= names of them
check-kernels:
	@tests/deps.sh programs options module kernels matrix machines lab
	$(MAKE) $(jobs) programs tools
	tests/kernels/check.sh $(KERNELS_ONLY)
	tests/kernels/table.sh

# A thousand reloads at full rate. `make check` does them as well, at the rate that an
# emulated machine reaches in real time. Linux 6.1 does not boot where two processors
# share a clock that counts instructions.
check-reloads:
	@tests/deps.sh programs options module lab
	$(MAKE) $(jobs) programs tools lab-image-6.12
	tests/lab/vm.sh 6.12 reloads
	@grep -h -e '^   {"reloads"' -e 'a second' $(BUILD)/lab/6.12/console.log

lab-images: $(addprefix lab-image-,$(KERNELS))

# The scripts check what is up to date
$(LAB_IMAGES): lab-image-%: $(PROGRAMS) $(TOOLS)
	@tests/lab/kernels.sh $*
	@tests/lab/module.sh $*
	@tests/lab/image.sh $*
