/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.h - read the capture files in which slammerd saves queued packets
 *
 * Packets are classified again, by the filter's own matcher: with the signatures of
 * today's policy, old samples show what they would have matched.
 */
#ifndef SLAMMERCTL_SAMPLES_H
#define SLAMMERCTL_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "capture/capture.h"
#include "common/error.h"
#include "nfslammer/prefix.h"
#include "nfslammer/signature.h"

/**
 * struct selection - which packets
 * @class:	-1: any
 * @since:	ns since 1970; 0: all
 * @source:	if @by_source
 * @signatures:	of the policy; never NULL
 */
struct selection {
	int class;
	uint64_t since;
	bool by_source;
	struct prefix source;
	const struct signatures *signatures;
};

/**
 * struct sample_file - the selected packets of a file
 * @name:	owned by the list
 * @from:	time of the first one, ns since 1970; 0 if there are none
 * @bytes:	length of the packets on the wire
 * @error:	why it could not be read to its end; empty if it was
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
 * samples_scan - read all files of @directory, the oldest first
 * @writer: gets the selected packets; NULL: they are only counted
 * @files:  to be freed by the caller, after a failure too
 *
 * A damaged file is read up to the damage. Returns 0, or -1 with a sentence in
 * @error: the directory cannot be read, or the capture cannot be written.
 */
int samples_scan(const char *directory, const struct selection *selection,
		 struct capture_writer *writer, struct sample_files *files,
		 struct error *error);
void sample_files_free(struct sample_files *files);

#endif /* SLAMMERCTL_SAMPLES_H */
