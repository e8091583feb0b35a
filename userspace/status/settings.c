// SPDX-License-Identifier: GPL-2.0-or-later
/* settings.c - what a policy file asks of the daemon, as JSON */
#include <limits.h>

#include "common/text.h"
#include "policy/diff.h"
#include "status/status.h"

json_t *report_settings(const struct policy *policy)
{
	char buf[POLICY_VALUE_MAX], safe[PATH_MAX];
	json_t *settings = json_object();
	const char *name, *value;
	size_t i;

	for (i = 0; settings; i++) {
		value = policy_setting(policy, i, &name, buf);
		if (!name)
			break;
		json_object_set_new(settings, name, value ?
			json_string(text_escape(value, safe, sizeof(safe))) :
			json_null());
	}
	return settings;
}
