// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - the other end of the line: it may go away, and come back as new */
#include <inttypes.h>
#include <stdio.h>

#include "common/error.h"
#include "slammerd/daemon.h"

static int connect_module(struct daemon *daemon, struct error *error)
{
	if (daemon->client)
		return 0;
	daemon->client = client_open(error);
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

/* Somebody else pushed: that is told, and mended where policy says so. */
static void look_at_policy(struct daemon *daemon,
			   const struct client_status *status)
{
	char why[DRIFT_TEXT_MAX / 2];
	struct error error;
	bool pushed;

	if (status->digest == daemon->confirmed.digest) {
		drift_ends(daemon, DRIFT_POLICY);
		return;
	}
	snprintf(why, sizeof(why), "the kernel runs a policy that is not ours: digest %016" PRIx64 " instead of %016" PRIx64,
		 status->digest, daemon->confirmed.digest);
	if (!drift_may_mend(daemon)) {
		drift_begins(daemon, DRIFT_POLICY, "%s (slammerctl reload sets ours again)",
			     why);
	} else if (apply_policy(daemon->client, daemon->policy,
				&daemon->confirmed, &pushed, &error) < 0) {
		drift_begins(daemon, DRIFT_POLICY, "%s, which cannot be mended: %s",
			     why, error.text);
	} else {
		drift_ends(daemon, DRIFT_POLICY);
		drift_applied(daemon);
		drift_mended(daemon, why);
	}
}

/* The module may be another one than we spoke to: then it knows nothing of us. */
static int look_after(struct daemon *daemon, const struct client_status *status,
		      struct error *error)
{
	bool pushed;

	daemon->drift.devices = status->devices;
	if (status->generation && status->epoch == daemon->confirmed.epoch) {
		look_at_policy(daemon, status);
		return 0;
	}
	if (apply_policy(daemon->client, daemon->policy, &daemon->confirmed,
			 &pushed, error) < 0)
		return -1;
	/* Groups of the module of before have no listeners any more. */
	heard_listen(daemon);
	drift_applied(daemon);
	drift_mended(daemon, "the module was loaded anew");
	return 0;
}

int daemon_connect(struct daemon *daemon, struct error *error)
{
	struct client_status status;
	int result;

	result = connect_module(daemon, error);
	if (!result && client_status(daemon->client, &status) < 0) {
		/* A module that was loaded anew has another family number. */
		disconnect(daemon);
		result = connect_module(daemon, error);
		if (!result && client_status(daemon->client, &status) < 0) {
			error_set(error, "%s", client_error(daemon->client));
			result = -1;
		}
	}
	if (!result)
		result = look_after(daemon, &status, error);
	if (result < 0) {
		disconnect(daemon);
		drift_begins(daemon, DRIFT_MODULE, "%s", error->text);
		return -1;
	}
	drift_ends(daemon, DRIFT_MODULE);
	return 0;
}
