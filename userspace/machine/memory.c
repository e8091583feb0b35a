// SPDX-License-Identifier: GPL-2.0-or-later
/* memory.c - how much memory the kernel takes for a policy on this machine */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/interfaces.h"
#include "machine/memory.h"

/* The first line of a file below @sysfs, cut at @size; "" if there is none. */
static void line_read(const char *sysfs, const char *name, char *line, int size)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", sysfs, name);
	file = fopen(path, "re");
	if (!file || !fgets(line, size, file))
		line[0] = '\0';
	if (file)
		fclose(file);
}

/* How many CPUs a list such as "0-3,8" has; 1 if it is none. */
static uint32_t cpus_read(const char *sysfs, const char *name)
{
	unsigned long first, last;
	char line[4096], *at = line;
	uint32_t count = 0;

	line_read(sysfs, name, line, sizeof(line));
	do {
		first = last = strtoul(at, &at, 10);
		if (*at == '-')
			last = strtoul(at + 1, &at, 10);
		if (last < first || last > UINT16_MAX)
			return 1;
		count += (uint32_t)(last - first + 1);
	} while (*at++ == ',');
	return count;
}

static uint32_t parameter_read(const char *sysfs, const char *name, uint32_t usual)
{
	char path[64], line[16], *end;
	unsigned long value;

	snprintf(path, sizeof(path), "module/nf_slammer/parameters/%s", name);
	line_read(sysfs, path, line, sizeof(line));
	value = strtoul(line, &end, 10);
	return end == line || value > UINT32_MAX ? usual : (uint32_t)value;
}

struct memory_machine machine_read(const char *sysfs)
{
	return (struct memory_machine){
		.possible = cpus_read(sysfs, "devices/system/cpu/possible"),
		.present = cpus_read(sysfs, "devices/system/cpu/present"),
		.outside = parameter_read(sysfs, "sources_outside", MEMORY_OUTSIDE),
		.inside = parameter_read(sysfs, "sources_inside", MEMORY_INSIDE),
		.flows = parameter_read(sysfs, "flows", MEMORY_FLOWS_ENTRIES),
	};
}

static bool names_zone(const struct policy *policy, enum slammer_zone zone)
{
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone)
			return true;
	return false;
}

uint64_t policy_memory(const struct policy *policy,
		       const struct memory_machine *machine)
{
	const struct memory_policy wants = {
		.tracking = policy->tracking,
		.has_flows = policy->flows != POLICY_FLOWS_DEFAULT,
		.flows = policy->flows,
		.external = names_zone(policy, ZONE_EXTERNAL),
		.internal = names_zone(policy, ZONE_INTERNAL),
		.unnamed = policy_protects_unnamed(policy),
	};

	return memory_plan(machine, &wants).bytes;
}
