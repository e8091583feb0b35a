/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * archive.h - what a CSIRT's archive keeps: bulletins, signatures, notices that were sent
 *
 * A database of its own, beside the statistics: those come and go with routers,
 * this is the organisation's memory. One file of this folder for each kind of
 * thing; here they are opened, and calls of theirs are bound together.
 *
 * Functions return 0 or -1 and leave a complete sentence in archive_error(). Times
 * are seconds since 1970.
 */
#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include "common/error.h"
#include "store/store.h"

struct archive;

/*
 * STORE_WRITE makes the file if need be. Many may have it open; who writes waits
 * for another that does. @error gets a sentence when NULL is returned.
 */
struct archive *archive_open(const char *path, enum store_mode mode, struct error *error);
void archive_close(struct archive *archive);
const char *archive_error(const struct archive *archive);

/*
 * All that is done between the two happens, or nothing does: also if the program
 * is killed. May be nested; what the outermost archive_end() returns is what came of
 * it. @ret: what came of the caller's own part, 0 or not.
 */
int archive_begin(struct archive *archive);
int archive_end(struct archive *archive, int ret);

#endif /* ARCHIVE_ARCHIVE_H */
