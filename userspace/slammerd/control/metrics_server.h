/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * serve.h - the metrics over HTTP, where and while the policy asks for them
 */
#ifndef SLAMMERD_SERVE_H
#define SLAMMERD_SERVE_H

#include "slammerd/control/http.h"
#include "slammerd/os/log.h"

struct daemon;

struct serve {
	struct http *http;
	char *address;		/* where it is */
	struct trouble trouble;
};

/*
 * Open, move or close what the policy says otherwise than before. What fails is
 * said, and the next call tries again.
 */
void serve_as_policy_says(struct daemon *daemon);
void serve_close(struct daemon *daemon);

#endif /* SLAMMERD_SERVE_H */
