# SPDX-License-Identifier: GPL-2.0-or-later
# The lab: Debian's kernels in QEMU. Included by Makefile, which builds the
# programs and the tools that go into the images.

KERNELS ?= 6.1 6.12
KERNEL  ?= 6.1
export KERNELS

LAB_IMAGES := $(addprefix lab-image-,6.1 6.12)

.PHONY: run shell check-lab check-reloads lab-images $(LAB_IMAGES)

# Packages decide how things are built, so make starts anew behind them.
run: deps
	@echo 'building the programs, the module and the image of the lab'
	@$(MAKE) -s programs tools lab-image-$(KERNEL)
	@tests/lab/run.sh $(KERNEL)

# A root shell on the lab's router
shell: deps
	@$(MAKE) -s programs tools lab-image-$(KERNEL)
	@tests/lab/vm.sh $(KERNEL) shell

check-lab: deps
	$(MAKE) programs tools lab-images
	tests/run.sh lab

# A thousand reloads at full rate. It is in `make check` as well, there at the rate
# that an emulated machine has by the clock of the wall. Linux 6.1 does not boot where
# two processors share a clock that counts instructions.
check-reloads: deps
	$(MAKE) programs tools lab-image-6.12
	tests/lab/vm.sh 6.12 reloads
	@grep -h -e '^   {"reloads"' -e 'a second' $(BUILD)/lab/6.12/console.log

lab-images: $(addprefix lab-image-,$(KERNELS))

# The scripts know what is up to date
$(LAB_IMAGES): lab-image-%: $(PROGRAMS) $(TOOLS)
	@tests/lab/kernels.sh $*
	@tests/lab/module.sh $*
	@tests/lab/image.sh $*
