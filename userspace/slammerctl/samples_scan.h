/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples_scan.h - read the files that slammerd keeps packets in
 *
 * What a packet is, is decided anew, by the filter's own matcher: with signatures
 * of today, old samples show what they would have found.
 */
#ifndef SLAMMERCTL_SAMPLES_SCAN_H
#define SLAMMERCTL_SAMPLES_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "nfslammer/prefix.h"
#include "nfslammer/signature.h"

#define SCAN_ERROR_MAX	640

/**
 * struct selection - which packets are meant
 * @class:	-1: any
 * @since:	ns since 1970; 0: all
 * @source:	if @by_source
 * @signatures:	what else is an attack; never NULL
 */
struct selection {
	int class;
	uint64_t since;
	bool by_source;
	struct prefix source;
	const struct signatures *signatures;
};

/**
 * struct sample_file - what was found in a file, of the packets that are meant
 * @name:	owned by the list
 * @from:	time of the first of them, ns since 1970; 0 if there is none
 * @bytes:	of the packets
 * @error:	why it could not be read to its end; empty if it could
 */
struct sample_file {
	char *name;
	uint64_t from;
	uint64_t until;
	uint64_t packets;
	uint64_t bytes;
	uint64_t class[CLASS_COUNT];
	struct error error;
};

struct sample_files {
	struct sample_file *list;
	size_t count;
	size_t damaged;
};

/**
 * samples_scan - go through all files of @directory, the oldest first
 * @out: where the packets that are meant go as one capture; NULL: nowhere
 *
 * A file that is damaged is read as far as it goes. 0, or -1 with a sentence in
 * @error: the folder cannot be read, or @out not be written. @files is to be freed
 * in both cases.
 */
int samples_scan(const char *directory, const struct selection *selection,
		 FILE *out, struct sample_files *files,
		 struct error *error);
void sample_files_free(struct sample_files *files);

/**
 * samples_since - "2026-01-25", "2026-01-25T05:29:40Z", or "90s", "15min", "2h",
 * "7d" before @now (seconds since 1970)
 *
 * 0, or -1: it is none of these.
 */
int samples_since(const char *text, int64_t now, uint64_t *since);

#endif /* SLAMMERCTL_SAMPLES_SCAN_H */
