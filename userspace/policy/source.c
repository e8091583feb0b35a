// SPDX-License-Identifier: GPL-2.0-or-later
/* source.c - reading a policy file into memory */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source.h"

#define SOURCE_MAX	(64u << 20)	/* many times NFSL_ALLOW_MAX entries */
#define SOURCE_CHUNK	65536

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

static void say_why(struct policy_messages *messages, const char *path,
		    int error)
{
	const char *text;

	switch (error) {
	case ENOENT:
		text = "there is no such file";
		break;
	case EACCES:
		text = "this user may not read it: run as root, or change its mode";
		break;
	case EISDIR:
		text = "is a directory: name the policy file in it";
		break;
	case EFBIG:
		text = "is larger than 64 MiB: no policy is that long";
		break;
	default:
		text = strerror(error);
	}
	message_add(messages, POLICY_ERROR, path, 0, "%s", text);
}

int source_read(struct source *source, const char *path,
		struct policy_messages *messages)
{
	int fd, err;

	memset(source, 0, sizeof(*source));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		say_why(messages, path, errno);
		return -1;
	}
	err = read_all(fd, source);
	if (err)
		say_why(messages, path, errno);
	close(fd);
	return err;
}

void source_free(struct source *source)
{
	free(source->text);
	free(source->lines);
	memset(source, 0, sizeof(*source));
}
