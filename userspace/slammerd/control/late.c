// SPDX-License-Identifier: GPL-2.0-or-later
/* late.c - a job of the worker, and who still needs it */
#include "slammerd/control/late.h"
#include "slammerd/daemon.h"

static void run_late(void *arg)
{
	struct late *late = arg;

	late->run(late);
}

static void on_done(void *arg)
{
	struct late *late = arg;

	late->ready = true;
	control_ready(&late->daemon->control);
	late_put(late);
}

int late_post(struct daemon *daemon, struct late *late)
{
	const struct worker_job job = { run_late, on_done, late };

	late->daemon = daemon;
	late->policy = policy_share(daemon->module.policy);
	late->references = 2;
	if (!worker_post(&daemon->worker, &job))
		return 0;
	late->references = 1;
	return -1;
}

void late_put(struct late *late)
{
	struct policy *policy = late->policy;

	if (--late->references)
		return;
	late->free(late);
	policy_free(policy);
}
