// SPDX-License-Identifier: GPL-2.0-or-later
/* samples_scan.c - capture files in, figures and one capture out */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture.h"
#include "common/error.h"
#include "inspect/samples.h"
#include "samples_scan.h"

/* Is it meant? Its class is in @class in any case. */
static bool is_meant(const struct selection *selection,
		     const struct frame *frame, enum slammer_class *class)
{
	enum slammer_reason reason = REASON_MALFORMED;
	struct packet packet = { 0 };

	if (frame->whole)
		reason = packet_inspect(frame->bytes, frame->avail, frame->wire,
					frame->type, 0, selection->signatures,
					&packet);
	*class = reason_class(reason);
	if (frame->time < selection->since)
		return false;
	if (selection->class >= 0 && *class != (enum slammer_class)selection->class)
		return false;
	return !selection->by_source ||
	       (packet.family && prefix_contains(&selection->source, packet.src));
}

static void count(struct sample_file *file, const struct frame *frame,
		  enum slammer_class class)
{
	if (!file->from)
		file->from = frame->time;
	file->until = frame->time;
	file->packets++;
	file->bytes += frame->wire;
	file->class[class]++;
}

static int copy(struct pcap_dumper *out, const struct frame *frame)
{
	if (!out)
		return 0;
	return samples_write(out, frame->time, frame->bytes, frame->avail,
			     frame->wire);
}

/* 1: it is damaged, and why is in @file; -1: @out cannot be written. */
static int scan_file(const char *path, const struct selection *selection,
		     struct pcap_dumper *out, struct sample_file *file)
{
	struct capture *capture;
	enum slammer_class class;
	struct frame frame;
	int more;

	capture = capture_open(path, &file->error);
	if (!capture)
		return 1;
	while ((more = capture_next(capture, &frame)) > 0) {
		if (!is_meant(selection, &frame, &class))
			continue;
		count(file, &frame, class);
		if (copy(out, &frame) < 0) {
			capture_close(capture);
			return -1;
		}
	}
	if (more < 0)
		error_set(&file->error, "%s",
			 capture_error(capture));
	capture_close(capture);
	return more < 0;
}

/* A file of slammerd's is a plain one: opening another kind might never end. */
static int scan_named(const char *directory, const struct selection *selection,
		      struct pcap_dumper *out, struct sample_file *file)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", directory, file->name);
	if (lstat(path, &st) < 0)
		error_set(&file->error, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		error_set(&file->error, "is no plain file");
	else
		return scan_file(path, selection, out, file);
	return 1;
}

/* The names go over into the list. */
static int fill(struct sample_files *files, char **names, int count)
{
	int i;

	files->list = calloc((size_t)count + 1, sizeof(*files->list));
	if (!files->list)
		return -1;
	for (i = 0; i < count; i++) {
		files->list[i].name = names[i];
		names[i] = NULL;
	}
	files->count = (size_t)count;
	return 0;
}

int samples_scan(const char *directory, const struct selection *selection,
		 FILE *out, struct sample_files *files,
		 struct error *error)
{
	struct pcap_dumper *writer = NULL;
	int result, n;
	char **names;
	size_t i;

	memset(files, 0, sizeof(*files));
	n = samples_list(directory, &names);
	if (n < 0)
		return error_set(error, "%s: %s", directory,
			 strerror(errno));
	result = fill(files, names, n);
	samples_list_free(names, n);
	if (!result && out) {
		writer = samples_writer(out);
		result = writer ? 0 : -1;
	}
	for (i = 0; !result && i < files->count; i++) {
		result = scan_named(directory, selection, writer, &files->list[i]);
		files->damaged += result > 0;
		result = result < 0 ? -1 : 0;
	}
	if (!result && out && fflush(out))
		result = -1;
	if (result)
		error_set(error, "cannot write the capture: %s",
			 strerror(errno));
	return result;
}

void sample_files_free(struct sample_files *files)
{
	while (files->count)
		free(files->list[--files->count].name);
	free(files->list);
}
