/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.h - packets kept in a folder of capture files, limited by size and age
 *
 * Files are named after the second in which they begin, so their names sort by time.
 * Before a new file begins, the oldest are removed, so that all of them never exceed
 * the limit. Only files with such a name are removed. Packets are buffered in memory
 * and written completely, at least once a second.
 */
#ifndef INSPECT_SAMPLES_H
#define INSPECT_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

#define SAMPLES_BUFFER		(256 << 10)
#define SAMPLES_FILES		16	/* that share the size limit, about */
#define SAMPLES_A_SECOND	1000	/* packets; more are skipped */
#define SAMPLES_NAME_MAX	64
#define SAMPLES_HEADER		24	/* bytes at the begin of a capture file */

struct pcap_dumper;

/**
 * struct samples - the folder, the current file, and its buffer; must not move
 * @directory:	where; NULL: no samples are kept
 * @max:	bytes of all files together
 * @days:	until a file is removed
 * @fd:		of the current file, or -1
 * @size:	bytes in it
 * @day:	on which it began
 * @second:	the current one, in which @taken packets were kept
 * @waiting:	packets in @buffer, of @used bytes
 * @writer:	libpcap's, into @buffer
 * @header:	what each file begins with
 * @kept:	packets that were written
 * @bytes:	of the files, without their headers
 * @skipped:	packets above SAMPLES_A_SECOND
 * @lost:	packets that could not be written
 * @error:	why, the last time; empty if there is no problem
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
	struct pcap_dumper *writer;
	unsigned char header[SAMPLES_HEADER];
	uint64_t kept;
	uint64_t bytes;
	uint64_t skipped;
	uint64_t lost;
	struct error error;
};

void samples_init(struct samples *samples);
/* Writes the buffer. */
void samples_close(struct samples *samples);

/**
 * samples_set - set folder and limits; may be called at any time
 * @directory: NULL: keep no samples. Created if necessary (but not its parent).
 * @max:       bytes, at least 1 MiB
 */
void samples_set(struct samples *samples, const char *directory, uint64_t max,
		 unsigned int days);

/**
 * samples_keep - keep a packet
 * @time:  now, in ns since 1970
 * @bytes: from the IP header on
 *
 * Does not fail: packets that could not be kept are counted.
 */
void samples_keep(struct samples *samples, uint64_t time, const void *bytes,
		  uint32_t avail, uint32_t wire);

/* Write the buffer: call it each second. @now: seconds since 1970. */
void samples_flush(struct samples *samples, int64_t now);
/* Remove files that are too old: call it from time to time. */
void samples_expire(struct samples *samples, int64_t now);

/**
 * samples_writer - libpcap's writer for a capture file
 * @out: gets the file's header; open for as long as the writer is used
 *
 * Nanoseconds; packets begin with their IP header (LINKTYPE_RAW). NULL if out of memory
 * or if the header cannot be written; then libpcap has closed @out.
 */
struct pcap_dumper *samples_writer(FILE *out);
/* Append a packet: @time in ns since 1970, at most 65535 of @avail bytes. 0 or -1 */
int samples_write(struct pcap_dumper *writer, uint64_t time, const void *bytes,
		  uint32_t avail, uint32_t wire);

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
