/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hole_fixture.h - attempts to get an attack through a router by a flow
 *
 * One router, with the shipped policy: hosts send from its interfaces, and an attempt
 * ends with every attack of the vectors.
 */
#ifndef TESTS_HOLE_FIXTURE_H
#define TESTS_HOLE_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "support/flow_fixture.h"
#include "vectors/vector.h"

#define HOLE_SLOTS	1024	/* of a table of flows */

/* Interfaces of the router; wan_vlan is a VLAN of wan, and own its own output. */
static const struct flow_place wan = { 2, 0, ZONE_EXTERNAL };
static const struct flow_place wan_vlan = { 2, 0x1007, ZONE_EXTERNAL };
static const struct flow_place wan2 = { 3, 0, ZONE_EXTERNAL };
static const struct flow_place lan = { 4, 0, ZONE_INTERNAL };
static const struct flow_place lan_vlan = { 4, 0x1007, ZONE_INTERNAL };
static const struct flow_place lan2 = { 5, 0, ZONE_INTERNAL };
static const struct flow_place unnamed = { 6, 0, ZONE_UNNAMED };
static const struct flow_place unnamed2 = { 7, 0, ZONE_UNNAMED };
static const struct flow_place own = { 0, 0, ZONE_LOCAL };

/* Who there is, in each family */
struct hole_hosts {
	const char *service;	/* inside: the one that is attacked */
	const char *client;	/* inside, on port 1434 */
	const char *attacker;	/* outside */
	const char *peer;	/* outside, whom clients ask */
};

extern const struct hole_hosts hole_hosts[2];

#define for_each_family(h) for (h = hole_hosts; h < hole_hosts + 2; h++)

extern struct flow_router hole_router;
extern struct vectors *hole_vectors;
extern struct ruleset *hole_policy;		/* etc/policy.conf */
extern struct ruleset *hole_policy_open;	/* without its internal prefixes */

/* For cmocka_run_group_tests() */
int hole_setup(void **state);
int hole_teardown(void **state);

/* A router without flows */
void hole_begin(const struct ruleset *ruleset);

struct address hole_at(const char *text);

struct flow_result hole_send(struct flow_place place, const char *src,
			     uint16_t sport, const char *dst, uint16_t dport,
			     const void *bytes, size_t length);
struct flow_result hole_send_text(struct flow_place place, const char *src,
				  uint16_t sport, const char *dst,
				  uint16_t dport, const char *text);

/* What a client of another protocol says, from port 1434. It passes. */
void hole_ask(struct flow_place place, const char *src, const char *dst,
	      uint16_t dport);

/* Is its payload an attack, with plain headers? */
bool hole_is_attack(const struct vector *v);

/*
 * All attacks, one after the other. Returns how many a flow has made solicited;
 * asserts that the others have the reason that they have without flows, and that
 * those with the worm's marks are among them.
 */
unsigned int hole_attack(struct flow_place place, const char *src,
			 uint16_t sport, const char *dst, uint16_t dport);

/* To port 1434, and no flow helps */
void hole_attack_fails(struct flow_place place, const char *src,
		       uint16_t sport, const char *dst);

#endif /* TESTS_HOLE_FIXTURE_H */
