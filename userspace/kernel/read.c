// SPDX-License-Identifier: GPL-2.0-or-later
/* read.c - read from the module: status, counters, sources, the policy, events */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/array.h"
#include "kernel/internal.h"
#include "nfslammer/sketch.h"

/* A dump that was interrupted by a change is repeated, up to this many in all. */
#define DUMP_TRIES	16

static int on_status(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_status(nlh, arg) < 0)
		return wire_fail(client, "the module sent a status that this program cannot read");
	return 0;
}

int client_status(struct client *client, struct client_status *status)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	memset(status, 0, sizeof(*status));
	nlh = wire_request(client, buf, NFSL_CMD_STATUS_GET, NLM_F_ACK);
	if (wire_exchange(client, nlh, on_status, status) < 0)
		return -1;
	if (!status->abi)
		return wire_fail(client, "the module did not answer with a status");
	return 0;
}

/* @reset discards the results of the previous try. */
static int dump(struct client *client, uint8_t command, uint32_t flags,
		wire_fn fn, void (*reset)(void *arg), void *arg)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < DUMP_TRIES; i++) {
		reset(arg);
		nlh = wire_request(client, buf, command, NLM_F_DUMP);
		if (flags)
			mnl_attr_put_u32(nlh, NFSL_A_FLAGS, flags);
		if (wire_exchange(client, nlh, fn, arg) < 0)
			return -1;
		if (!client->interrupted)
			return 0;
	}
	return wire_fail(client, "the module's tables changed during each of %d attempts to read them",
			 DUMP_TRIES);
}

static int on_counter(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_counter(nlh, arg) < 0)
		return wire_fail(client, "the module sent an unknown counter: update the programs");
	return 0;
}

static void reset_counters(void *arg)
{
	memset(arg, 0, sizeof(struct client_counters));
}

int client_counters(struct client *client, struct client_counters *counters)
{
	return dump(client, NFSL_CMD_COUNTER_GET, 0, on_counter,
		    reset_counters, counters);
}

/* A growing array of structs of @size bytes. */
struct list {
	void *items;
	size_t size;
	size_t count;
	size_t room;
};

static void *list_add(struct client *client, struct list *list)
{
	void *items = array_reserve(list->items, &list->room, list->count, 1,
				    list->size);

	if (!items) {
		wire_fail(client, "out of memory");
		return NULL;
	}
	list->items = items;
	return (char *)items + list->size * list->count++;
}

static void reset_list(void *arg)
{
	struct list *list = arg;

	list->count = 0;
}

static int dump_list(struct client *client, uint8_t command, wire_fn fn,
		     struct list *list)
{
	if (!dump(client, command, 0, fn, reset_list, list))
		return 0;
	free(list->items);
	list->items = NULL;
	list->count = 0;
	return -1;
}

static int on_device(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	struct client_device *device = list_add(client, arg);

	if (!device)
		return -1;
	if (decode_device(nlh, device) < 0)
		return wire_fail(client, "the module sent an interface that this program cannot read");
	return 0;
}

int client_devices(struct client *client, struct client_device **out, size_t *count)
{
	struct list list = { .size = sizeof(**out) };
	int result = dump_list(client, NFSL_CMD_DEVICE_GET, on_device, &list);

	*out = list.items;
	*count = list.count;
	return result;
}

static int on_source(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	struct client_source *source = list_add(client, arg);

	if (!source)
		return -1;
	if (decode_source(nlh, source) < 0)
		return wire_fail(client, "the module sent a source that this program cannot read");
	return 0;
}

int client_sources(struct client *client, struct client_source **out, size_t *count)
{
	struct list list = { .size = sizeof(**out) };
	int result = dump_list(client, NFSL_CMD_SOURCE_GET, on_source, &list);

	*out = list.items;
	*count = list.count;
	return result;
}

/* The kernel has reset what an interrupted dump returned, so that is kept. */
static void keep_sketches(void *arg)
{
}

static struct client_sketch *find_sketch(struct list *list, uint8_t side,
					 uint8_t what)
{
	struct client_sketch *begin = list->items, *s;

	for (s = begin; s < begin + list->count; s++)
		if (s->side == side && s->what == what)
			return s;
	return NULL;
}

/* Merge an estimator that a repeated dump returned twice. */
static int on_sketch(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	struct client_sketch now, *sketch;

	if (decode_sketch(nlh, &now) < 0)
		return wire_fail(client, "the module sent an estimator that this program cannot read");
	sketch = find_sketch(arg, now.side, now.what);
	if (!sketch) {
		sketch = list_add(client, arg);
		if (!sketch)
			return -1;
		*sketch = now;
		return 0;
	}
	if (now.since < sketch->since)
		sketch->since = now.since;
	sketch_merge(sketch->registers, now.registers, NFSL_SKETCH_SIZE);
	return 0;
}

int client_sketches(struct client *client, bool reset,
		    struct client_sketch **out, size_t *count)
{
	struct list list = { .size = sizeof(**out) };
	int result = dump(client, NFSL_CMD_SKETCH_GET,
			  reset ? NFSL_FLAG_RESET : 0, on_sketch,
			  keep_sketches, &list);

	if (result) {
		free(list.items);
		list = (struct list){ .items = NULL };
	}
	*out = list.items;
	*count = list.count;
	return result;
}

int client_sketch_clear(struct client *client, const struct client_sketch *stored)
{
	char buf[NFSL_SKETCH_SIZE + 512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	nlh = wire_request(client, buf, NFSL_CMD_SKETCH_CLEAR, NLM_F_ACK);
	nest = mnl_attr_nest_start(nlh, NFSL_A_SKETCH);
	mnl_attr_put_u8(nlh, NFSL_SKETCH_SIDE, stored->side);
	mnl_attr_put_u8(nlh, NFSL_SKETCH_WHAT, stored->what);
	mnl_attr_put(nlh, NFSL_SKETCH_REGISTERS, sizeof(stored->registers),
		     stored->registers);
	mnl_attr_nest_end(nlh, nest);
	return wire_exchange(client, nlh, NULL, NULL);
}

static int on_policy(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_policy(nlh, arg) < 0)
		return wire_fail(client, "the module sent a policy that this program cannot read");
	return 0;
}

static void reset_policy(void *arg)
{
	struct policy *policy = ((struct policy_reader *)arg)->policy;

	policy->n_zones = 0;
	policy->n_internal = 0;
	policy->n_allow = 0;
	policy->n_signatures = 0;
	policy->n_limits = 0;
	policy->defrag = false;
	policy->unnamed_off = false;
	memset(&policy->tracking, 0, sizeof(policy->tracking));
	policy->flows = POLICY_FLOWS_DEFAULT;
	/* Reasons that the dump does not name are accepted. */
	memset(policy->verdict, VERDICT_ACCEPT, sizeof(policy->verdict));
	memset(policy->limit, 0, sizeof(policy->limit));
}

struct policy *client_policy(struct client *client)
{
	struct policy_reader reader = { .policy = policy_new() };

	if (!reader.policy) {
		wire_fail(client, "out of memory");
		return NULL;
	}
	if (dump(client, NFSL_CMD_POLICY_GET, 0, on_policy, reset_policy,
		 &reader) < 0) {
		policy_free(reader.policy);
		return NULL;
	}
	policy_set_written(reader.policy);
	return reader.policy;
}

static int on_group(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	uint32_t *group = arg;

	*group = decode_group(nlh, NFSL_GENL_EVENTS);
	return 0;
}

int client_subscribe(struct client *client)
{
	struct timeval forever = { 0 };
	uint32_t group = 0;
	int fd;

	if (wire_family(client, on_group, &group) < 0)
		return -1;
	if (!group)
		return wire_fail(client, "the kernel did not report the number of the group "
				 NFSL_GENL_EVENTS);
	fd = wire_socket(&client->error);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group))) {
		wire_fail(client, "cannot subscribe to the module's events: %s",
			  strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int client_next_event(int fd, struct client_event *event)
{
	char buf[WIRE_EVENT_SIZE] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)buf;
	const struct genlmsghdr *genl;
	ssize_t n;

	for (;;) {
		n = recv(fd, buf, sizeof(buf), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (n <= 0)
			return n < 0 && errno == ENOBUFS ? -ENOBUFS : -1;
		/* Skip messages that only a newer module sends. */
		if (!mnl_nlmsg_ok(nlh, (int)n) ||
		    mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl))
			continue;
		genl = mnl_nlmsg_get_payload(nlh);
		if (genl->cmd == NFSL_CMD_EVENT && !decode_event(nlh, event))
			return 1;
	}
}
