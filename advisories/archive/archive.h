/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * archive.h - the database of a CSIRT: bulletins, signatures, the ledger of notices
 *
 * Separate from the statistics, which belong to routers: the archive has to be kept
 * and backed up. This file opens it and groups calls into transactions; bulletins.h,
 * signatures.h and ledger.h hold the rest.
 *
 * Functions of this folder return 0, or -1 with a sentence in archive_error(), unless
 * they say otherwise. Times are seconds since 1970.
 */
#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "db/db.h"
#include "nfslammer/packet.h"

#define ARCHIVE_CONSTITUENT_MAX	64	/* with the NUL */

struct archive;

/*
 * DB_WRITE creates the file if necessary. Several processes may have it open;
 * writers wait for each other. NULL with a sentence in @error.
 */
struct archive *archive_open(const char *path, enum db_mode mode,
			     struct error *error);
void archive_close(struct archive *archive);
const char *archive_error(const struct archive *archive);

/*
 * A transaction: all changes between the two calls are committed, or none is. May be
 * nested; the outermost archive_end() commits and returns the result. @ret: 0 to
 * commit; anything else rolls back.
 */
int archive_begin(struct archive *archive);
int archive_end(struct archive *archive, int ret);

#endif /* ARCHIVE_ARCHIVE_H */
