// SPDX-License-Identifier: GPL-2.0-or-later
/* samples_scan.c - count the packets of sample files, copy them to one capture */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "inspect/samples.h"
#include "samples.h"

/* @class is set in any case. */
static bool is_selected(const struct selection *selection,
			const struct frame *frame, enum slammer_class *class)
{
	struct packet packet = { 0 };

	*class = reason_class(frame_inspect(frame, selection->signatures,
					    &packet));
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

/* 1: it is damaged, see @file->error; -1: the capture cannot be written. */
static int scan_file(const char *path, const struct selection *selection,
		     struct capture_writer *writer, struct sample_file *file)
{
	struct capture *capture;
	enum slammer_class class;
	struct frame frame;
	int more, failed = 0;

	capture = capture_open(path, &file->error);
	if (!capture)
		return 1;
	while (!failed && (more = capture_next(capture, &frame)) > 0) {
		if (!is_selected(selection, &frame, &class))
			continue;
		count(file, &frame, class);
		if (writer)
			failed = capture_write(writer, &frame);
	}
	if (!failed && more < 0)
		error_set(&file->error, "%s", capture_error(capture));
	capture_close(capture);
	return failed ? failed : more < 0;
}

/* Only regular files: opening a FIFO might block forever. */
static int scan_named(const char *directory, const struct selection *selection,
		      struct capture_writer *writer, struct sample_file *file)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", directory, file->name);
	if (lstat(path, &st) < 0)
		error_set(&file->error, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		error_set(&file->error, "not a regular file");
	else
		return scan_file(path, selection, writer, file);
	return 1;
}

/* Moves the names into the list. */
static int take_names(struct sample_files *files, char **names, int count)
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
		 struct capture_writer *writer, struct sample_files *files,
		 struct error *error)
{
	int result, n;
	char **names;
	size_t i;

	memset(files, 0, sizeof(*files));
	n = samples_list(directory, &names);
	if (n < 0)
		return error_set(error, "%s: %s", directory, strerror(errno));
	result = take_names(files, names, n);
	samples_list_free(names, n);
	if (result)
		return error_no_memory(error);
	for (i = 0; result >= 0 && i < files->count; i++) {
		result = scan_named(directory, selection, writer,
				    &files->list[i]);
		files->damaged += result > 0;
	}
	if (result < 0)
		return error_set(error, "cannot write the capture: %s",
				 strerror(errno));
	return 0;
}

void sample_files_free(struct sample_files *files)
{
	while (files->count)
		free(files->list[--files->count].name);
	free(files->list);
}
