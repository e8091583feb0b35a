// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deliver_sendmail.c - sendmail -t, with its message and a record in a spool
 *
 * NAME.eml is the message, NAME.run the courier's record, NAME.err what sendmail said.
 * The record is made and locked here, and the lock is left to the courier.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deliver_parts.h"
#include "common/text.h"

#define RECORD_MAX	256
#define SAID_MAX	120

static const char *path_of(const struct trip *trip, const char *tail,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s.%s", trip->deliver->spool,
		 trip->notice->name, tail);
	return path;
}

static int write_message(struct trip *trip)
{
	char path[PATH_MAX];

	path_of(trip, "eml", path);
	return trip_write(trip, path);
}

static int begin(struct trip *trip)
{
	char path[PATH_MAX];

	if (mkdir(trip->deliver->spool, 0700) && errno != EEXIST)
		return trip_fail(trip, "%s cannot be made",
				 trip->deliver->spool);
	errno = 0;
	if (access(trip->via.place, X_OK))
		return trip_fail(trip, "%s cannot be run", trip->via.place);
	if (write_message(trip))
		return -1;
	path_of(trip, "run", path);
	unlink(path);
	trip->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (trip->fd < 0 || flock(trip->fd, LOCK_EX | LOCK_NB))
		return trip_fail(trip, "%s cannot be written", path);
	sync_folder(trip->deliver->spool);
	return 0;
}

/* The first line that sendmail said, made fit for a message. */
static void add_said(struct trip *trip)
{
	char path[PATH_MAX], said[SAID_MAX] = "", shown[SAID_MAX * 2];
	size_t n = strlen(trip->why);
	FILE *file = fopen(path_of(trip, "err", path), "re");

	if (file && fgets(said, sizeof(said), file)) {
		said[strcspn(said, "\r\n")] = '\0';
		snprintf(trip->why + n, trip->size - n, ": %s",
			 text_escape(said, shown, sizeof(shown)));
	}
	if (file)
		fclose(file);
}

/* What the record says. The lock is ours: no courier writes it any more. */
static enum outcome read_record(struct trip *trip, int fd)
{
	char text[RECORD_MAX] = "";
	const char *last;
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	int number = 0;

	text[n > 0 ? n : 0] = '\0';
	errno = 0;
	if (!strchr(text, '\n'))
		return OUTCOME_NOT;
	last = strchr(text, '\n') + 1;
	if (sscanf(last, "exit %d", &number) == 1 && strchr(last, '\n')) {
		if (!number)
			return OUTCOME_SENT;
		trip_fail(trip, number == 127 || number == 126 ?
			  "%s could not be run (status %d)" :
			  "%s ended with status %d", trip->via.place, number);
		add_said(trip);
		return OUTCOME_FAILED;
	}
	if (sscanf(last, "errno %d", &number) == 1) {
		errno = number;
		trip_fail(trip, "%s could not be run", trip->via.place);
		return OUTCOME_FAILED;
	}
	if (sscanf(last, "signal %d", &number) == 1)
		trip_fail(trip, "%s was killed by signal %d; it may have taken the mail",
			  trip->via.place, number);
	else
		trip_fail(trip, "nobody knows how %s ended; it may have taken the mail",
			  trip->via.place);
	return OUTCOME_UNCERTAIN;
}

static int open_spool(const struct trip *trip, const char *tail, int flags)
{
	char path[PATH_MAX];

	return open(path_of(trip, tail, path), flags | O_CLOEXEC, 0600);
}

static enum outcome carry(struct trip *trip)
{
	int message = open_spool(trip, "eml", O_RDONLY), ended = -1, ret = -1;
	int errors = open_spool(trip, "err", O_WRONLY | O_CREAT | O_TRUNC);
	enum outcome outcome;
	char nothing;

	if (message >= 0 && errors >= 0)
		ret = courier_start(trip->via.place, message, trip->fd, errors,
				    &ended);
	if (ret)
		trip_fail(trip, "%s could not be run", trip->via.place);
	if (message >= 0)
		close(message);
	if (errors >= 0)
		close(errors);
	if (ret)
		return OUTCOME_FAILED;
	/* Nobody writes into it: it ends when the courier does. */
	while (read(ended, &nothing, 1) < 0 && errno == EINTR)
		;
	close(ended);
	outcome = read_record(trip, trip->fd);
	if (outcome != OUTCOME_NOT)
		return outcome;
	trip_fail(trip, "%s could not be run", trip->via.place);
	return OUTCOME_FAILED;
}

static enum outcome look(struct trip *trip)
{
	enum outcome outcome;
	int fd = open_spool(trip, "run", O_RDWR);

	if (fd < 0) {
		trip_fail(trip, "the record in %s is gone",
			  trip->deliver->spool);
		return OUTCOME_UNCERTAIN;
	}
	/* The courier of the run that was killed may still be at work. */
	while (flock(fd, LOCK_EX) && errno == EINTR)
		;
	outcome = read_record(trip, fd);
	close(fd);
	return outcome;
}

static void end(struct trip *trip)
{
	static const char *const tails[] = { "eml", "run", "err" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		unlink(path_of(trip, tails[i], path));
}

/* A notice that is sent needs its files no more: we were killed, or it was settled. */
static bool needless(const struct deliver *deliver, const char *file)
{
	struct ledger_notice n;
	long long id;
	size_t length;

	if (sscanf(file, "%*[0-9].N%lldH", &id) != 1 ||
	    ledger_notice(deliver->ledger, id, &n) <= 0)
		return false;
	length = strlen(n.name);
	return n.state == LEDGER_SENT && !strncmp(file, n.name, length) &&
	       file[length] == '.';
}

void deliver_tidy(const struct deliver *deliver)
{
	DIR *folder = opendir(deliver->spool);
	const struct dirent *entry;
	char path[PATH_MAX];

	while (folder && (entry = readdir(folder))) {
		if (!needless(deliver, entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", deliver->spool,
			 entry->d_name);
		unlink(path);
	}
	if (folder)
		closedir(folder);
}

const struct way way_sendmail = {
	.begin = begin, .carry = carry, .look = look, .end = end,
};
