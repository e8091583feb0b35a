// SPDX-License-Identifier: GPL-2.0-or-later
/* events.c - receive, log and keep the module's events */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "slammerd/control/events.h"
#include "status/status.h"

#define EVENTS_PER_WAKEUP	64

static const char *text(const json_t *event, const char *key)
{
	const char *value = json_string_value(json_object_get(event, key));

	return value ? value : "?";
}

/* Only the marks of the worm say that a host is infected, and one packet is enough. */
static const char *accusation(uint8_t reason)
{
	if (reason == REASON_WORM)
		return "is infected: sends the worm";
	return reason_class(reason) == CLASS_SLAMMER ?
		"is infected: sends a variant of the worm" : "sends an attack";
}

static void write_log(const json_t *event, uint8_t reason)
{
	const char *interface = text(event, "interface");

	log_message(LOG_WARNING, "%s %s to %s, seen on %s",
		    text(event, "address"), accusation(reason),
		    text(event, "target"), *interface ? interface : "the router");
}

static void add(struct event_log *log, const struct client_event *event)
{
	json_t **slot = &log->last[log->next % EVENT_LOG_MAX];
	json_t *object = report_event(event);

	if (!object)
		return;
	write_log(object, event->reason);
	json_decref(*slot);
	*slot = object;
	log->next++;
}

/* Again, with a socket of its own: at once, and if that fails too, at the next check. */
static void receive_failed(struct event_log *log)
{
	struct client *client = log->client;
	bool again = !log->failed;

	log->missed++;
	log_message(LOG_ERR, "cannot read events of the module: %s: subscribing again",
		    strerror(errno));
	event_log_unsubscribe(log);
	if (again)
		event_log_subscribe(log, client);
	log->failed = true;
}

static void on_event(void *arg, uint32_t events)
{
	struct event_log *log = arg;
	struct client_event event;
	int i, result;

	for (i = 0; i < EVENTS_PER_WAKEUP; i++) {
		result = client_next_event(log->watch.fd, &event);
		if (result == -ENOBUFS) {
			log->missed++;
			log_message(LOG_WARNING, "events of the module were lost: they arrived faster than they were read");
			continue;
		}
		if (result < 0)
			receive_failed(log);
		if (result <= 0)
			return;
		log->failed = false;
		add(log, &event);
	}
}

void event_log_subscribe(struct event_log *log, struct client *client)
{
	int fd;

	event_log_unsubscribe(log);
	fd = client_subscribe(client);
	if (fd < 0) {
		alert_raise(&log->alert, "%s", client_error(client));
		return;
	}
	log->watch = (struct watch){ fd, on_event, log, "events" };
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ||
	    loop_add(log->loop, &log->watch, EPOLLIN) < 0) {
		alert_raise(&log->alert, "cannot subscribe to events of the module: %s",
			    strerror(errno));
		close(fd);
		return;
	}
	log->subscribed = true;
	log->client = client;
	alert_clear(&log->alert, "events of the module are received again");
}

void event_log_unsubscribe(struct event_log *log)
{
	if (!log->subscribed)
		return;
	loop_remove(log->loop, &log->watch);
	close(log->watch.fd);
	log->subscribed = false;
	log->client = NULL;
}

void event_log_check(struct event_log *log, struct client *client)
{
	if (client && !log->subscribed)
		event_log_subscribe(log, client);
}

void event_log_free(struct event_log *log)
{
	int i;

	event_log_unsubscribe(log);
	for (i = 0; i < EVENT_LOG_MAX; i++)
		json_decref(log->last[i]);
	memset(log->last, 0, sizeof(log->last));
}

json_t *event_log_report(const struct event_log *log)
{
	uint64_t n = log->next > EVENT_LOG_MAX ? log->next - EVENT_LOG_MAX : 0;
	json_t *list = json_array();

	for (; list && n < log->next; n++)
		json_array_append(list, log->last[n % EVENT_LOG_MAX]);
	return json_pack("{s:b, s:I, s:I, s:o}",
		"listening", log->subscribed,
		"missed", (json_int_t)log->missed,
		"next", (json_int_t)log->next,
		"events", list);
}
