/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.h - the kernel module: the connection to it, and the policy it has to run
 *
 * The module can be unloaded and loaded again at any time. A policy counts as
 * loaded only when the kernel has returned it and the digests are equal.
 */
#ifndef SLAMMERD_MODULE_H
#define SLAMMERD_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"

/* What the kernel runs, as it reported and as it was read back. */
struct confirmed {
	uint64_t epoch;
	uint32_t generation;
	uint64_t digest;
};

/**
 * struct module - all zero before the first connection
 * @client:	NULL while the module does not answer; owned
 * @policy:	the active policy: what the module has to run; owned
 * @text:	policy_text_digest() of @policy
 * @confirmed:	what the kernel confirmed last
 * @on_connection: called with each new connection or reloaded module, and with
 *		NULL before a connection is closed; @arg is its argument
 */
struct module {
	struct client *client;
	struct policy *policy;
	uint64_t text;
	struct confirmed confirmed;
	void (*on_connection)(void *arg, struct client *client);
	void *arg;
};

/* @policy is the active one from now on. Returns the previous one: the caller's. */
struct policy *module_set_policy(struct module *module, struct policy *policy);

/**
 * module_connect - make sure that the module answers
 * @status: what it answers
 *
 * 0, or -1 with a sentence in @error and no connection.
 */
int module_connect(struct module *module, struct client_status *status,
		   struct error *error);
void module_disconnect(struct module *module);

/**
 * module_reopen - a connection of another thread, which only reads
 * @client: the one it had, or NULL; closed if the module does not answer on it
 * @open:   makes a new one then, once
 *
 * NULL with a sentence in @error.
 */
struct client *module_reopen(struct client *client,
			     struct client *(*open)(void *arg, struct error *error),
			     void *arg, struct error *error);

/* Is it another module than the one that confirmed our policy? */
bool module_was_reloaded(const struct module *module,
			 const struct client_status *status);
/* Subscribers of the previous module have to subscribe again. */
void module_resubscribe(struct module *module);

/**
 * module_apply - push @policy, unless the kernel runs it already, and verify
 * @pushed: false if nothing in the kernel was touched
 *
 * Needs a connection. Returns 0, or -1 with a sentence in @error; module->confirmed
 * is unchanged then.
 */
int module_apply(struct module *module, const struct policy *policy,
		 bool *pushed, struct error *error);

/**
 * module_push - push the active policy even if its digest is the kernel's already
 *
 * The module then attaches its hooks again. 0, or -1: see client_error().
 */
int module_push(struct module *module);

/* Closes the connection and frees the policy. */
void module_free(struct module *module);

#endif /* SLAMMERD_MODULE_H */
