// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mbox.c - appends a message to a file, under a lock
 *
 * In the "mboxrd" format: a line that begins with any number of > and "From " gets one
 * more >, which readers remove.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define LOCK_TRIES	300	/* every tenth of a second */

static bool needs_quote(const char *line, size_t left)
{
	size_t n = 0;

	while (n < left && line[n] == '>')
		n++;
	return left - n >= 5 && !memcmp(line + n, "From ", 5);
}

/* The message as it is appended; NULL if out of memory. */
static char *compose(const struct attempt *attempt, size_t *size)
{
	const char *at = attempt->notice->mail, *end = at + attempt->notice->size;
	time_t made = (time_t)attempt->notice->made;
	char *text = NULL, date[32];
	const char *next;
	struct tm tm;
	FILE *out = open_memstream(&text, size);

	if (!out)
		return NULL;
	gmtime_r(&made, &tm);
	/* In the format of asctime(), in every locale. */
	fprintf(out, "From %s %s", attempt->deliver->sender,
		asctime_r(&tm, date));
	for (; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		if (needs_quote(at, (size_t)(end - at)))
			putc('>', out);
		fwrite(at, 1, (size_t)(next - at), out);
	}
	if (end > attempt->notice->mail && end[-1] != '\n')
		putc('\n', out);
	putc('\n', out);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* Other programs use one of two locks, or both. */
static int open_locked(struct attempt *attempt, int flags)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(attempt->via.target, flags | O_RDWR | O_CLOEXEC, 0600), i;

	if (fd < 0)
		return attempt_fail(attempt, "%s cannot be opened", attempt->via.target);
	for (i = 0; i < LOCK_TRIES; i++) {
		if (!fcntl(fd, F_OFD_SETLK, &lock) &&
		    !flock(fd, LOCK_EX | LOCK_NB))
			return fd;
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			break;
		usleep(100000);
	}
	attempt_fail(attempt, "%s cannot be locked", attempt->via.target);
	close(fd);
	return -1;
}

/* What is missing before a new message: every message ends with an empty line. */
static const char *gap(int fd, int64_t size)
{
	char end[2];

	if (!size)
		return "";
	if (size >= 2 && pread(fd, end, 2, size - 2) == 2 && end[1] == '\n')
		return end[0] == '\n' ? "" : "\n";
	return "\n\n";
}

static int prepare(struct attempt *attempt)
{
	const char *before;
	struct stat st;
	int fd = open_locked(attempt, O_CREAT | O_APPEND);

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		attempt_fail(attempt, "%s is not a regular file", attempt->via.target);
		close(fd);
		return -1;
	}
	before = gap(fd, st.st_size);
	if (*before && write_all(fd, before, strlen(before))) {
		attempt_fail(attempt, "%s cannot be written", attempt->via.target);
		close(fd);
		return -1;
	}
	attempt->notice->place = st.st_size + (int64_t)strlen(before);
	attempt->fd = fd;
	return 0;
}

static enum outcome commit(struct attempt *attempt)
{
	size_t size;
	char *text = compose(attempt, &size);
	int ret = text ? write_all(attempt->fd, text, size) : -1;

	if (!ret)
		ret = fsync(attempt->fd);
	free(text);
	if (!ret)
		return OUTCOME_SENT;
	attempt_fail(attempt, "%s cannot be written", attempt->via.target);
	if (!ftruncate(attempt->fd, attempt->notice->place))
		return OUTCOME_FAILED;
	return OUTCOME_UNCERTAIN;
}

/* Is a message with the same Message-ID anywhere in the file? */
static bool has_id(int fd, int64_t size, const struct attempt *attempt)
{
	static const char name[] = "\nMessage-ID:";
	const char *id = memmem(attempt->notice->mail, attempt->notice->size, name,
				strlen(name));
	const char *end = attempt->notice->mail + attempt->notice->size, *stop;
	void *map;
	bool found;

	if (!id || !size)
		return false;
	stop = memchr(id + 1, '\n', (size_t)(end - id - 1));
	/* Folded: the ID is on the next line. */
	while (stop && stop + 1 < end && (stop[1] == ' ' || stop[1] == '\t'))
		stop = memchr(stop + 1, '\n', (size_t)(end - stop - 1));
	if (!stop)
		return false;
	map = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return false;
	found = memmem(map, (size_t)size, id, (size_t)(stop - id)) != NULL;
	munmap(map, (size_t)size);
	return found;
}

/* How many bytes of the message are at @place; -1: something else is. */
static int64_t common(int fd, int64_t place, const char *text, size_t size)
{
	char buf[4096];
	size_t done = 0, want;
	ssize_t n;

	while (done < size) {
		want = size - done < sizeof(buf) ? size - done : sizeof(buf);
		n = pread(fd, buf, want, place + (int64_t)done);
		if (n < 0 || memcmp(buf, text + done, (size_t)n))
			return -1;
		if (!n)
			break;
		done += (size_t)n;
	}
	return (int64_t)done;
}

static enum outcome judge(struct attempt *attempt, int fd, int64_t size)
{
	size_t length;
	char *text = compose(attempt, &length);
	int64_t place = attempt->notice->place, there = -1;

	if (text && place >= 0 && size >= place)
		there = common(fd, place, text, length);
	free(text);
	if (there == (int64_t)length)
		return OUTCOME_SENT;
	/* Part of it and nothing after it: cut it off. */
	if (there >= 0 && size == place + there && !ftruncate(fd, place))
		return OUTCOME_NOT_SENT;
	if (has_id(fd, size, attempt))
		return OUTCOME_SENT;
	errno = 0;
	attempt_fail(attempt, "%s has been changed by another program",
		  attempt->via.target);
	return OUTCOME_UNCERTAIN;
}

static enum outcome recover(struct attempt *attempt)
{
	enum outcome outcome;
	struct stat st;
	int fd = open_locked(attempt, 0);

	if (fd < 0)
		return OUTCOME_UNCERTAIN;
	outcome = fstat(fd, &st) ? OUTCOME_UNCERTAIN :
				   judge(attempt, fd, st.st_size);
	close(fd);
	return outcome;
}

const struct transport transport_mbox = {
	.prepare = prepare, .commit = commit, .recover = recover,
};
