/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sockets.h - listening sockets: a UNIX socket at a path, a TCP socket at an address
 *
 * Both return a non-blocking descriptor that listens, or -1 with a sentence in
 * @error. The caller owns it.
 */
#ifndef SLAMMERD_SOCKETS_H
#define SLAMMERD_SOCKETS_H

#include "common/error.h"

/**
 * unix_listen - bind a stream socket to @path, mode 0600
 *
 * A stale socket is replaced. A socket on which a process listens, or a file of
 * another kind, is an error. The caller that closes it also unlinks @path.
 */
int unix_listen(const char *path, int backlog, struct error *error);

/**
 * tcp_listen - bind to "127.0.0.1:9434" or "[::1]:9434"
 *
 * The policy decides which addresses are allowed.
 */
int tcp_listen(const char *address, int backlog, struct error *error);

#endif /* SLAMMERD_SOCKETS_H */
