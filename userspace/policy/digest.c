// SPDX-License-Identifier: GPL-2.0-or-later
/* digest.c - the sum that ties file, daemon and kernel together */
#include <string.h>

#include "model.h"

static uint64_t digest_rules(const struct policy *policy)
{
	unsigned int direction, reason, verdict;
	uint64_t sum = 0;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = 0; reason < REASON_COUNT; reason++) {
			verdict = policy->verdict[direction][reason];
			if (verdict != VERDICT_ACCEPT)
				sum += digest_rule(direction, reason, verdict,
						   policy->limit[direction][reason]);
		}
	return sum;
}

uint64_t policy_digest(const struct policy *policy)
{
	const struct nfsl_tracking *tracking = &policy->tracking;
	uint64_t sum = digest_rules(policy);
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		sum += digest_zone(policy->zones[i].zone,
				   policy->zones[i].pattern,
				   (__u32)strlen(policy->zones[i].pattern));
	for (i = 0; i < policy->n_limits; i++)
		sum += digest_limit((__u32)i + 1, &policy->limits[i]);
	if (policy_queues(policy))
		sum += digest_queue(&policy->queue);
	if (tracking->outside || tracking->inside)
		sum += digest_tracking(tracking);
	if (policy_flags(policy))
		sum += digest_flags(policy_flags(policy));
	for (i = 0; i < policy->n_internal; i++)
		sum += digest_internal(&policy->internal[i].prefix);
	for (i = 0; i < policy->n_signatures; i++)
		sum += digest_signature((__u32)i,
					&policy->signatures[i].signature);
	for (i = 0; i < policy->n_allow; i++)
		sum += digest_allow(&policy->allow[i].pair);
	return sum;
}
