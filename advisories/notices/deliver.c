// SPDX-License-Identifier: GPL-2.0-or-later
/* deliver.c - the order of things: prepared, in the ledger, out, in the ledger */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "deliver_parts.h"

#define SENDMAIL	"/usr/sbin/sendmail"
#define RETRY_FIRST	300
#define RETRY_LAST	86400

static const struct way *const ways[] = {
	[DELIVER_SENDMAIL] = &way_sendmail,
	[DELIVER_MAILDIR] = &way_maildir,
	[DELIVER_MBOX] = &way_mbox,
};

int deliver_via(struct deliver_via *via, const char *text, struct error *error)
{
	static const char *const names[] = { "sendmail", "maildir", "mbox" };
	const char *place = strchr(text, ':');
	size_t n = place ? (size_t)(place - text) : strlen(text);
	unsigned int i;

	place = place ? place + 1 : "";
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == n && !strncmp(names[i], text, n))
			break;
	if (i == DELIVER_SENDMAIL && !*place)
		place = SENDMAIL;
	if (i == sizeof(names) / sizeof(*names) || *place != '/' ||
	    strlen(place) >= sizeof(via->place)) {
		return error_set(error, "a mail goes by \"sendmail\", \"sendmail:/PROGRAM\", \"maildir:/FOLDER\" or \"mbox:/FILE\" (whole paths, at most %d bytes)",
			 DELIVER_PLACE_MAX - 1);
	}
	via->way = (enum deliver_way)i;
	snprintf(via->place, sizeof(via->place), "%s", place);
	snprintf(via->text, sizeof(via->text), "%s", text);
	return 0;
}

int trip_fail(struct trip *trip, const char *format, ...)
{
	int error = errno;
	va_list args;
	size_t n;

	va_start(args, format);
	vsnprintf(trip->why, trip->size, format, args);
	va_end(args);
	n = strlen(trip->why);
	if (error)
		snprintf(trip->why + n, trip->size - n, ": %s", strerror(error));
	return -1;
}

int write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	ssize_t n;

	for (; size; size -= (size_t)n, at += n) {
		n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -1;
	}
	return 0;
}

int trip_write(struct trip *trip, const char *path)
{
	int fd, ret;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return trip_fail(trip, "%s cannot be written", path);
	ret = write_all(fd, trip->notice->mail, trip->notice->size);
	if (!ret)
		ret = fsync(fd);
	if (ret)
		trip_fail(trip, "%s cannot be written", path);
	close(fd);
	return ret;
}

int sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return ret;
}

static int64_t next_try(unsigned int tries, int64_t now)
{
	int64_t wait = RETRY_FIRST;

	while (--tries && wait < RETRY_LAST)
		wait *= 2;
	return now + (wait < RETRY_LAST ? wait : RETRY_LAST);
}

/* What came of it, into the ledger; then nobody needs the traces any more. */
static int conclude(struct trip *trip, enum outcome outcome, int64_t now)
{
	struct ledger_notice *n = trip->notice;
	const struct way *way = ways[trip->via.way];
	int ret;

	switch (outcome) {
	case OUTCOME_SENT:
		n->state = LEDGER_SENT;
		*n->why = '\0';
		break;
	case OUTCOME_NOT:
		n->state = LEDGER_PREPARED;
		break;
	case OUTCOME_FAILED:
		n->state = LEDGER_FAILED;
		n->next = next_try(++n->tries, now);
		break;
	case OUTCOME_UNCERTAIN:
		n->state = LEDGER_UNCERTAIN;
		break;
	}
	n->changed = now;
	ret = ledger_set(trip->deliver->ledger, n);
	/* A lock is held until all know. */
	if (trip->fd >= 0)
		close(trip->fd);
	trip->fd = -1;
	if (!ret && outcome == OUTCOME_SENT && way->end)
		way->end(trip);
	return ret;
}

int deliver_notice(const struct deliver *deliver, struct ledger_notice *notice,
		   int64_t now)
{
	struct trip trip = {
		.deliver = deliver, .via = deliver->via, .notice = notice,
		.fd = -1, .why = notice->why, .size = sizeof(notice->why),
	};
	const struct way *way = ways[deliver->via.way];

	snprintf(notice->via, sizeof(notice->via), "%s", deliver->via.text);
	notice->place = -1;
	errno = 0;
	if (way->begin(&trip))
		return conclude(&trip, OUTCOME_FAILED, now);
	notice->state = LEDGER_SENDING;
	notice->changed = now;
	if (ledger_set(deliver->ledger, notice)) {
		if (trip.fd >= 0)
			close(trip.fd);
		return -1;
	}
	errno = 0;
	return conclude(&trip, way->carry(&trip), now);
}

int deliver_recover(const struct deliver *deliver, struct ledger_notice *notice,
		    int64_t now)
{
	struct trip trip = {
		.deliver = deliver, .notice = notice, .fd = -1,
		.why = notice->why, .size = sizeof(notice->why),
	};
	struct error why;

	if (deliver_via(&trip.via, notice->via, &why)) {
		snprintf(notice->why, sizeof(notice->why), "%.250s", why.text);
		notice->state = LEDGER_UNCERTAIN;
		return ledger_set(deliver->ledger, notice);
	}
	errno = 0;
	return conclude(&trip, ways[trip.via.way]->look(&trip), now);
}
