/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * whose.h - the file of constituents, as it is now
 */
#ifndef SLAMMERD_WHOSE_H
#define SLAMMERD_WHOSE_H

#include <sys/stat.h>

#include "constituents/constituents.h"
#include "slammerd/os/log.h"

/**
 * struct whose - all zero: nobody is known
 * @read:	the file as it was when it was read last, good or bad
 */
struct whose {
	struct constituents *table;
	struct stat read;
	struct trouble trouble;
};

/*
 * Reads the file if it has changed. Where it has errors they are said, and what
 * was known goes on being known. @path NULL: nobody is known.
 */
void whose_follow(struct whose *whose, const char *path);
/* A store_constituent_fn; @arg is the struct whose. */
const char *whose_name(struct address address, void *arg);
void whose_free(struct whose *whose);

#endif /* SLAMMERD_WHOSE_H */
