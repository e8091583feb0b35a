/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - the protocols, a file for each kind; each list ends with a nameless one
 *
 * The bytes are those of the specifications, with random ones where a protocol has
 * identifiers, counters that begin anywhere, or ciphertext.
 */
#ifndef SESSIONS_TABLE_H
#define SESSIONS_TABLE_H

#include "session.h"

extern const struct protocol protocols_networks[];
extern const struct protocol protocols_tunnels[];
extern const struct protocol protocols_media[];
extern const struct protocol protocols_things[];
extern const struct protocol protocols_games[];
extern const struct protocol protocols_peers[];

#endif /* SESSIONS_TABLE_H */
