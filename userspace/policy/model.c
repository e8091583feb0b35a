// SPDX-License-Identifier: GPL-2.0-or-later
/* model.c - an empty model, and the end of one */
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "model.h"

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
	policy->samples.megabytes = 64;
	policy->samples.days = 30;
	policy->keep = (struct policy_keep){
		.windows = 14, .hours = 90, .days = 3650,
	};
	policy->log_level = LOG_INFO;
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++)
			if (reason_known(reason))
				policy->verdict[direction][reason] =
					ruleset_default(reason);
	policy_set_written(policy);
	return policy;
}

void policy_set_written(struct policy *policy)
{
	memcpy(policy->written, policy->verdict, sizeof(policy->written));
	memcpy(policy->written_limit, policy->limit,
	       sizeof(policy->written_limit));
	policy->n_written_limits = policy->n_limits;
}

void policy_free(struct policy *policy)
{
	size_t i;

	if (!policy)
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
	free(policy->look_group);
	free(policy->change_group);
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
	return policy->defrag ? NFSL_FLAG_DEFRAG : 0;
}
