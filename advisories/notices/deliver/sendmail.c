// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sendmail.c - sendmail -t, with its message and a record in a spool
 *
 * NAME.eml is the message, NAME.run the helper's record, NAME.err sendmail's output.
 * The record is created and locked here, and the helper inherits the lock.
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

#include "internal.h"
#include "common/text.h"

#define RECORD_MAX	256
#define SAID_MAX	120

static const char *path_of(const struct attempt *attempt, const char *tail,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s.%s", attempt->deliver->spool,
		 attempt->notice->name, tail);
	return path;
}

static int write_message(struct attempt *attempt)
{
	char path[PATH_MAX];

	path_of(attempt, "eml", path);
	return attempt_write_message(attempt, path);
}

static int prepare(struct attempt *attempt)
{
	char path[PATH_MAX];

	if (mkdir(attempt->deliver->spool, 0700) && errno != EEXIST)
		return attempt_fail(attempt, "%s cannot be created",
				 attempt->deliver->spool);
	errno = 0;
	if (access(attempt->via.target, X_OK))
		return attempt_fail(attempt, "%s cannot be run", attempt->via.target);
	if (write_message(attempt))
		return -1;
	path_of(attempt, "run", path);
	unlink(path);
	attempt->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (attempt->fd < 0 || flock(attempt->fd, LOCK_EX | LOCK_NB))
		return attempt_fail(attempt, "%s cannot be written", path);
	sync_folder(attempt->deliver->spool);
	return 0;
}

/* Appends the first line of sendmail's output, escaped. */
static void add_said(struct attempt *attempt)
{
	char path[PATH_MAX], said[SAID_MAX] = "", shown[SAID_MAX * 2];
	size_t n = strlen(attempt->why);
	FILE *file = fopen(path_of(attempt, "err", path), "re");

	if (file && fgets(said, sizeof(said), file)) {
		said[strcspn(said, "\r\n")] = '\0';
		snprintf(attempt->why + n, attempt->size - n, ": %s",
			 text_escape(said, shown, sizeof(shown)));
	}
	if (file)
		fclose(file);
}

/* Evaluates the record. We hold the lock: the helper has ended. */
static enum outcome read_record(struct attempt *attempt, int fd)
{
	char text[RECORD_MAX] = "";
	const char *last;
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	int number = 0;

	text[n > 0 ? n : 0] = '\0';
	errno = 0;
	if (!strchr(text, '\n'))
		return OUTCOME_NOT_SENT;
	last = strchr(text, '\n') + 1;
	if (sscanf(last, "exit %d", &number) == 1 && strchr(last, '\n')) {
		if (!number)
			return OUTCOME_SENT;
		attempt_fail(attempt, number == 127 || number == 126 ?
			  "%s could not be run (status %d)" :
			  "%s ended with status %d", attempt->via.target, number);
		add_said(attempt);
		return OUTCOME_FAILED;
	}
	if (sscanf(last, "errno %d", &number) == 1) {
		errno = number;
		attempt_fail(attempt, "%s could not be run", attempt->via.target);
		return OUTCOME_FAILED;
	}
	if (sscanf(last, "signal %d", &number) == 1)
		attempt_fail(attempt, "%s was killed by signal %d; it may have accepted the mail",
			  attempt->via.target, number);
	else
		attempt_fail(attempt, "it is unknown how %s ended; it may have accepted the mail",
			  attempt->via.target);
	return OUTCOME_UNCERTAIN;
}

static int open_spool(const struct attempt *attempt, const char *tail, int flags)
{
	char path[PATH_MAX];

	return open(path_of(attempt, tail, path), flags | O_CLOEXEC, 0600);
}

static enum outcome commit(struct attempt *attempt)
{
	int message = open_spool(attempt, "eml", O_RDONLY), ended = -1, ret = -1;
	int errors = open_spool(attempt, "err", O_WRONLY | O_CREAT | O_TRUNC);
	enum outcome outcome;
	char nothing;

	if (message >= 0 && errors >= 0)
		ret = sendmail_helper_start(attempt->via.target, message, attempt->fd, errors,
				    &ended);
	if (ret)
		attempt_fail(attempt, "%s could not be run", attempt->via.target);
	if (message >= 0)
		close(message);
	if (errors >= 0)
		close(errors);
	if (ret)
		return OUTCOME_FAILED;
	/* Nothing is written to it: it ends when the helper does. */
	while (read(ended, &nothing, 1) < 0 && errno == EINTR)
		;
	close(ended);
	outcome = read_record(attempt, attempt->fd);
	if (outcome != OUTCOME_NOT_SENT)
		return outcome;
	attempt_fail(attempt, "%s could not be run", attempt->via.target);
	return OUTCOME_FAILED;
}

static enum outcome recover(struct attempt *attempt)
{
	enum outcome outcome;
	int fd = open_spool(attempt, "run", O_RDWR);

	if (fd < 0) {
		attempt_fail(attempt, "the record in %s is missing",
			  attempt->deliver->spool);
		return OUTCOME_UNCERTAIN;
	}
	/* The helper of a killed run may still be working. */
	while (flock(fd, LOCK_EX) && errno == EINTR)
		;
	outcome = read_record(attempt, fd);
	close(fd);
	return outcome;
}

static void clean_up(struct attempt *attempt)
{
	static const char *const tails[] = { "eml", "run", "err" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		unlink(path_of(attempt, tails[i], path));
}

/* Files of a sent notice are left if we were killed or it was resolved by hand. */
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

void deliver_clean_spool(const struct deliver *deliver)
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

const struct transport transport_sendmail = {
	.prepare = prepare, .commit = commit, .recover = recover, .clean_up = clean_up,
};
