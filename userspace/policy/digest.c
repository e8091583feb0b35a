// SPDX-License-Identifier: GPL-2.0-or-later
/* digest.c - the sum that ties file, daemon and kernel together */
#include <string.h>

#include "model.h"

uint64_t policy_digest(const struct policy *policy)
{
	unsigned int direction, reason, verdict;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		sum += digest_zone(policy->zones[i].zone,
				   policy->zones[i].pattern,
				   (__u32)strlen(policy->zones[i].pattern));
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = 0; reason < REASON_COUNT; reason++) {
			verdict = policy->verdict[direction][reason];
			if (verdict != VERDICT_ACCEPT)
				sum += digest_rule(direction, reason, verdict,
						   policy->limit[direction][reason]);
		}
	for (i = 0; i < policy->n_internal; i++)
		sum += digest_internal(&policy->internal[i].prefix);
	for (i = 0; i < policy->n_allow; i++)
		sum += digest_allow(&policy->allow[i].pair);
	return sum;
}
