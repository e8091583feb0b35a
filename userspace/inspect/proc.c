// SPDX-License-Identifier: GPL-2.0-or-later
/* proc.c - /proc/net/netfilter/nfnetlink_queue */
#include "inspect/proc.h"

/* Number, netlink port of the program, packets that wait, and what is not needed. */
int proc_waiting_parse(FILE *file, uint16_t number, uint32_t *waiting)
{
	char line[256];
	unsigned int n;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%u %*u %u", &n, waiting) == 2 && n == number)
			return 0;
	return -1;
}

int proc_waiting(uint16_t number, uint32_t *waiting)
{
	FILE *file = fopen(PROC_QUEUES, "re");
	int result;

	if (!file)
		return -1;
	result = proc_waiting_parse(file, number, waiting);
	fclose(file);
	return result;
}
