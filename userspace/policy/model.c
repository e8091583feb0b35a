// SPDX-License-Identifier: GPL-2.0-or-later
/* model.c - the model: created, freed, digested */
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "policy/model.h"

#define WINDOW_DEFAULT	300
#define QUEUE_DEFAULT	1434

struct policy *policy_new(void)
{
	struct policy *policy = calloc(1, sizeof(*policy));
	unsigned int direction, reason;

	if (!policy)
		return NULL;
	policy->window = WINDOW_DEFAULT;
	policy->queue.number = QUEUE_DEFAULT;
	policy->flows = POLICY_FLOWS_DEFAULT;
	policy->samples.megabytes = 64;
	policy->samples.days = 30;
	policy->retention = (struct policy_retention){
		.windows = 14, .hours = 90, .days = 3650, .megabytes = 4096,
	};
	policy->evidence = EVIDENCE_LIMITS_DEFAULT;
	policy->log_level = LOG_INFO;
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++)
			if (reason_known(reason))
				policy->verdict[direction][reason] =
					ruleset_default(reason);
	policy_set_written(policy);
	return policy;
}

/* Do all of these rules, of which none is LIMIT, take effect as in monitor mode? */
static bool only_monitors(const struct policy *policy)
{
	const uint8_t *unnamed = policy->verdict[DIRECTION_UNNAMED];
	unsigned int direction, reason;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = 0; reason < REASON_COUNT; reason++)
			if (policy->verdict[direction][reason] > VERDICT_MONITOR)
				return false;
	for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++)
		if (reason_known(reason) &&
		    (unnamed[reason] == VERDICT_MONITOR) !=
		    (ruleset_default(reason) != VERDICT_ACCEPT))
			return false;
	return true;
}

void policy_set_written(struct policy *policy)
{
	unsigned int reason;

	memcpy(policy->written, policy->verdict, sizeof(policy->written));
	memcpy(policy->written_limit, policy->limit,
	       sizeof(policy->written_limit));
	policy->n_written_limits = policy->n_limits;
	policy->monitor = only_monitors(policy);
	for (reason = 0; policy->monitor && reason < REASON_COUNT; reason++)
		if (policy->written[DIRECTION_UNNAMED][reason] == VERDICT_MONITOR)
			policy->written[DIRECTION_UNNAMED][reason] =
				ruleset_default(reason);
}

struct policy *policy_share(struct policy *policy)
{
	if (policy)
		__atomic_add_fetch(&policy->sharers, 1, __ATOMIC_RELAXED);
	return policy;
}

void policy_free(struct policy *policy)
{
	size_t i;

	if (!policy || __atomic_fetch_sub(&policy->sharers, 1, __ATOMIC_ACQ_REL))
		return;
	for (i = 0; i < policy->n_allow; i++)
		free(policy->allow[i].comment);
	free(policy->allow);
	for (i = 0; i < policy->n_signatures; i++)
		free(policy->signatures[i].comment);
	free(policy->signatures);
	free(policy->internal);
	free(policy->zones);
	free(policy->store);
	free(policy->sensor);
	free(policy->samples.directory);
	free(policy->metrics);
	free(policy->read_group);
	free(policy->admin_group);
	free(policy->constituents);
	free(policy->path);
	for (i = 0; i < policy->n_files; i++)
		free(policy->files[i]);
	free(policy->files);
	free(policy);
}

bool policy_queues(const struct policy *policy)
{
	return memchr(policy->verdict, VERDICT_QUEUE, sizeof(policy->verdict));
}

uint32_t policy_flags(const struct policy *policy)
{
	return (policy->defrag ? NFSL_FLAG_DEFRAG : 0u) |
	       (policy->unnamed_off ? NFSL_FLAG_UNNAMED_OFF : 0u);
}

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
	if (policy->flows != POLICY_FLOWS_DEFAULT)
		sum += digest_flows(policy->flows);
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
