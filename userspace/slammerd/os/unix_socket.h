/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place.h - a UNIX socket that listens at a path
 *
 * For our own user alone until somebody gives it other rights.
 */
#ifndef SLAMMERD_PLACE_H
#define SLAMMERD_PLACE_H

#include <stddef.h>

#include "common/error.h"

/**
 * place_listen - bind a stream socket, and listen
 *
 * A socket that nobody listens on any more is replaced; one that somebody does,
 * or a file of another kind, is an error. Returns a descriptor that does not block,
 * or -1 with a sentence in @error. Who closes it unlinks @path as well.
 */
int place_listen(const char *path, int backlog, struct error *error);

#endif /* SLAMMERD_PLACE_H */
