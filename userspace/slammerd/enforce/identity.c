// SPDX-License-Identifier: GPL-2.0-or-later
/* identity.c - read the identity of this sensor, or make one that lasts */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "slammerd/enforce/identity.h"
#include "slammerd/os/log.h"
#include "status/status.h"

/* Is there one? */
static bool read_identity(struct state *state, uint64_t *identity)
{
	struct error error;
	const char *text;
	json_t *head;
	int found;

	found = state_read(state, STATE_IDENTITY, &head, &error);
	text = json_string_value(json_object_get(head, "identity"));
	*identity = text ? strtoull(text, NULL, 16) : 0;
	json_decref(head);
	if (found < 0)
		log_message(LOG_WARNING, "%s: the sensor gets a new identity; its statistics go on, because the store knows this kernel",
			    error.text);
	return *identity != 0;
}

static int make_identity(struct state *state, uint64_t *identity,
			 struct error *error)
{
	char text[REPORT_HEX_MAX];
	json_t *head;
	int result;

	do {
		if (getrandom(identity, sizeof(*identity), 0) != sizeof(*identity))
			return error_set(error, "cannot get a random number: %s",
					 strerror(errno));
	} while (!*identity);
	head = json_pack("{s:s}", "identity", report_hex(*identity, text));
	if (!head)
		return error_no_memory(error);
	result = state_write(state, STATE_IDENTITY, head, "", error);
	json_decref(head);
	return result;
}

uint64_t identity_load(struct state *state)
{
	struct error error;
	uint64_t identity;

	if (!state_usable(state))
		return 0;
	if (read_identity(state, &identity))
		return identity;
	if (!make_identity(state, &identity, &error))
		return identity;
	log_message(LOG_WARNING, "cannot keep an identity of this sensor: %s (its statistics are recognised by kernel and name)",
		    error.text);
	return 0;
}
