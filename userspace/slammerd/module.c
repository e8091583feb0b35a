// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - the other end of the line: it may go away, and come back as new */
#include <inttypes.h>
#include <stdio.h>

#include "slammerd/daemon.h"

static int connect_module(struct daemon *daemon, char *error, size_t size)
{
	if (daemon->client)
		return 0;
	daemon->client = client_open(error, size);
	if (!daemon->client)
		return -1;
	heard_listen(daemon);
	return 0;
}

static void disconnect(struct daemon *daemon)
{
	heard_deafen(daemon);
	client_close(daemon->client);
	daemon->client = NULL;
}

/* The module is another one than we spoke to, or somebody else pushed. */
static int look_after(struct daemon *daemon, const struct client_status *status,
		      char *error, size_t size)
{
	bool pushed;

	if (status->generation && status->epoch == daemon->confirmed.epoch) {
		if (status->digest != daemon->confirmed.digest)
			trouble_begins(&daemon->drift, "the kernel runs a policy that is not ours: digest %016" PRIx64 " instead of %016" PRIx64 " (slammerctl reload sets ours again)",
				       status->digest, daemon->confirmed.digest);
		else
			trouble_ends(&daemon->drift, "the kernel runs our policy again");
		return 0;
	}
	if (apply_policy(daemon->client, daemon->policy, &daemon->confirmed,
			 &pushed, error, size) < 0)
		return -1;
	/* Groups of the module of before have no listeners any more. */
	heard_listen(daemon);
	log_say(LOG_WARNING, "the module was loaded anew: generation %u, digest %016" PRIx64 " confirmed by the kernel",
		daemon->confirmed.generation, daemon->confirmed.digest);
	daemon_notify(daemon);
	return 0;
}

int daemon_connect(struct daemon *daemon, char *error, size_t size)
{
	struct client_status status;
	int result;

	result = connect_module(daemon, error, size);
	if (!result && client_status(daemon->client, &status) < 0) {
		/* A module that was loaded anew has another family number. */
		disconnect(daemon);
		result = connect_module(daemon, error, size);
		if (!result && client_status(daemon->client, &status) < 0) {
			snprintf(error, size, "%s", client_error(daemon->client));
			result = -1;
		}
	}
	if (!result)
		result = look_after(daemon, &status, error, size);
	if (result < 0) {
		disconnect(daemon);
		trouble_begins(&daemon->module_trouble, "%s", error);
		return -1;
	}
	trouble_ends(&daemon->module_trouble, "the module answers again");
	return 0;
}
