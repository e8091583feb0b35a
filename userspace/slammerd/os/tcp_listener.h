/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * address.h - a TCP socket that listens on an address of this machine
 */
#ifndef SLAMMERD_ADDRESS_H
#define SLAMMERD_ADDRESS_H

#include <stddef.h>

#include "common/error.h"

/**
 * address_listen - bind "127.0.0.1:9434" or "[::1]:9434", and listen
 *
 * Which addresses are allowed is the policy's business, and checked there. Returns a
 * descriptor that does not block, or -1 with a sentence in @error.
 */
int address_listen(const char *text, int backlog, struct error *error);

#endif /* SLAMMERD_ADDRESS_H */
