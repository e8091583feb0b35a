/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.h - packets kept in a folder of capture files, bounded by size and age
 *
 * Files are named after the second in which they begin, so their names sort by
 * time. All of them together never take more than they may: the oldest go before
 * a new one begins. Only files with such a name are ever removed. Packets are
 * gathered in memory and written in whole, at least once a second.
 */
#ifndef INSPECT_SAMPLES_H
#define INSPECT_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define SAMPLES_BUFFER		(256 << 10)
#define SAMPLES_FILES		16	/* that share the room, about */
#define SAMPLES_A_SECOND	1000	/* packets; more of them are not kept */
#define SAMPLES_NAME_MAX	64
/**
 * struct samples - the folder, the file that grows, and what waits for it
 * @directory:	where; NULL: none are kept
 * @max:	bytes of all files together
 * @days:	until a file goes
 * @fd:		of the file that grows, or -1
 * @size:	bytes that are in it
 * @day:	on which it began
 * @second:	the current one, in which @taken packets were kept
 * @waiting:	packets in @buffer, of @used bytes
 * @kept:	packets that were written
 * @bytes:	of the files, from the packets on
 * @skipped:	packets above SAMPLES_A_SECOND
 * @lost:	packets that could not be written
 * @error:	why, the last time; empty while all is well
 */
struct samples {
	char *directory;
	uint64_t max;
	unsigned int days;
	int fd;
	uint64_t size;
	int64_t day;
	int64_t second;
	unsigned int taken;
	uint64_t waiting;
	size_t used;
	char *buffer;
	uint64_t kept;
	uint64_t bytes;
	uint64_t skipped;
	uint64_t lost;
	struct error error;
};

void samples_init(struct samples *samples);
/* Writes what waits. */
void samples_close(struct samples *samples);

/**
 * samples_set - where, and how much; may be called again at any time
 * @directory: NULL: none are kept. Made if it is not there (its parent has to be).
 * @max:       bytes, at least 1 MiB
 */
void samples_set(struct samples *samples, const char *directory, uint64_t max,
		 unsigned int days);

/**
 * samples_keep - keep a packet
 * @time:  now, in ns since 1970
 * @bytes: from the IP header on
 *
 * Never fails: what could not be kept is counted.
 */
void samples_keep(struct samples *samples, uint64_t time, const void *bytes,
		  uint32_t avail, uint32_t wire);

/* Write what waits: to be called each second. @now: seconds since 1970. */
void samples_flush(struct samples *samples, int64_t now);
/* Remove what is too old: to be called now and then. */
void samples_expire(struct samples *samples, int64_t now);

/* Is this the name of a file of samples? */
bool samples_is_name(const char *name);

/**
 * samples_list - names of the files in @directory, the oldest first
 *
 * Returns how many, or -1 with errno. @names is malloced, and each of them.
 */
int samples_list(const char *directory, char ***names);
void samples_list_free(char **names, int count);

#endif /* INSPECT_SAMPLES_H */
