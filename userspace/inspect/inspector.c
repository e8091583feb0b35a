// SPDX-License-Identifier: GPL-2.0-or-later
/* inspector.c - classify, count, sample, and give the verdict */
#include <string.h>

#include "inspect/inspector.h"

#define MEGABYTE	((uint64_t)1 << 20)

void inspector_init(struct inspector *inspector)
{
	memset(inspector, 0, sizeof(*inspector));
	samples_init(&inspector->samples);
}

void inspector_close(struct inspector *inspector)
{
	samples_close(&inspector->samples);
}

void inspector_configure(struct inspector *inspector, const struct policy *policy)
{
	size_t i;

	memset(&inspector->signatures, 0, sizeof(inspector->signatures));
	for (i = 0; i < policy->n_signatures; i++)
		signatures_add(&inspector->signatures,
			       &policy->signatures[i].signature);
	samples_set(&inspector->samples, policy->samples.directory,
		    policy->samples.megabytes * MEGABYTE, policy->samples.days);
}

/* Netfilter only queues IP packets; the version field says which. */
enum slammer_reason inspector_classify(const struct signatures *signatures,
				       const uint8_t *bytes, uint32_t avail,
				       uint32_t wire)
{
	struct packet packet = { 0 };

	if (!avail)
		return REASON_MALFORMED;
	return packet_inspect(bytes, avail, wire,
			      bytes[0] >> 4 == 6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4,
			      0, signatures, &packet);
}

bool inspector_handle(void *arg, const struct queue_packet *packet)
{
	struct inspector *inspector = arg;
	struct inspector_counts *counts = &inspector->counts;
	enum slammer_reason reason;
	bool accept;

	reason = inspector_classify(&inspector->signatures, packet->bytes,
				    packet->avail, packet->wire);
	accept = ruleset_default(reason) != VERDICT_DROP;
	counts->received++;
	counts->class[reason_class(reason)]++;
	if (accept)
		counts->accepted++;
	else
		counts->dropped++;
	samples_keep(&inspector->samples, inspector->now, packet->bytes,
		     packet->avail, packet->wire);
	return accept;
}
