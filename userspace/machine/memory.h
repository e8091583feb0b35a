/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - how much memory the kernel takes for a policy on this machine
 *
 * By nfslammer/memory.h, as the module does it: from the policy, the number of CPUs
 * and the module's parameters.
 */
#ifndef MACHINE_MEMORY_H
#define MACHINE_MEMORY_H

#include "policy/model.h"
#include "nfslammer/memory.h"

/**
 * machine_read - CPUs and parameters of this machine
 * @sysfs: where sysfs is: "/sys"
 *
 * Parameters are the defaults if the module is not loaded. What cannot be read is one
 * CPU.
 */
struct memory_machine machine_read(const char *sysfs);

/* What the module's counters and tables take; without those of its interfaces. */
uint64_t policy_memory(const struct policy *policy,
		       const struct memory_machine *machine);

#endif /* MACHINE_MEMORY_H */
