// SPDX-License-Identifier: GPL-2.0-or-later
/* hole_fixture.c - attempts to get an attack through a router by a flow */
#include "support/hole_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/address.h"
#include "policy/model.h"

const struct hole_hosts hole_hosts[2] = {
	{ "192.0.2.10", "192.0.2.20", "203.0.113.66", "198.51.100.77" },
	{ "2001:db8:2::10", "2001:db8:2::20", "2001:db8:bad::66",
	  "2001:db8:100::77" },
};

struct flow_router hole_router;
struct vectors *hole_vectors;
struct ruleset *hole_policy;
struct ruleset *hole_policy_open;

int hole_setup(void **state)
{
	struct config_messages messages = { .list = NULL };
	struct policy *policy;
	struct error error;

	hole_vectors = vectors_load("tests/vectors/vectors.txt", &error);
	policy = policy_load("etc/policy.conf", &messages);
	if (!hole_vectors || !policy)
		return -1;
	hole_policy = policy_compile(policy);
	policy_free(policy);
	hole_policy_open = malloc(sizeof(*hole_policy_open));
	if (!hole_policy || !hole_policy_open)
		return -1;
	*hole_policy_open = *hole_policy;
	memset(&hole_policy_open->internal, 0,
	       sizeof(hole_policy_open->internal));
	return 0;
}

int hole_teardown(void **state)
{
	flow_router_free(&hole_router);
	free(hole_policy_open);
	ruleset_free(hole_policy);
	vectors_free(hole_vectors);
	return 0;
}

void hole_begin(const struct ruleset *ruleset)
{
	flow_router_free(&hole_router);
	flow_router_make(&hole_router, ruleset, HOLE_SLOTS);
}

struct address hole_at(const char *text)
{
	struct prefix prefix;
	struct error error;

	assert_int_equal(prefix_parse(text, &prefix, &error), 0);
	return prefix.addr;
}

struct flow_result hole_send(struct flow_place place, const char *src,
			     uint16_t sport, const char *dst, uint16_t dport,
			     const void *bytes, size_t length)
{
	struct flow_datagram d = { hole_at(src), hole_at(dst), sport,
				   dport,	 bytes,	       length };

	return flow_router_datagram(&hole_router, place, &d);
}

struct flow_result hole_send_text(struct flow_place place, const char *src,
				  uint16_t sport, const char *dst,
				  uint16_t dport, const char *text)
{
	return hole_send(place, src, sport, dst, dport, text, strlen(text));
}

void hole_ask(struct flow_place place, const char *src, const char *dst,
	      uint16_t dport)
{
	assert_true(flow_passed(hole_send_text(place, src, SSRP_PORT, dst,
					       dport, "\x10hello")));
}

bool hole_is_attack(const struct vector *v)
{
	return reason_is_attack(v->reason) && v->layers == 2 && v->length &&
	       v->layer[1].length.how == LENGTH_TRUE && !v->cut;
}

/* The reason without flows */
static enum slammer_reason alone(const struct flow_datagram *d)
{
	struct packet pkt = {
		.src = d->src,
		.dst = d->dst,
		.sport = d->sport,
		.dport = d->dport,
		.wire = (uint32_t)d->length,
		.avail = min_u32((uint32_t)d->length, PACKET_WINDOW - 48),
		.family = address_is_ip4(d->src) ? 4 : 6,
	};

	return packet_classify(d->payload, &hole_router.ruleset->signatures,
			       &pkt);
}

unsigned int hole_attack(struct flow_place place, const char *src,
			 uint16_t sport, const char *dst, uint16_t dport)
{
	unsigned int through = 0, attacks = 0;
	struct flow_result result;
	size_t i;

	for (i = 0; i < hole_vectors->count; i++) {
		const struct vector *v = &hole_vectors->list[i];
		struct flow_datagram d = {
			hole_at(src), hole_at(dst), sport,
			dport,	      v->payload,   v->length
		};

		if (!hole_is_attack(v))
			continue;
		attacks++;
		result = flow_router_datagram(&hole_router, place, &d);
		if (result.reason == REASON_SOLICITED) {
			through++;
			assert_true(reason_class(v->reason) != CLASS_SLAMMER);
		} else {
			assert_int_equal(result.reason, alone(&d));
		}
	}
	assert_true(attacks >= 40);
	return through;
}

void hole_attack_fails(struct flow_place place, const char *src, uint16_t sport,
		       const char *dst)
{
	assert_int_equal(hole_attack(place, src, sport, dst, SSRP_PORT), 0);
}
