// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - connect; push, read back, compare */
#include <inttypes.h>
#include <string.h>

#include "slammerd/enforce/module.h"
#include "slammerd/enforce/state.h"

struct policy *module_set_policy(struct module *module, struct policy *policy)
{
	struct policy *previous = module->policy;

	module->policy = policy;
	module->text = policy ? policy_text_digest(policy) : 0;
	return previous;
}

void module_resubscribe(struct module *module)
{
	if (module->on_connection)
		module->on_connection(module->arg, module->client);
}

static int open_client(struct module *module, struct error *error)
{
	if (module->client)
		return 0;
	module->client = client_open(error);
	if (!module->client)
		return -1;
	module_resubscribe(module);
	return 0;
}

void module_disconnect(struct module *module)
{
	if (module->on_connection)
		module->on_connection(module->arg, NULL);
	client_close(module->client);
	module->client = NULL;
}

int module_connect(struct module *module, struct client_status *status,
		   struct error *error)
{
	if (open_client(module, error) < 0)
		return -1;
	if (!client_status(module->client, status))
		return 0;
	/* A module that was reloaded has another family number. */
	module_disconnect(module);
	if (open_client(module, error) < 0)
		return -1;
	if (!client_status(module->client, status))
		return 0;
	error_set(error, "%s", client_error(module->client));
	module_disconnect(module);
	return -1;
}

struct client *module_reopen(struct client *client,
			     struct client *(*open)(void *arg, struct error *error),
			     void *arg, struct error *error)
{
	struct client_status status;

	if (client && !client_status(client, &status))
		return client;
	client_close(client);
	return open(arg, error);
}

bool module_was_reloaded(const struct module *module,
			 const struct client_status *status)
{
	return !status->generation || status->epoch != module->confirmed.epoch;
}

/* Read the policy back: digest of its entries. 0 or -1. */
static int read_back(struct client *client, uint64_t *digest)
{
	struct policy *policy = client_policy(client);

	if (!policy)
		return -1;
	*digest = policy_digest(policy);
	policy_free(policy);
	return 0;
}

static int verify(struct module *module, uint64_t expected, struct error *error)
{
	struct client *client = module->client;
	struct client_status status;
	uint64_t digest;

	if (read_back(client, &digest) < 0 || client_status(client, &status) < 0)
		return error_set(error, "cannot read the policy back: %s",
				 client_error(client));
	if (digest != expected || status.digest != expected)
		return error_set(error, "the kernel does not run this policy: it reports digest %016" PRIx64 ", its entries have digest %016" PRIx64 ", expected %016" PRIx64,
				 status.digest, digest, expected);
	module->confirmed = (struct confirmed){
		status.epoch, status.generation, digest
	};
	return 0;
}

int module_apply(struct module *module, const struct policy *policy,
		 bool *pushed, struct error *error)
{
	struct client *client = module->client;
	uint64_t expected = policy_digest(policy);
	struct client_status status;

	*pushed = false;
	if (client_status(client, &status) < 0)
		return error_set(error, "%s", client_error(client));
	if (!status.generation || status.digest != expected) {
		if (client_push(client, policy, &status) < 0)
			return error_set(error, "%s", client_error(client));
		*pushed = true;
	}
	return verify(module, expected, error);
}

int module_push(struct module *module)
{
	struct client_status status;

	if (client_push(module->client, module->policy, &status) < 0)
		return -1;
	module->confirmed.generation = status.generation;
	return 0;
}

void module_free(struct module *module)
{
	client_close(module->client);
	policy_free(module->policy);
	module->client = NULL;
	module->policy = NULL;
}
