// SPDX-License-Identifier: GPL-2.0-or-later
/* drift.c - the kernel's policy, and the list of what differs */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slammerd/enforce/drift.h"
#include "status/status.h"

static const struct {
	const char *name;
	const char *cleared;
} kinds[DRIFT_COUNT] = {
	[DRIFT_FILE] = { "file", "the policy file and the active policy agree again" },
	[DRIFT_POLICY] = { "policy", "the kernel runs our policy again" },
	[DRIFT_MODULE] = { "module", "the module answers again" },
	[DRIFT_DEVICE] = { "device", "the interfaces are as the policy expects again" },
};

void drift_free(struct drift *drift)
{
	free(drift->hooked);
	drift->hooked = NULL;
	drift->n_hooked = 0;
	watched_files_free(&drift->watched);
}

void drift_raise(struct drift *drift, enum drift_kind kind, const char *format, ...)
{
	char text[DRIFT_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* Another text is another drift. */
	if (strcmp(drift->text[kind], text))
		drift->alert[kind].active = false;
	snprintf(drift->text[kind], DRIFT_TEXT_MAX, "%s", text);
	alert_raise(&drift->alert[kind], "drift: %s", text);
}

void drift_clear(struct drift *drift, enum drift_kind kind)
{
	drift->text[kind][0] = '\0';
	alert_clear(&drift->alert[kind], kinds[kind].cleared);
}

int64_t drift_now(const struct drift *drift)
{
	struct timespec t;

	if (drift->clock)
		return drift->clock();
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

bool drift_may_repair(struct drift *drift)
{
	if (!drift->module->policy->repair || drift_now(drift) < drift->next_repair)
		return false;
	drift->next_repair = drift_now(drift) + DRIFT_REPAIR_SECONDS;
	return true;
}

void drift_repaired(struct drift *drift, const char *reason)
{
	drift->repairs++;
	drift->repaired_at = time(NULL);
	snprintf(drift->repair_reason, sizeof(drift->repair_reason), "%s", reason);
	log_message(LOG_WARNING, "%s: our policy was pushed again, generation %u confirmed by the kernel",
		    reason, drift->module->confirmed.generation);
	drift->on_repair(drift->arg);
}

/* Another program pushed a policy: raise the alert, or repair it. */
static void check_policy(struct drift *drift, const struct client_status *status)
{
	struct module *module = drift->module;
	char reason[DRIFT_TEXT_MAX / 2];
	struct error error;
	bool pushed;

	if (status->digest == module->confirmed.digest) {
		drift_clear(drift, DRIFT_POLICY);
		return;
	}
	snprintf(reason, sizeof(reason), "the kernel runs a policy that is not ours: digest %016" PRIx64 " instead of %016" PRIx64,
		 status->digest, module->confirmed.digest);
	if (!drift_may_repair(drift)) {
		drift_raise(drift, DRIFT_POLICY, "%s (slammerctl reload restores ours)",
			    reason);
	} else if (module_apply(module, module->policy, &pushed, &error) < 0) {
		drift_raise(drift, DRIFT_POLICY, "%s; repair failed: %s", reason,
			    error.text);
	} else {
		drift_applied(drift);
		drift_repaired(drift, reason);
	}
}

static int check_module(struct drift *drift, const struct client_status *status,
			struct error *error)
{
	struct module *module = drift->module;
	bool pushed;

	drift->n_now = status->devices;
	if (!module_was_reloaded(module, status)) {
		check_policy(drift, status);
		return 0;
	}
	if (module_apply(module, module->policy, &pushed, error) < 0)
		return -1;
	module_resubscribe(module);
	drift_applied(drift);
	drift_repaired(drift, "the module was reloaded");
	return 0;
}

struct client *drift_connect(struct drift *drift, struct error *error)
{
	struct client_status status;

	if (module_connect(drift->module, &status, error) < 0 ||
	    check_module(drift, &status, error) < 0) {
		module_disconnect(drift->module);
		drift_raise(drift, DRIFT_MODULE, "%s", error->text);
		return NULL;
	}
	drift_clear(drift, DRIFT_MODULE);
	return drift->module->client;
}

void drift_check(struct drift *drift)
{
	struct error error;

	drift_check_files(drift);
	if (drift_connect(drift, &error))
		drift_check_devices(drift);
}

void drift_applied(struct drift *drift)
{
	drift_clear(drift, DRIFT_POLICY);
	drift->next_links = 0;
	free(drift->hooked);
	drift->hooked = NULL;
	drift->n_hooked = 0;
	if (client_devices(drift->module->client, &drift->hooked,
			   &drift->n_hooked) < 0)
		drift->n_hooked = 0;
}

json_t *drift_report(const struct drift *drift)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < DRIFT_COUNT; i++)
		if (drift->text[i][0])
			json_array_append_new(list, json_pack("{s:s, s:o}",
				"what", kinds[i].name,
				"text", report_text(drift->text[i])));
	return list;
}

json_t *drift_repairs_report(const struct drift *drift)
{
	char last[REPORT_TIME_MAX];
	bool any = drift->repairs;

	return json_pack("{s:I, s:s?, s:o}", "count", (json_int_t)drift->repairs,
		"last", any ? report_time(drift->repaired_at, last) : NULL,
		"reason", report_text(any ? drift->repair_reason : NULL));
}
