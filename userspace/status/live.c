// SPDX-License-Identifier: GPL-2.0-or-later
/* live.c - ask the kernel, and report */
#include <stdlib.h>

#include "status/status.h"

/* {clock, kernel, devices, counters, estimates} of what was read. */
static json_t *assemble(const struct client_status *status,
			const struct client_counters *counters,
			const struct report_devices *devices,
			const struct client_sketch *sketches, size_t count)
{
	return json_pack("{s:f, s:o, s:o, s:o, s:o}",
			 "clock", report_clock(),
			 "kernel", report_kernel(status),
			 "devices", report_device_list(devices),
			 "counters", report_counters(counters),
			 "estimates", report_estimates(sketches, count));
}

json_t *report_status(struct client *client)
{
	struct report_devices devices = { NULL, 0 };
	struct client_counters counters;
	struct client_sketch *sketches = NULL;
	struct client_status status;
	json_t *report = NULL;
	size_t count = 0;

	if (client_status(client, &status) < 0)
		return NULL;
	if (client_counters(client, &counters) < 0)
		return NULL;
	if (client_devices(client, &devices.list, &devices.count) < 0)
		return NULL;
	if (!client_sketches(client, false, &sketches, &count))
		report = assemble(&status, &counters, &devices, sketches, count);
	free(sketches);
	free(devices.list);
	return report;
}

json_t *report_sources(struct client *client, const struct report_filter *filter)
{
	struct report_devices devices = { NULL, 0 };
	struct report_source *merged = NULL;
	struct client_source *stays = NULL;
	size_t n_stays = 0, count = 0;
	json_t *report = NULL;

	if (client_sources(client, &stays, &n_stays) < 0)
		return NULL;
	if (!client_devices(client, &devices.list, &devices.count) &&
	    !report_merge(stays, n_stays, &merged, &count))
		report = json_pack("{s:o}", "sources",
				   report_source_list(merged, count, &devices,
						      filter));
	free(merged);
	free(devices.list);
	free(stays);
	return report;
}
