// SPDX-License-Identifier: GPL-2.0-or-later
/* heard.c - the module's events */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

#define A_TIME	64	/* events that are taken before others have their turn */

static const char *text(const json_t *event, const char *key)
{
	const char *value = json_string_value(json_object_get(event, key));

	return value ? value : "?";
}

static void log_event(const json_t *event)
{
	const char *interface = text(event, "interface");

	log_say(LOG_WARNING, "%s is infected: sends %s to %s, seen on %s",
		text(event, "address"), text(event, "reason"),
		text(event, "target"), *interface ? interface : "the router");
}

static void remember(struct heard *heard, const struct client_event *event)
{
	json_t **place = &heard->last[heard->next % HEARD_MAX];
	json_t *object = report_event(event);

	if (!object)
		return;
	log_event(object);
	json_decref(*place);
	*place = object;
	heard->next++;
}

static void on_event(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct heard *heard = &daemon->heard;
	struct client_event event;
	int i, got;

	for (i = 0; i < A_TIME; i++) {
		got = client_next_event(heard->watch.fd, &event);
		if (got == -ENOBUFS) {
			heard->missed++;
			log_say(LOG_WARNING, "events of the module were lost: they came faster than they were read");
			continue;
		}
		if (got < 0) {
			log_say(LOG_ERR, "cannot listen to the module's events: %s",
				strerror(errno));
			heard_deafen(daemon);
		}
		if (got <= 0)
			return;
		remember(heard, &event);
	}
}

void heard_listen(struct daemon *daemon)
{
	struct heard *heard = &daemon->heard;
	int fd;

	heard_deafen(daemon);
	fd = client_subscribe(daemon->client);
	if (fd < 0) {
		trouble_begins(&heard->trouble, "%s",
			       client_error(daemon->client));
		return;
	}
	heard->watch = (struct watch){ fd, on_event, daemon };
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ||
	    loop_add(&daemon->loop, &heard->watch, EPOLLIN) < 0) {
		trouble_begins(&heard->trouble,
			       "cannot listen to the module's events: %s",
			       strerror(errno));
		close(fd);
		return;
	}
	heard->listening = true;
	trouble_ends(&heard->trouble, "the module's events are heard again");
}

void heard_deafen(struct daemon *daemon)
{
	struct heard *heard = &daemon->heard;

	if (!heard->listening)
		return;
	loop_remove(&daemon->loop, &heard->watch);
	close(heard->watch.fd);
	heard->listening = false;
}

void heard_forget(struct daemon *daemon)
{
	struct heard *heard = &daemon->heard;
	int i;

	heard_deafen(daemon);
	for (i = 0; i < HEARD_MAX; i++)
		json_decref(heard->last[i]);
	memset(heard->last, 0, sizeof(heard->last));
}

json_t *answer_events(struct daemon *daemon, const json_t *request)
{
	const struct heard *heard = &daemon->heard;
	uint64_t n = heard->next > HEARD_MAX ? heard->next - HEARD_MAX : 0;
	json_t *list = json_array();
	char life[REPORT_HEX_MAX];

	for (; list && n < heard->next; n++)
		json_array_append(list, heard->last[n % HEARD_MAX]);
	return json_pack("{s:b, s:b, s:I, s:s, s:I, s:o}", "ok", 1,
		"listening", heard->listening,
		"missed", (json_int_t)heard->missed,
		"life", report_hex((uint64_t)daemon->started << 24 ^
				   (uint64_t)getpid(), life),
		"next", (json_int_t)heard->next,
		"events", list);
}
