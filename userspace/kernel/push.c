// SPDX-License-Identifier: GPL-2.0-or-later
/* push.c - a policy into the kernel: begin, add, commit; on any error abort */
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "kernel/wire.h"

static int simple(struct client *client, uint8_t command)
{
	char buf[256] __attribute__((aligned(8)));

	return wire_talk(client, wire_request(client, buf, command, NLM_F_ACK),
			 NULL, NULL);
}

/* The transaction is not worth an error of its own: the first one is the cause. */
static void abort_push(struct client *client)
{
	struct error error = client->error;

	simple(client, NFSL_CMD_POLICY_ABORT);
	client->error = error;
}

/* "allow entry 3 (policy.conf:12): " in front of the module's text. */
static void blame(struct client *client, const struct nlmsghdr *nlh,
		  const struct policy *policy, struct cursor began)
{
	struct error error = client->error;
	char entry[320];

	if (!client->offset ||
	    !encode_blame(nlh, policy, began, client->offset, entry, sizeof(entry)))
		return;
	wire_fail(client, "%s: %s", entry, error.text);
}

static int add_entries(struct client *client, const struct policy *policy)
{
	char buf[WIRE_BATCH_SIZE] __attribute__((aligned(8)));
	struct cursor cursor = cursor_start(policy), began;
	struct nlmsghdr *nlh;

	while (!cursor_end(cursor)) {
		began = cursor;
		nlh = wire_request(client, buf, NFSL_CMD_POLICY_ADD, NLM_F_ACK);
		cursor = encode_entries(nlh, sizeof(buf), policy, cursor);
		if (wire_talk(client, nlh, NULL, NULL) < 0) {
			blame(client, nlh, policy, began);
			return -1;
		}
	}
	return 0;
}

static int on_committed(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_status(nlh, arg) < 0)
		return wire_fail(client, "the policy is in force, but the module's answer cannot be read");
	return 0;
}

static int commit(struct client *client, uint64_t digest,
		  struct client_status *status)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	memset(status, 0, sizeof(*status));
	nlh = wire_request(client, buf, NFSL_CMD_POLICY_COMMIT, NLM_F_ACK);
	mnl_attr_put_u64(nlh, NFSL_A_DIGEST, digest);
	if (wire_talk(client, nlh, on_committed, status) < 0)
		return -1;
	if (!status->abi)
		return wire_fail(client, "the module did not say which policy is in force");
	return 0;
}

int client_push(struct client *client, const struct policy *policy,
		struct client_status *status)
{
	if (simple(client, NFSL_CMD_POLICY_BEGIN) < 0)
		return -1;
	if (add_entries(client, policy) < 0) {
		abort_push(client);
		return -1;
	}
	/* After a refusal here the transaction is gone by itself. */
	return commit(client, policy_digest(policy), status);
}
