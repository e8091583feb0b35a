/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * identity.h - which sensor this is in the statistics, whatever it is called
 *
 * A random number, made once and kept in the state directory. The name of a sensor is
 * only a label: it may change with the policy or the host name.
 */
#ifndef SLAMMERD_IDENTITY_H
#define SLAMMERD_IDENTITY_H

#include <stdint.h>

#include "slammerd/enforce/state.h"

/**
 * identity_load - the identity of this sensor; made, if there is none yet
 *
 * 0, logged: it cannot be kept, so it must not be used. Then the store recognises the
 * sensor by its kernel and its name.
 */
uint64_t identity_load(struct state *state);

#endif /* SLAMMERD_IDENTITY_H */
