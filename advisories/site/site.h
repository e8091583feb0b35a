/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * site.h - the published site as files: pages, texts, feeds, CSAF, signatures
 *
 * Built from the archive alone: the same archive gives the same files to the byte,
 * on every machine. The layout is defined in
 * render/html/urls.h.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "common/error.h"

#define SITE_SUMS	"SHA256SUMS"	/* of all other files, for sha256sum -c */

/* Takes one file; 0, or -1 with a sentence in @error. */
typedef int (*site_put_fn)(const char *path, const void *data, size_t data_size,
			   void *arg, struct error *error);
/* A remark, such as what was left out: a sentence. */
typedef void (*site_say_fn)(const char *sentence, void *arg);
typedef void (*site_progress_fn)(size_t done, size_t total, void *arg);

/**
 * struct site_order - what is to be built
 * @archive:   open for writing: new signatures are stored in it
 * @templates: folder with LANGUAGE/labels.conf
 * @now:       when signatures are made
 * @key_home:  GNUPGHOME, for new signatures; NULL: the user's
 * @say, @progress: may be NULL
 * @arg:       of all three functions
 */
struct site_order {
	struct archive *archive;
	const char *templates;
	int64_t now;
	const char *key_home;
	site_put_fn put;
	site_say_fn say;
	site_progress_fn progress;
	void *arg;
};

/*
 * 1 if all was put, 0 if nothing was ever published; -1 with a
 * sentence in @error.
 */
int site_build(const struct site_order *order, struct error *error);

#endif /* SITE_SITE_H */
