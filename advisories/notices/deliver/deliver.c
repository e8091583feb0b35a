// SPDX-License-Identifier: GPL-2.0-or-later
/* deliver.c - prepare, ledger, commit, ledger: the order that survives a crash */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "internal.h"

#define SENDMAIL	"/usr/sbin/sendmail"
#define RETRY_FIRST	300
#define RETRY_LAST	86400

static const struct transport *const transports[] = {
	[DELIVER_SENDMAIL] = &transport_sendmail,
	[DELIVER_MAILDIR] = &transport_maildir,
	[DELIVER_MBOX] = &transport_mbox,
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
	    strlen(place) >= sizeof(via->target)) {
		return error_set(error, "expected sendmail, sendmail:/PROGRAM, maildir:/FOLDER or mbox:/FILE (absolute paths, at most %d bytes)",
			 DELIVER_TARGET_MAX - 1);
	}
	via->transport = (enum deliver_transport)i;
	snprintf(via->target, sizeof(via->target), "%s", place);
	snprintf(via->text, sizeof(via->text), "%s", text);
	return 0;
}

int attempt_fail(struct attempt *attempt, const char *format, ...)
{
	int error = errno;
	va_list args;
	size_t n;

	va_start(args, format);
	vsnprintf(attempt->why, attempt->size, format, args);
	va_end(args);
	n = strlen(attempt->why);
	if (error)
		snprintf(attempt->why + n, attempt->size - n, ": %s", strerror(error));
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

int attempt_write_message(struct attempt *attempt, const char *path)
{
	int fd, ret;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return attempt_fail(attempt, "%s cannot be written", path);
	ret = write_all(fd, attempt->notice->mail, attempt->notice->size);
	if (!ret)
		ret = fsync(fd);
	if (ret)
		attempt_fail(attempt, "%s cannot be written", path);
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

/* Writes the outcome to the ledger; after that the traces are no longer needed. */
static int conclude(struct attempt *attempt, enum outcome outcome, int64_t now)
{
	struct ledger_notice *n = attempt->notice;
	const struct transport *transport = transports[attempt->via.transport];
	int ret;

	switch (outcome) {
	case OUTCOME_SENT:
		n->state = LEDGER_SENT;
		*n->why = '\0';
		break;
	case OUTCOME_NOT_SENT:
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
	ret = ledger_set(attempt->deliver->ledger, n);
	/* The lock is held until the outcome is recorded. */
	if (attempt->fd >= 0)
		close(attempt->fd);
	attempt->fd = -1;
	if (!ret && outcome == OUTCOME_SENT && transport->clean_up)
		transport->clean_up(attempt);
	return ret;
}

int deliver_notice(const struct deliver *deliver, struct ledger_notice *notice,
		   int64_t now)
{
	struct attempt attempt = {
		.deliver = deliver, .via = deliver->via, .notice = notice,
		.fd = -1, .why = notice->why, .size = sizeof(notice->why),
	};
	const struct transport *transport = transports[deliver->via.transport];

	snprintf(notice->via, sizeof(notice->via), "%s", deliver->via.text);
	notice->place = -1;
	errno = 0;
	if (transport->prepare(&attempt))
		return conclude(&attempt, OUTCOME_FAILED, now);
	notice->state = LEDGER_SENDING;
	notice->changed = now;
	if (ledger_set(deliver->ledger, notice)) {
		if (attempt.fd >= 0)
			close(attempt.fd);
		return -1;
	}
	errno = 0;
	return conclude(&attempt, transport->commit(&attempt), now);
}

int deliver_recover(const struct deliver *deliver, struct ledger_notice *notice,
		    int64_t now)
{
	struct attempt attempt = {
		.deliver = deliver, .notice = notice, .fd = -1,
		.why = notice->why, .size = sizeof(notice->why),
	};
	struct error why;

	if (deliver_via(&attempt.via, notice->via, &why)) {
		snprintf(notice->why, sizeof(notice->why), "%.250s", why.text);
		notice->state = LEDGER_UNCERTAIN;
		return ledger_set(deliver->ledger, notice);
	}
	errno = 0;
	return conclude(&attempt, transports[attempt.via.transport]->recover(&attempt), now);
}
