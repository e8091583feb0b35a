// SPDX-License-Identifier: GPL-2.0-or-later
/* serve.c - from the policy's key "metrics" to a server that runs */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "status/metrics.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

static char *tell(void *arg)
{
	json_t *status = answer_status(arg, NULL), *families;
	char *text;

	if (!status)
		return NULL;
	families = metrics_families(status, time(NULL));
	text = families ? metrics_text(families) : NULL;
	json_decref(families);
	json_decref(status);
	return text;
}

static void begin(struct daemon *daemon, const char *address)
{
	struct serve *serve = &daemon->serve;
	struct error error;

	serve->http = http_open(&daemon->loop, address,
				&daemon->control.rights, tell, daemon, &error);
	if (!serve->http) {
		trouble_begins(&serve->trouble, "%s", error.text);
		return;
	}
	trouble_ends(&serve->trouble, "the metrics are served again");
	serve->address = strdup(address);
	log_say(LOG_INFO, "metrics are served on %s", address);
}

void serve_as_policy_says(struct daemon *daemon)
{
	const char *wanted = daemon->policy->metrics;
	struct serve *serve = &daemon->serve;

	if (wanted && serve->address && !strcmp(wanted, serve->address))
		return;
	if (serve->http)
		log_say(LOG_INFO, "metrics are served on %s no more",
			serve->address ? serve->address : "their address");
	serve_close(daemon);
	if (wanted)
		begin(daemon, wanted);
	else
		serve->trouble.on = false;
}

void serve_close(struct daemon *daemon)
{
	struct serve *serve = &daemon->serve;

	http_close(serve->http);
	serve->http = NULL;
	free(serve->address);
	serve->address = NULL;
}
