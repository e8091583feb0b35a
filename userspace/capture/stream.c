// SPDX-License-Identifier: GPL-2.0-or-later
/* stream.c - the bytes of a capture: its first ones looked at, and decompressed */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#include "internal.h"

#define MAGIC_MAX	6
#define CHUNK		65536

/**
 * struct stream - a file that is read once, from its beginning
 * @in:    the file; @head are @n_head bytes of it that were read, up to @at of them
 *	   were given out
 * @out:   what readers read; NULL once it is closed
 * @magic: the first bytes of @out
 */
struct stream {
	FILE *in;
	FILE *out;
	uint8_t head[MAGIC_MAX];
	size_t n_head;
	size_t at;
	uint8_t magic[4];
	struct error error;
#ifdef HAVE_ZLIB
	bool packed;
	bool inside;		/* a member of the gzip file has begun, and not ended */
	z_stream zlib;
	uint8_t chunk[CHUNK];
#endif
};

/* Up to @size bytes of the file; 0: its end, or an error, which is set. */
static size_t read_in(struct stream *s, void *buf, size_t size)
{
	size_t n = s->n_head - s->at;

	if (n) {
		n = n < size ? n : size;
		memcpy(buf, s->head + s->at, n);
		s->at += n;
		return n;
	}
	n = fread(buf, 1, size, s->in);
	if (!n && ferror(s->in))
		error_set(&s->error, "%s", strerror(errno));
	return n;
}

#ifdef HAVE_ZLIB
static bool refill(struct stream *s)
{
	s->zlib.next_in = s->chunk;
	s->zlib.avail_in = (uInt)read_in(s, s->chunk, CHUNK);
	return s->zlib.avail_in;
}

/* Members of a gzip file follow each other. */
static ssize_t unpack(struct stream *s, char *buf, size_t size)
{
	int ret;

	s->zlib.next_out = (Bytef *)buf;
	s->zlib.avail_out = (uInt)(size < CHUNK ? size : CHUNK);
	size = s->zlib.avail_out;
	while (s->zlib.avail_out == size) {
		if (!s->zlib.avail_in && !refill(s)) {
			if (s->inside && !*s->error.text)
				error_set(&s->error, "its gzip data ends too early");
			return *s->error.text ? -1 : 0;
		}
		s->inside = true;
		ret = inflate(&s->zlib, Z_NO_FLUSH);
		if (ret == Z_STREAM_END) {
			s->inside = false;
			inflateReset(&s->zlib);
		} else if (ret != Z_OK && ret != Z_BUF_ERROR) {
			error_set(&s->error, "its gzip data is damaged");
			return -1;
		}
	}
	return (ssize_t)(size - s->zlib.avail_out);
}

/* 0, or -1: out of memory. Bit 4 of the window's size is for gzip. */
static int unpack_begin(struct stream *s)
{
	if (inflateInit2(&s->zlib, 15 + 16) != Z_OK)
		return error_no_memory(&s->error);
	s->packed = true;
	return 0;
}
#endif

static ssize_t cookie_read(void *cookie, char *buf, size_t size)
{
	struct stream *s = cookie;
	size_t n;

#ifdef HAVE_ZLIB
	if (s->packed) {
		if (*s->error.text) {
			errno = EIO;
			return -1;
		}
		return unpack(s, buf, size);
	}
#endif
	n = read_in(s, buf, size);
	return n || !*s->error.text ? (ssize_t)n : -1;
}

static int cookie_close(void *cookie)
{
	struct stream *s = cookie;

	s->out = NULL;
	return 0;
}

/* Formats of compression, and the program that undoes them */
static int check_packed(struct stream *s)
{
	static const struct {
		const char *magic;
		size_t size;
		const char *name;
		const char *remedy;
	} packed[] = {
#ifndef HAVE_ZLIB
		{ "\x1f\x8b", 2, "gzip", "gunzip" },
#endif
		{ "\x28\xb5\x2f\xfd", 4, "zstd", "unzstd" },
		{ "\xfd" "7zXZ", 6, "xz", "unxz" },
		{ "BZh", 3, "bzip2", "bunzip2" },
		{ "\x04\x22\x4d\x18", 4, "lz4", "unlz4" },
		{ "PK\3\4", 4, "zip", "unzip" },
	};
	size_t i;

	for (i = 0; i < sizeof(packed) / sizeof(*packed); i++)
		if (s->n_head >= packed[i].size &&
		    !memcmp(s->head, packed[i].magic, packed[i].size))
			return error_set(&s->error,
				"compressed with %s, which is not read: \"%s FILE\" first",
				packed[i].name, packed[i].remedy);
#ifdef HAVE_ZLIB
	if (s->n_head >= 2 && s->head[0] == 0x1f && s->head[1] == 0x8b)
		return unpack_begin(s);
#endif
	return 0;
}

/* The first bytes of what readers read; they read them again. */
static int look(struct stream *s)
{
	size_t n = fread(s->magic, 1, sizeof(s->magic), s->out);

	if (*s->error.text)
		return -1;
	if (!n)
		return error_set(&s->error, "the file is empty");
	/* a stream of stdio takes back what it has just read into its buffer */
	while (n)
		if (ungetc(s->magic[--n], s->out) == EOF)
			return error_no_memory(&s->error);
	return 0;
}

static int begin(struct stream *s, const char *path)
{
	static const cookie_io_functions_t functions = {
		.read = cookie_read, .close = cookie_close,
	};

	s->in = strcmp(path, "-") ? fopen(path, "rbe") : stdin;
	if (!s->in)
		return error_set(&s->error, "%s", strerror(errno));
	s->n_head = fread(s->head, 1, sizeof(s->head), s->in);
	if (ferror(s->in))
		return error_set(&s->error, "%s", strerror(errno));
	if (check_packed(s))
		return -1;
	s->out = fopencookie(s, "rb", functions);
	return s->out ? look(s) : error_no_memory(&s->error);
}

struct stream *stream_open(const char *path, struct error *error)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (!s) {
		error_no_memory(error);
		return NULL;
	}
	if (!begin(s, path))
		return s;
	error_set(error, "%s", s->error.text);
	stream_close(s);
	return NULL;
}

FILE *stream_file(struct stream *s)
{
	return s->out;
}

const uint8_t *stream_magic(const struct stream *s)
{
	return s->magic;
}

const char *stream_error(const struct stream *s)
{
	return s->error.text;
}

void stream_close(struct stream *s)
{
	if (s->out)
		fclose(s->out);
	if (s->in && s->in != stdin)
		fclose(s->in);
#ifdef HAVE_ZLIB
	if (s->packed)
		inflateEnd(&s->zlib);
#endif
	free(s);
}
