/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy_json.h - a policy as JSON; its shape is in slammerctl(8)
 */
#ifndef SLAMMERCTL_POLICY_JSON_H
#define SLAMMERCTL_POLICY_JSON_H

#include <jansson.h>

#include "policy/model.h"

/* @file: where it is from, NULL: the kernel. NULL if out of memory. */
json_t *policy_json(const struct policy *policy, const char *file);

/* Any bytes as a JSON string; null for NULL. */
json_t *policy_json_text(const char *text);

#endif /* SLAMMERCTL_POLICY_JSON_H */
