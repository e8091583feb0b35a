// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - packets into capture files, and the oldest files away */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "inspect/pcap.h"
#include "inspect/samples.h"

#define DAY		86400
#define SAME_SECOND	1000	/* files that can begin in a second */

/* A file gets so much of the room, and one packet or two at the very least. */
static uint64_t file_max(const struct samples *s)
{
	uint64_t share = s->max / SAMPLES_FILES;

	return share > 2 * SAMPLES_BUFFER ? share : 2 * SAMPLES_BUFFER;
}

static void path_of(const struct samples *s, const char *name,
		    char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", s->directory, name);
}

/* What waits is lost, and why. */
static void lose(struct samples *s, const char *what)
{
	error_set(&s->error, "%s: %s: %s", s->directory, what,
		 strerror(errno));
	s->lost += s->waiting;
	s->waiting = 0;
	s->used = 0;
}

static void close_file(struct samples *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* The oldest, until the rest takes no more than @room; and all from before. */
static void remove_oldest(struct samples *s, uint64_t room, int64_t before)
{
	char path[PATH_MAX], **names;
	uint64_t all = 0;
	struct stat st;
	int i, count;

	count = samples_list(s->directory, &names);
	for (i = 0; i < count; i++) {
		path_of(s, names[i], path);
		if (!lstat(path, &st))
			all += (uint64_t)st.st_size;
	}
	for (i = 0; i < count; i++) {
		path_of(s, names[i], path);
		if (lstat(path, &st))
			continue;
		if (all <= room && st.st_mtime >= before)
			continue;
		if (!unlink(path))
			all -= (uint64_t)st.st_size;
	}
	samples_list_free(names, count);
}

/* The file that grows is the youngest, and has room of its own. */
static void make_room(struct samples *s, int64_t now)
{
	uint64_t file = file_max(s);

	remove_oldest(s, s->max > file ? s->max - file : 0,
		      now - (int64_t)s->days * DAY);
}

static int create_file(struct samples *s, int64_t now, char path[PATH_MAX])
{
	char name[SAMPLES_NAME_MAX], stamp[32];
	time_t seconds = now;
	struct tm tm;
	int i;

	gmtime_r(&seconds, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	for (i = 0; i < SAME_SECOND; i++) {
		snprintf(name, sizeof(name), "samples-%s-%03d.pcap", stamp, i);
		path_of(s, name, path);
		s->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND |
			     O_CLOEXEC | O_NOFOLLOW, 0640);
		if (s->fd >= 0 || errno != EEXIST)
			break;
	}
	return s->fd < 0 ? -1 : 0;
}

/* Whole or not at all: half a packet at the end is cut off again. */
static int append(struct samples *s, const void *bytes, size_t n)
{
	ssize_t written = write(s->fd, bytes, n);
	int reason = written < 0 ? errno : ENOSPC;

	if (written == (ssize_t)n) {
		s->size += n;
		return 0;
	}
	if (ftruncate(s->fd, (off_t)s->size) < 0)
		close_file(s);
	errno = reason;
	return -1;
}

/* One that cannot even hold its header is no file. */
static int begin_file(struct samples *s, int64_t now)
{
	struct pcap_header header = pcap_header();
	char path[PATH_MAX];
	int reason;

	if (mkdir(s->directory, 0750) < 0 && errno != EEXIST)
		return -1;
	make_room(s, now);
	if (create_file(s, now, path) < 0)
		return -1;
	s->size = 0;
	s->day = now / DAY;
	if (!append(s, &header, sizeof(header)))
		return 0;
	reason = errno;
	unlink(path);
	errno = reason;
	return -1;
}

/* It is full, or of another day, for ages are told by the file; or it is gone. */
static bool file_is_over(const struct samples *s, int64_t now)
{
	struct stat st;

	return s->size + s->used > file_max(s) || s->day != now / DAY ||
	       fstat(s->fd, &st) < 0 || !st.st_nlink;
}

void samples_flush(struct samples *s, int64_t now)
{
	if (!s->waiting)
		return;
	if (s->fd >= 0 && file_is_over(s, now))
		close_file(s);
	if (s->fd < 0 && begin_file(s, now) < 0) {
		lose(s, "cannot begin a file");
		close_file(s);
		return;
	}
	if (append(s, s->buffer, s->used) < 0) {
		lose(s, "cannot write");
		close_file(s);
		return;
	}
	s->kept += s->waiting;
	s->bytes += s->used;
	s->waiting = 0;
	s->used = 0;
	s->error.text[0] = '\0';
}

/* Is there one more in this second? A flood must not push out all that is kept. */
static bool spare(struct samples *s, int64_t second)
{
	if (s->second != second) {
		s->second = second;
		s->taken = 0;
	}
	return s->taken++ < SAMPLES_A_SECOND;
}

void samples_keep(struct samples *s, uint64_t time, const void *bytes,
		  uint32_t avail, uint32_t wire)
{
	struct pcap_record record = pcap_record(time, avail, wire);
	int64_t second = (int64_t)(time / 1000000000u);

	if (!s->directory)
		return;
	if (!spare(s, second)) {
		s->skipped++;
		return;
	}
	if (s->used + sizeof(record) + record.kept > SAMPLES_BUFFER)
		samples_flush(s, second);
	memcpy(s->buffer + s->used, &record, sizeof(record));
	s->used += sizeof(record);
	if (record.kept)
		memcpy(s->buffer + s->used, bytes, record.kept);
	s->used += record.kept;
	s->waiting++;
}

void samples_expire(struct samples *s, int64_t now)
{
	if (s->directory)
		remove_oldest(s, s->max, now - (int64_t)s->days * DAY);
}

void samples_init(struct samples *s)
{
	*s = (struct samples){ .fd = -1 };
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

void samples_set(struct samples *s, const char *directory, uint64_t max,
		 unsigned int days)
{
	s->max = max;
	s->days = days;
	if (same(s->directory, directory))
		return;
	samples_flush(s, time(NULL));
	close_file(s);
	free(s->directory);
	s->directory = directory ? strdup(directory) : NULL;
	if (s->directory && !s->buffer)
		s->buffer = malloc(SAMPLES_BUFFER);
	if (s->directory && !s->buffer) {
		free(s->directory);
		s->directory = NULL;
	}
	s->error.text[0] = '\0';
}

void samples_close(struct samples *s)
{
	samples_flush(s, time(NULL));
	close_file(s);
	free(s->directory);
	free(s->buffer);
	samples_init(s);
}
