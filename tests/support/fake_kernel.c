// SPDX-License-Identifier: GPL-2.0-or-later
/* fake_kernel.c - answers of nf_slammer.ko, over a socketpair */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nfslammer/sketch.h"
#include "support/fake_kernel.h"

/* The connection that this thread answers on; 0: the first one. */
static _Thread_local int to;

static void fake_send(struct fake *fake, const struct nlmsghdr *nlh)
{
	if (send(to ? to : fake->fd, nlh, nlh->nlmsg_len, MSG_NOSIGNAL) < 0)
		return;
}

static struct nlmsghdr *fake_message(struct fake *fake, void *buf,
				     const struct nlmsghdr *request,
				     uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = FAKE_FAMILY;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = request->nlmsg_seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->version = NFSL_GENL_VERSION;
	return nlh;
}

/* An acknowledgement (@error 0), or a refusal as NETLINK_CAP_ACK gives it. */
static void fake_ack(struct fake *fake, const struct nlmsghdr *request,
		     int error, const char *text, uint32_t offset)
{
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlmsgerr *err;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED;
	nlh->nlmsg_seq = request->nlmsg_seq;
	err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));
	err->error = -error;
	err->msg = *request;
	if (text) {
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, text);
		if (offset)
			mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, offset);
	}
	fake_send(fake, nlh);
}

static void fake_address(struct nlmsghdr *nlh, uint16_t type,
			 struct address a)
{
	uint8_t bytes[16];
	int i;

	for (i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)(a.hi >> (56 - 8 * i));
		bytes[8 + i] = (uint8_t)(a.lo >> (56 - 8 * i));
	}
	mnl_attr_put(nlh, type, sizeof(bytes), bytes);
}

static void fake_put_flows(struct nlmsghdr *nlh, uint8_t side,
			   const struct client_flows *flows)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_STATUS_FLOWS);

	mnl_attr_put_u8(nlh, NFSL_FLOWS_SIDE, side);
	mnl_attr_put_u32(nlh, NFSL_FLOWS_SIZE, flows->size);
	mnl_attr_put_u32(nlh, NFSL_FLOWS_USED, flows->used);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_OPENED, flows->opened);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_EVICTED, flows->evicted);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_REFUSED, flows->refused);
	mnl_attr_put_u64(nlh, NFSL_FLOWS_ANSWERS, flows->answers);
	mnl_attr_nest_end(nlh, nest);
}

static void fake_put_status(struct nlmsghdr *nlh, const struct client_status *s)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFSL_A_STATUS), *table;
	uint8_t side;

	mnl_attr_put_u32(nlh, NFSL_STATUS_ABI, s->abi);
	mnl_attr_put_strz(nlh, NFSL_STATUS_VERSION, s->version);
	mnl_attr_put_u32(nlh, NFSL_STATUS_GENERATION, s->generation);
	/* An attribute of a newer module. */
	mnl_attr_put_u64(nlh, 200, 42);
	if (s->generation) {
		mnl_attr_put_u64(nlh, NFSL_STATUS_EPOCH, s->epoch);
		if (s->began)
			mnl_attr_put_u64(nlh, NFSL_STATUS_BEGAN, s->began);
		mnl_attr_put_u64(nlh, NFSL_STATUS_DIGEST, s->digest);
		mnl_attr_put_u32(nlh, NFSL_STATUS_ALLOW, s->allow);
		mnl_attr_put_u32(nlh, NFSL_STATUS_SIGNATURES, s->signatures);
		mnl_attr_put_u64(nlh, NFSL_STATUS_UNATTENDED, s->unattended);
		mnl_attr_put_u64(nlh, NFSL_STATUS_EVENTS_LOST, s->events_lost);
		mnl_attr_put_u64(nlh, NFSL_STATUS_LATE, s->late);
		mnl_attr_put_u32(nlh, NFSL_STATUS_HOOKS, s->hooks);
		mnl_attr_put_u64(nlh, NFSL_STATUS_MEMORY, s->memory);
		for (side = 0; side < NFSL_SIDE_COUNT; side++) {
			table = mnl_attr_nest_start(nlh, NFSL_STATUS_TABLE);
			mnl_attr_put_u8(nlh, NFSL_TABLE_SIDE, side);
			mnl_attr_put_u32(nlh, NFSL_TABLE_SIZE, s->table[side].size);
			mnl_attr_put_u32(nlh, NFSL_TABLE_USED, s->table[side].used);
			mnl_attr_put_u64(nlh, NFSL_TABLE_EVICTED, s->table[side].evicted);
			mnl_attr_put_u64(nlh, NFSL_TABLE_UNTRACKED,
					 s->table[side].untracked);
			mnl_attr_nest_end(nlh, table);
		}
		for (side = 0; side < CLIENT_FLOW_TABLES; side++)
			fake_put_flows(nlh, side, &s->flows[side]);
	}
	mnl_attr_nest_end(nlh, nest);
}

static void fake_status(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[1024] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = fake_message(fake, buf, request, 0);

	struct client_status status = fake->status;
	struct nlmsghdr older = *request;

	if (fake->stale_first) {
		older.nlmsg_seq--;
		fake_ack(fake, &older, EBUSY, "too late", 0);
	}
	status.digest ^= fake->lie;
	fake_put_status(nlh, &status);
	fake_send(fake, nlh);
	fake_ack(fake, request, 0, NULL, 0);
}

static uint16_t fake_multi(struct fake *fake)
{
	return NLM_F_MULTI | (fake->interrupt ? NLM_F_DUMP_INTR : 0);
}

static void fake_done(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[64] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = NLMSG_DONE;
	nlh->nlmsg_flags = fake_multi(fake);
	nlh->nlmsg_seq = request->nlmsg_seq;
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	fake_send(fake, nlh);
	if (!fake->interrupt)
		return;
	fake->interrupt--;
	if (fake->next)
		fake->active = *fake->next;
	fake->next = NULL;
}

static void fake_counters(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	uint8_t d, r, v;

	for (d = 0; d < DIRECTION_COUNT; d++)
	for (r = 0; r < REASON_COUNT; r++)
	for (v = 0; v < VERDICT_COUNT; v++) {
		if (!fake->counters.packets[d][r][v])
			continue;
		nlh = fake_message(fake, buf, request, fake_multi(fake));
		nest = mnl_attr_nest_start(nlh, NFSL_A_COUNTER);
		mnl_attr_put_u8(nlh, NFSL_COUNTER_DIRECTION, d);
		mnl_attr_put_u8(nlh, NFSL_COUNTER_REASON, r);
		mnl_attr_put_u8(nlh, NFSL_COUNTER_VERDICT, v);
		mnl_attr_put_u64(nlh, NFSL_COUNTER_PACKETS,
				 fake->counters.packets[d][r][v]);
		mnl_attr_put_u64(nlh, NFSL_COUNTER_BYTES,
				 fake->counters.bytes[d][r][v]);
		mnl_attr_nest_end(nlh, nest);
		fake_send(fake, nlh);
	}
	fake_done(fake, request);
}

static void fake_sources(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[1024] __attribute__((aligned(8)));
	const struct client_source *s;
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	for (s = fake->sources; s < fake->sources + fake->n_sources; s++) {
		nlh = fake_message(fake, buf, request, fake_multi(fake));
		nest = mnl_attr_nest_start(nlh, NFSL_A_SOURCE);
		fake_address(nlh, NFSL_SOURCE_ADDRESS, s->address);
		mnl_attr_put_u8(nlh, NFSL_SOURCE_SIDE, s->side);
		mnl_attr_put_u64(nlh, NFSL_SOURCE_INSTANCE, s->instance);
		mnl_attr_put_u32(nlh, NFSL_SOURCE_IFINDEX, s->ifindex);
		mnl_attr_put_u64(nlh, NFSL_SOURCE_FIRST, s->first);
		mnl_attr_put_u64(nlh, NFSL_SOURCE_LAST, s->last);
		fake_address(nlh, NFSL_SOURCE_TARGET, s->target);
		mnl_attr_put(nlh, NFSL_SOURCE_PACKETS, sizeof(s->packets),
			     s->packets);
		mnl_attr_put_u64(nlh, NFSL_SOURCE_BYTES, s->bytes);
		mnl_attr_put_u32(nlh, NFSL_SOURCE_REVISITS, s->revisits);
		if (s->revisits)
			mnl_attr_put_u64(nlh, NFSL_SOURCE_PERIOD, s->period);
		mnl_attr_put_u64(nlh, NFSL_SOURCE_TARGETS, s->targets);
		mnl_attr_nest_end(nlh, nest);
		fake_send(fake, nlh);
	}
	fake_done(fake, request);
}

/*
 * Each in a message of its own; with NFSL_FLAG_RESET they are 0 afterwards, except
 * for a packet that came a moment later.
 */
static void fake_sketches(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[4096] __attribute__((aligned(8)));
	const struct nlattr *attr;
	struct client_sketch *s;
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	fake->flags = 0;
	mnl_attr_for_each(attr, request, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NFSL_A_FLAGS)
			fake->flags = mnl_attr_get_u32(attr);
	for (s = fake->sketches; s < fake->sketches + fake->n_sketches; s++) {
		nlh = fake_message(fake, buf, request, fake_multi(fake));
		nest = mnl_attr_nest_start(nlh, NFSL_A_SKETCH);
		mnl_attr_put_u8(nlh, NFSL_SKETCH_SIDE, s->side);
		mnl_attr_put_u8(nlh, NFSL_SKETCH_WHAT, s->what);
		mnl_attr_put_u64(nlh, NFSL_SKETCH_SINCE, s->since);
		mnl_attr_put(nlh, NFSL_SKETCH_REGISTERS, sizeof(s->registers),
			     s->registers);
		mnl_attr_nest_end(nlh, nest);
		fake_send(fake, nlh);
		if (!(fake->flags & NFSL_FLAG_RESET))
			continue;
		memset(s->registers, 0, sizeof(s->registers));
		s->registers[7] = 5;
		s->since += 1000;
	}
	fake_done(fake, request);
}

struct nlmsghdr *fake_event(void *buf, uint8_t command,
			    const struct client_event *e)
{
	struct nlmsghdr none = { 0 }, *nlh = fake_message(NULL, buf, &none, 0);
	struct nlattr *nest;

	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd = command;
	nest = mnl_attr_nest_start(nlh, NFSL_A_EVENT);
	mnl_attr_put_u8(nlh, NFSL_EVENT_KIND, e->kind);
	fake_address(nlh, NFSL_EVENT_ADDRESS, e->address);
	fake_address(nlh, NFSL_EVENT_TARGET, e->target);
	mnl_attr_put_u32(nlh, NFSL_EVENT_IFINDEX, e->ifindex);
	mnl_attr_put_u8(nlh, NFSL_EVENT_REASON, e->reason);
	mnl_attr_put_u64(nlh, NFSL_EVENT_TIME, e->time);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static void fake_put_group(struct nlmsghdr *nlh, uint16_t place,
			   const char *name, uint32_t number)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, place);

	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, number);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, name);
	mnl_attr_nest_end(nlh, nest);
}

/* The controller: the number of our family, and its groups. */
static void fake_family(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = fake_message(fake, buf, request, 0);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NFSL_GENL_NAME);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
	nest = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	fake_put_group(nlh, 1, "evens", 77);
	if (fake->group)
		fake_put_group(nlh, 2, NFSL_GENL_EVENTS, fake->group);
	fake_put_group(nlh, 3, "eventss", 78);
	mnl_attr_nest_end(nlh, nest);
	fake_send(fake, nlh);
	fake_ack(fake, request, 0, NULL, 0);
}

static void fake_devices(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[512] __attribute__((aligned(8)));
	const struct client_device *d;
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	for (d = fake->devices; d < fake->devices + fake->n_devices; d++) {
		nlh = fake_message(fake, buf, request, fake_multi(fake));
		nest = mnl_attr_nest_start(nlh, NFSL_A_DEVICE);
		mnl_attr_put_u32(nlh, NFSL_DEVICE_IFINDEX, d->ifindex);
		mnl_attr_put_strz(nlh, NFSL_DEVICE_NAME, d->name);
		mnl_attr_put_u8(nlh, NFSL_DEVICE_ZONE, d->zone);
		mnl_attr_put_u64(nlh, NFSL_DEVICE_PASSED, d->passed);
		mnl_attr_nest_end(nlh, nest);
		fake_send(fake, nlh);
	}
	fake_done(fake, request);
}

static void fake_policy_get(struct fake *fake, const struct nlmsghdr *request)
{
	char buf[512] __attribute__((aligned(8)));
	size_t i, count = fake->active.count;
	const struct fake_entry *e;
	struct nlmsghdr *nlh;

	if (fake->truncate && count)
		count--;
	nlh = fake_message(fake, buf, request, fake_multi(fake));
	mnl_attr_put_u32(nlh, NFSL_A_GENERATION, fake->status.generation);
	mnl_attr_put_u64(nlh, NFSL_A_DIGEST, fake->status.digest);
	fake_send(fake, nlh);
	for (i = 0; i < count; i++) {
		e = &fake->active.entry[i];
		nlh = fake_message(fake, buf, request, fake_multi(fake));
		mnl_attr_put(nlh, e->type, e->length, e->bytes);
		fake_send(fake, nlh);
	}
	fake_done(fake, request);
}

static void fake_add(struct fake *fake, const struct nlmsghdr *request)
{
	size_t allow = 0, i;
	const struct nlattr *attr;
	struct fake_entry *e;

	for (i = 0; i < fake->candidate.count; i++)
		allow += fake->candidate.entry[i].type == NFSL_A_ALLOW;
	mnl_attr_for_each(attr, request, sizeof(struct genlmsghdr)) {
		allow += mnl_attr_get_type(attr) == NFSL_A_ALLOW;
		if (fake->refuse_allow && allow == fake->refuse_allow) {
			fake_ack(fake, request, EINVAL, "host bits are set",
				 (uint32_t)((const char *)attr - (const char *)request));
			return;
		}
		e = &fake->candidate.entry[fake->candidate.count];
		e->type = mnl_attr_get_type(attr);
		e->length = mnl_attr_get_payload_len(attr);
		memcpy(e->bytes, mnl_attr_get_payload(attr), e->length);
		fake->candidate.count++;
	}
	fake_ack(fake, request, 0, NULL, 0);
}

static void fake_commit(struct fake *fake, const struct nlmsghdr *request)
{
	const struct nlattr *attr;
	uint64_t digest = 0;

	mnl_attr_for_each(attr, request, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NFSL_A_DIGEST)
			digest = mnl_attr_get_u64(attr);
	fake->open = false;
	if (fake->refuse_commit) {
		fake_ack(fake, request, fake->refuse_commit,
			 "the candidate has another digest", 0);
		return;
	}
	fake->active = fake->candidate;
	fake->status.digest = digest;
	fake->status.generation++;
	fake_status(fake, request);
}

/* The module's rule, register by register. */
static void fake_clear(struct fake *fake, const struct nlmsghdr *request)
{
	const struct nlattr *attr, *inner;
	const uint8_t *stored = NULL;
	struct client_sketch *s;
	int side = -1, what = -1;

	mnl_attr_for_each(attr, request, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != NFSL_A_SKETCH)
			continue;
		mnl_attr_for_each_nested(inner, attr) {
			if (mnl_attr_get_type(inner) == NFSL_SKETCH_SIDE)
				side = mnl_attr_get_u8(inner);
			else if (mnl_attr_get_type(inner) == NFSL_SKETCH_WHAT)
				what = mnl_attr_get_u8(inner);
			else if (mnl_attr_get_payload_len(inner) == NFSL_SKETCH_SIZE)
				stored = mnl_attr_get_payload(inner);
		}
	}
	for (s = fake->sketches; s < fake->sketches + fake->n_sketches; s++)
		if (stored && s->side == side && s->what == what)
			sketch_clear(s->registers, stored, NFSL_SKETCH_SIZE);
	fake_ack(fake, request, stored && side >= 0 && what >= 0 ? 0 : EINVAL,
		 NULL, 0);
}

void fake_answer(struct fake *fake, const struct nlmsghdr *request)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);

	if (genl->cmd <= NFSL_CMD_MAX && request->nlmsg_type == FAKE_FAMILY)
		__atomic_add_fetch(&fake->requests[genl->cmd], 1,
				   __ATOMIC_RELAXED);
	if (fake->refuse_all) {
		fake_ack(fake, request, fake->refuse_all, NULL, 0);
		return;
	}
	if (request->nlmsg_type == GENL_ID_CTRL)
		return fake_family(fake, request);
	switch (genl->cmd) {
	case NFSL_CMD_STATUS_GET:
		return fake_status(fake, request);
	case NFSL_CMD_DEVICE_GET:
		return fake_devices(fake, request);
	case NFSL_CMD_COUNTER_GET:
		return fake_counters(fake, request);
	case NFSL_CMD_SOURCE_GET:
		return fake_sources(fake, request);
	case NFSL_CMD_SKETCH_GET:
		return fake_sketches(fake, request);
	case NFSL_CMD_SKETCH_CLEAR:
		return fake_clear(fake, request);
	case NFSL_CMD_POLICY_GET:
		return fake_policy_get(fake, request);
	case NFSL_CMD_POLICY_ADD:
		return fake_add(fake, request);
	case NFSL_CMD_POLICY_COMMIT:
		return fake_commit(fake, request);
	}
	fake->candidate.count = 0;
	fake->open = genl->cmd == NFSL_CMD_POLICY_BEGIN;
	fake_ack(fake, request, 0, NULL, 0);
}

/* A dump of sources takes long, and does not stop what others ask. */
static void serve(struct fake *fake, int fd, char *buf, size_t size)
{
	const struct nlmsghdr *request = (const struct nlmsghdr *)buf;
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	bool locked;

	to = fd;
	while (recv(fd, buf, size, 0) > 0) {
		locked = genl->cmd != NFSL_CMD_SOURCE_GET;
		if (locked)
			pthread_mutex_lock(&fake->lock);
		fake_answer(fake, request);
		if (locked)
			pthread_mutex_unlock(&fake->lock);
	}
}

static void *fake_run(void *arg)
{
	struct fake *fake = arg;

	serve(fake, fake->fd, fake->buf, sizeof(fake->buf));
	return NULL;
}

static void *fake_run_more(void *arg)
{
	struct fake_line *line = arg;

	serve(line->fake, line->fd, line->buf, sizeof(line->buf));
	return NULL;
}

/* Our end; *@end is the client's. */
static int connect_pair(int *end)
{
	int ends[2], room = 4 << 20;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		abort();
	setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	*end = ends[1];
	return ends[0];
}

int fake_open(struct fake *fake)
{
	int end;

	memset(fake, 0, sizeof(*fake));
	fake->status = (struct client_status){
		.abi = NFSL_ABI, .version = "0.1.0", .epoch = 0xe70c1,
		.generation = 1,
	};
	pthread_mutex_init(&fake->lock, NULL);
	fake->fd = connect_pair(&end);
	return end;
}

int fake_start(struct fake *fake)
{
	int end = fake_open(fake);

	if (pthread_create(&fake->thread, NULL, fake_run, fake))
		abort();
	return end;
}

int fake_connect(struct fake *fake)
{
	struct fake_line *line = calloc(1, sizeof(*line));
	int end;

	if (!line || fake->n_more == FAKE_MORE)
		abort();
	fake->more[fake->n_more++] = line;
	line->fake = fake;
	line->fd = connect_pair(&end);
	if (pthread_create(&line->thread, NULL, fake_run_more, line))
		abort();
	return end;
}

void fake_stop(struct fake *fake)
{
	struct fake_line *line;

	while (fake->n_more) {
		line = fake->more[--fake->n_more];
		pthread_join(line->thread, NULL);
		close(line->fd);
		free(line);
	}
	pthread_join(fake->thread, NULL);
	close(fake->fd);
}
