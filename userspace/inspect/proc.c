// SPDX-License-Identifier: GPL-2.0-or-later
/* proc.c - /proc/net/netfilter/nfnetlink_queue */
#include "inspect/proc.h"

/*
 * Number, port, waiting, mode, range, dropped, dropped on the way to the program,
 * last number, 1.
 */
int proc_queue_parse(FILE *file, uint16_t number, struct proc_queue *queue)
{
	char line[256];
	unsigned int n;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%u %u %u %*u %*u %u %*u %u", &n, &queue->port,
			   &queue->waiting, &queue->dropped, &queue->last) == 5 &&
		    n == number)
			return 0;
	return -1;
}

int proc_queue(uint16_t number, struct proc_queue *queue)
{
	FILE *file = fopen(PROC_QUEUES, "re");
	int result;

	if (!file)
		return -1;
	result = proc_queue_parse(file, number, queue);
	fclose(file);
	return result;
}
