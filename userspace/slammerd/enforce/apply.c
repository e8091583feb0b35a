// SPDX-License-Identifier: GPL-2.0-or-later
/* apply.c - push, read back, compare */
#include <inttypes.h>
#include <stdio.h>

#include "common/error.h"
#include "slammerd/enforce/apply.h"

/* The digest of the policy as it comes back, item by item. */
static int read_back(struct client *client, uint64_t *digest)
{
	struct policy *policy = client_policy(client);

	if (!policy)
		return -1;
	*digest = policy_digest(policy);
	policy_free(policy);
	return 0;
}

static int compare(struct client *client, uint64_t wanted,
		   struct confirmed *confirmed, struct error *error)
{
	struct client_status status;
	uint64_t digest;

	if (read_back(client, &digest) < 0 || client_status(client, &status) < 0)
		return error_set(error, "cannot read the policy back: %s",
			 client_error(client));
	if (digest != wanted || status.digest != wanted)
		return error_set(error, "the kernel does not run this policy: it says digest %016" PRIx64 ", gives back a policy of digest %016" PRIx64 ", and %016" PRIx64 " was expected",
			 status.digest, digest, wanted);
	confirmed->epoch = status.epoch;
	confirmed->generation = status.generation;
	confirmed->digest = digest;
	return 0;
}

int apply_policy(struct client *client, const struct policy *policy,
		 struct confirmed *confirmed, bool *pushed, struct error *error)
{
	uint64_t wanted = policy_digest(policy);
	struct client_status status;

	*pushed = false;
	if (client_status(client, &status) < 0)
		return error_set(error, "%s", client_error(client));
	if (!status.generation || status.digest != wanted) {
		if (client_push(client, policy, &status) < 0)
			return error_set(error, "%s", client_error(client));
		*pushed = true;
	}
	return compare(client, wanted, confirmed, error);
}
