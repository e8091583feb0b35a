// SPDX-License-Identifier: GPL-2.0-or-later
/* source.c - reading a policy file into memory */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

#define SOURCE_MAX	(64u << 20)	/* many times NFSL_ALLOW_MAX entries */
#define SOURCE_CHUNK	4096

/* Reads on until the end; -1 with errno. */
static int read_all(int fd, struct source *source)
{
	size_t room = 0;
	ssize_t n;
	char *text;

	do {
		if (source->size + 1 >= room) {
			room = room ? room * 2 : SOURCE_CHUNK;
			text = realloc(source->text, room);
			if (!text)
				return -1;
			source->text = text;
		}
		n = read(fd, source->text + source->size,
			 room - source->size - 1);
		if (n < 0 && errno != EINTR)
			return -1;
		source->size += n > 0 ? (size_t)n : 0;
		if (source->size > SOURCE_MAX) {
			errno = EFBIG;
			return -1;
		}
	} while (n);

	source->text[source->size] = '\0';
	return 0;
}

static const char *why(int error)
{
	switch (error) {
	case ENOENT:
		return "there is no such file";
	case EACCES:
		return "this user may not read it: run as root, or change its mode";
	case EISDIR:
		return "is a directory: name a file in it";
	case EFBIG:
		return "is larger than 64 MiB: no policy is that long";
	}
	return strerror(error);
}

/* What editors put in front of the text. */
static const char *byte_order_mark(struct source *source)
{
	if (!strncmp(source->text, "\xff\xfe", 2) ||
	    !strncmp(source->text, "\xfe\xff", 2))
		return "is UTF-16: save it as UTF-8";
	if (!strncmp(source->text, "\xef\xbb\xbf", 3)) {
		source->size -= 3;
		memmove(source->text, source->text + 3, source->size + 1);
	}
	return NULL;
}

/* Opening a FIFO that nobody writes to must not wait for somebody. */
const char *source_read(struct source *source, const char *path, bool any)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY |
			    (any ? 0 : O_NONBLOCK));
	const char *fault = NULL;
	struct stat st = { .st_dev = 0 };

	memset(source, 0, sizeof(*source));
	if (fd < 0)
		return why(errno);
	if (fstat(fd, &st))
		fault = why(errno);
	else if (!any && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		fault = "is no regular file";
	else if (read_all(fd, source))
		fault = why(errno);
	else
		fault = byte_order_mark(source);
	source->device = st.st_dev;
	source->inode = st.st_ino;
	close(fd);
	return fault;
}

const char *source_copy(struct source *source, const char *text)
{
	memset(source, 0, sizeof(*source));
	if (!text)
		return "is not read: this text is in memory";
	source->text = strdup(text);
	if (!source->text)
		return why(ENOMEM);
	source->size = strlen(text);
	return byte_order_mark(source);
}

void source_free(struct source *source)
{
	size_t i;

	for (i = 0; i < source->n_includes; i++)
		free(source->includes[i].path);
	free(source->includes);
	free(source->text);
	free(source->lines);
	memset(source, 0, sizeof(*source));
}
