// SPDX-License-Identifier: GPL-2.0-or-later
/* samples.c - write packets to capture files, and remove the oldest files */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"
#include "inspect/samples.h"

#define DAY		86400
#define SAME_SECOND	1000	/* files that can begin in a second */
#define NS_PER_SECOND	1000000000u
#define PACKET_MAX	65535
#define RECORD_HEADER	16	/* bytes before each packet in a file */

/* "samples-20261123T152231Z-000.pcap"; '0' is any digit. */
static const char pattern[] = "samples-00000000T000000Z-000.pcap";

bool samples_is_name(const char *name)
{
	size_t i;

	for (i = 0; pattern[i]; i++)
		if (pattern[i] == '0' ? name[i] < '0' || name[i] > '9' :
				     name[i] != pattern[i])
			return false;
	return !name[i];
}

static int filter(const struct dirent *entry)
{
	return samples_is_name(entry->d_name);
}

/* By byte, regardless of the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int samples_list(const char *directory, char ***names)
{
	struct dirent **entries;
	int i, count;

	*names = NULL;
	count = scandir(directory, &entries, filter, by_name);
	if (count < 0)
		return -1;
	*names = calloc((size_t)count + 1, sizeof(**names));
	for (i = 0; i < count; i++) {
		if (*names)
			(*names)[i] = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	for (i = 0; *names && i < count; i++)
		if (!(*names)[i])
			break;
	if (*names && i == count)
		return count;
	samples_list_free(*names, count);
	*names = NULL;
	errno = ENOMEM;
	return -1;
}

void samples_list_free(char **names, int count)
{
	while (names && count--)
		free(names[count]);
	free(names);
}

/* The size of a file, which holds one or two packets at the very least. */
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

/* Discard what waits; errno says why. */
static void discard(struct samples *s, const char *what)
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

/* The oldest, until the others take at most @room; and all from before @before. */
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

/* The current file is the youngest, and its size is reserved. */
static void make_room(struct samples *s, int64_t now)
{
	uint64_t file = file_max(s);

	remove_oldest(s, s->max > file ? s->max - file : 0,
		      now - (int64_t)s->days * DAY);
}

static int create_file(struct samples *s, int64_t now, char path[PATH_MAX])
{
	char name[SAMPLES_NAME_MAX], stamp[CLOCK_STAMP_MAX];
	int i;

	clock_stamp(now, stamp);
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

/* Completely or not at all: a partial write is truncated again. */
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

/* A file that cannot even hold its header is removed again. */
static int begin_file(struct samples *s, int64_t now)
{
	char path[PATH_MAX];
	int reason;

	if (mkdir(s->directory, 0750) < 0 && errno != EEXIST)
		return -1;
	make_room(s, now);
	if (create_file(s, now, path) < 0)
		return -1;
	s->size = 0;
	s->day = now / DAY;
	if (!append(s, s->header, sizeof(s->header)))
		return 0;
	reason = errno;
	unlink(path);
	errno = reason;
	return -1;
}

/* It is full, of another day (the age is that of a file), or was removed. */
static bool file_is_complete(const struct samples *s, int64_t now)
{
	struct stat st;

	return s->size + s->used > file_max(s) || s->day != now / DAY ||
	       fstat(s->fd, &st) < 0 || !st.st_nlink;
}

void samples_flush(struct samples *s, int64_t now)
{
	if (!s->waiting)
		return;
	if (s->fd >= 0 && file_is_complete(s, now))
		close_file(s);
	if (s->fd < 0 && begin_file(s, now) < 0) {
		discard(s, "cannot begin a file");
		close_file(s);
		return;
	}
	if (append(s, s->buffer, s->used) < 0) {
		discard(s, "cannot write");
		close_file(s);
		return;
	}
	s->kept += s->waiting;
	s->bytes += s->used;
	s->waiting = 0;
	s->used = 0;
	s->error.text[0] = '\0';
}

/* Limits packets per second, so that a flood does not replace all older samples. */
static bool within_rate(struct samples *s, int64_t second)
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
	uint32_t kept = avail < PACKET_MAX ? avail : PACKET_MAX;
	int64_t second = (int64_t)(time / NS_PER_SECOND);

	if (!s->directory)
		return;
	if (!within_rate(s, second)) {
		s->skipped++;
		return;
	}
	if (s->used + RECORD_HEADER + kept > SAMPLES_BUFFER)
		samples_flush(s, second);
	samples_write(s->writer, time, bytes, avail, wire);
	s->waiting++;
}

void samples_expire(struct samples *s, int64_t now)
{
	if (s->directory)
		remove_oldest(s, s->max, now - (int64_t)s->days * DAY);
}

struct pcap_dumper *samples_writer(FILE *out)
{
	pcap_t *format = pcap_open_dead_with_tstamp_precision(DLT_RAW,
			PACKET_MAX, PCAP_TSTAMP_PRECISION_NANO);
	pcap_dumper_t *writer;

	if (!format)
		return NULL;
	writer = pcap_dump_fopen(format, out);
	pcap_close(format);
	return writer;
}

int samples_write(struct pcap_dumper *writer, uint64_t time, const void *bytes,
		  uint32_t avail, uint32_t wire)
{
	struct pcap_pkthdr header = {
		.ts.tv_sec = (time_t)(time / NS_PER_SECOND),
		.ts.tv_usec = (suseconds_t)(time % NS_PER_SECOND),
		.caplen = avail < PACKET_MAX ? avail : PACKET_MAX,
		.len = wire,
	};

	pcap_dump((u_char *)writer, &header, bytes);
	return ferror(pcap_dump_file(writer)) ? -1 : 0;
}

/* Where the writer's FILE goes: into memory, for append() to write as a whole. */
static ssize_t write_buffer(void *cookie, const char *bytes, size_t n)
{
	struct samples *s = cookie;

	if (n > SAMPLES_BUFFER - s->used)
		return 0;
	memcpy(s->buffer + s->used, bytes, n);
	s->used += n;
	return (ssize_t)n;
}

/* The writer, and the header for all files, which it writes first. 0 or -1 */
static int open_writer(struct samples *s)
{
	static const cookie_io_functions_t functions = { .write = write_buffer };
	FILE *file;

	s->buffer = malloc(SAMPLES_BUFFER);
	file = s->buffer ? fopencookie(s, "w", functions) : NULL;
	if (file) {
		setvbuf(file, NULL, _IONBF, 0);
		s->writer = samples_writer(file);
	}
	if (!s->writer) {
		free(s->buffer);
		s->buffer = NULL;
		s->used = 0;
		return -1;
	}
	memcpy(s->header, s->buffer, sizeof(s->header));
	s->used = 0;
	return 0;
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
	if (s->directory && !s->buffer && open_writer(s)) {
		free(s->directory);
		s->directory = NULL;
	}
	s->error.text[0] = '\0';
}

void samples_close(struct samples *s)
{
	samples_flush(s, time(NULL));
	close_file(s);
	if (s->writer)
		pcap_dump_close(s->writer);
	free(s->directory);
	free(s->buffer);
	samples_init(s);
}
