// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_stacking.c - zones of stacked interfaces: some stacks by hand, and random ones
 * against the definitions, which ask upwards and downwards without remembering
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/stacking.h"

#define NODES	4096
#define LINKS	(4 * NODES)

static struct stack_node nodes[NODES];
static uint32_t links[LINKS], order[NODES];
static struct stacking s;
static uint32_t n_links;

static void begin(void)
{
	memset(nodes, 0, sizeof(nodes));
	s = (struct stacking){ .node = nodes, .link = links, .order = order };
	n_links = 0;
}

/* An interface on top of @n others, which end with STACK_NONE. */
static uint32_t add_on(uint16_t flags, uint8_t named, const uint32_t *lower)
{
	struct stack_node *node = &nodes[s.n];

	*node = (struct stack_node){
		.flags = flags, .named = named, .master = STACK_NONE,
		.lower = n_links,
	};
	for (; *lower != STACK_NONE; lower++) {
		links[n_links++] = *lower;
		node->n_lower++;
		if (flags & (STACK_BRIDGE | STACK_L3_MASTER) || !flags)
			nodes[*lower].master = s.n;
	}
	return s.n++;
}

#define add(flags, named, ...) \
	add_on(flags, named, (const uint32_t[]){ __VA_ARGS__ })
#define plain(named)	add(STACK_SEEN_BELOW, named, STACK_NONE)
#define BRIDGE		(STACK_SEEN_BELOW | STACK_BRIDGE)
#define VRF		(STACK_SEEN_BELOW | STACK_L3_MASTER)
#define VLAN		(STACK_SEEN_BELOW | STACK_VLAN)
#define MACVLAN		STACK_SEEN_BELOW
#define TUNNEL		STACK_OVS_PORT	/* any flag that says nothing of below */

static void wants(uint32_t i, uint8_t zone)
{
	stack_compute(&s);
	assert_int_equal(nodes[i].wanted, zone);
	for (uint32_t k = 0; k < s.n; k++)
		nodes[k].flags &= 0xff;
}

static void test_alone(void **state)
{
	uint32_t a, b, lo;

	(void)state;
	begin();
	a = plain(ZONE_EXTERNAL);
	b = plain(ZONE_NONE);
	lo = add(STACK_NEVER, ZONE_NONE, STACK_NONE);
	wants(a, ZONE_EXTERNAL);
	wants(b, ZONE_UNNAMED);
	wants(lo, ZONE_NONE);
	s.unnamed_off = 1;
	wants(a, ZONE_EXTERNAL);
	wants(b, ZONE_NONE);
}

/* What decapsulates has its own hook, whatever is below it, and takes nothing away */
static void test_tunnel(void **state)
{
	static const uint8_t zones[] = { ZONE_NONE, ZONE_EXTERNAL, ZONE_INTERNAL };
	uint32_t p0, t0, i, k;

	(void)state;
	for (i = 0; i < 3; i++) {
		for (k = 0; k < 3; k++) {
			begin();
			p0 = plain(zones[i]);
			t0 = add(TUNNEL, zones[k], p0, STACK_NONE);
			wants(p0, zones[i] ? zones[i] : ZONE_UNNAMED);
			wants(t0, zones[k] ? zones[k] : ZONE_UNNAMED);
		}
	}
}

static void test_macvlan(void **state)
{
	uint32_t p0, top;

	(void)state;
	begin();
	p0 = plain(ZONE_EXTERNAL);
	top = add(MACVLAN, ZONE_INTERNAL, p0, STACK_NONE);
	wants(p0, ZONE_EXTERNAL);
	wants(top, ZONE_NONE);
	nodes[p0].named = ZONE_NONE;
	wants(p0, ZONE_NONE);
	wants(top, ZONE_INTERNAL);
	nodes[top].named = ZONE_NONE;
	wants(p0, ZONE_UNNAMED);
	wants(top, ZONE_NONE);
}

static void test_vlan(void **state)
{
	uint32_t p0, vlan, inner;

	(void)state;
	begin();
	p0 = plain(ZONE_EXTERNAL);
	vlan = add(VLAN, ZONE_INTERNAL, p0, STACK_NONE);
	inner = add(VLAN, ZONE_NONE, vlan, STACK_NONE);
	wants(p0, ZONE_EXTERNAL);
	wants(vlan, ZONE_INTERNAL);
	wants(inner, ZONE_NONE);
	nodes[p0].named = ZONE_NONE;
	wants(p0, ZONE_UNNAMED);
	wants(vlan, ZONE_INTERNAL);
	nodes[vlan].named = ZONE_NONE;
	wants(vlan, ZONE_NONE);
}

/* The ports see for the bridge that has a name, and for the VRF */
static void test_ports(void **state)
{
	static const uint16_t kinds[] = { BRIDGE, VRF };
	uint32_t p0, p1, top, i;

	(void)state;
	for (i = 0; i < 2; i++) {
		begin();
		p0 = plain(ZONE_NONE);
		p1 = plain(ZONE_INTERNAL);
		top = add(kinds[i], ZONE_EXTERNAL, p0, p1, STACK_NONE);
		wants(p0, ZONE_EXTERNAL);
		wants(p1, ZONE_INTERNAL);
		wants(top, ZONE_NONE);
		nodes[top].named = ZONE_NONE;
		wants(p0, ZONE_UNNAMED);
		wants(top, ZONE_NONE);
	}
}

/* A tunnel that is a port of a bridge is the lowest that sees its packets */
static void test_bridge_of_a_tunnel(void **state)
{
	uint32_t p0, t0, br;

	(void)state;
	begin();
	p0 = plain(ZONE_EXTERNAL);
	t0 = add(TUNNEL, ZONE_NONE, p0, STACK_NONE);
	br = add(BRIDGE, ZONE_INTERNAL, t0, STACK_NONE);
	wants(p0, ZONE_EXTERNAL);
	wants(t0, ZONE_INTERNAL);
	wants(br, ZONE_NONE);
}

/* A VF that hands all it has to the interface above it, which has more */
static void test_part(void **state)
{
	uint32_t vf, top;

	(void)state;
	begin();
	vf = add(STACK_NEVER, ZONE_NONE, STACK_NONE);
	top = add(0, ZONE_NONE, vf, STACK_NONE);
	wants(vf, ZONE_NONE);
	wants(top, ZONE_UNNAMED);
	nodes[top].named = ZONE_EXTERNAL;
	wants(vf, ZONE_NONE);
	wants(top, ZONE_EXTERNAL);
}

/* The definitions, as they would be asked of one interface */

static const struct stack_node *lower_of(const struct stack_node *x, uint32_t k)
{
	return &nodes[links[x->lower + k]];
}

static bool is_above(const struct stack_node *upper, const struct stack_node *x)
{
	for (uint32_t k = 0; k < upper->n_lower; k++)
		if (lower_of(upper, k) == x)
			return stack_takes_below(upper);
	return false;
}

static bool named_above(const struct stack_node *x)
{
	for (uint32_t i = 0; i < s.n; i++)
		if (is_above(&nodes[i], x) &&
		    (nodes[i].named || named_above(&nodes[i])))
			return true;
	return false;
}

static uint8_t claimed(const struct stack_node *x)
{
	const struct stack_node *m;

	if (x->named || x->master == STACK_NONE)
		return x->named;
	m = &nodes[x->master];
	return m->flags & (STACK_BRIDGE | STACK_L3_MASTER) && !named_above(m) ?
	       claimed(m) : ZONE_NONE;
}

static bool has_zone(const struct stack_node *x)
{
	return claimed(x) ||
	       (x->flags & STACK_VLAN && x->n_lower && has_zone(lower_of(x, 0)));
}

static bool covered(const struct stack_node *x)
{
	if (x->flags & STACK_VLAN)
		return x->n_lower && covered(lower_of(x, 0));
	for (uint32_t k = 0; x->flags & STACK_SEEN_BELOW && k < x->n_lower; k++)
		if (has_zone(lower_of(x, k)) || covered(lower_of(x, k)))
			return true;
	return false;
}

static bool hooked(const struct stack_node *x)
{
	return claimed(x) && !covered(x);
}

static bool hooked_above(const struct stack_node *x)
{
	for (uint32_t i = 0; i < s.n; i++)
		if (is_above(&nodes[i], x) &&
		    (hooked(&nodes[i]) || hooked_above(&nodes[i])))
			return true;
	return false;
}

static bool takes(const struct stack_node *x)
{
	uint32_t i;

	for (i = 0; x->flags & STACK_OVS_PORT && i < s.n; i++)
		if (nodes[i].flags & STACK_OVS_INTERNAL && nodes[i].named)
			return true;
	for (i = 0; i < s.n; i++)
		if (is_above(&nodes[i], x) &&
		    (nodes[i].flags & STACK_VLAN ?
		     !claimed(&nodes[i]) && takes(&nodes[i]) :
		     hooked(&nodes[i]) || hooked_above(&nodes[i])))
			return true;
	return false;
}

static bool unnamed_below(const struct stack_node *x)
{
	for (uint32_t k = 0; x->flags & STACK_SEEN_BELOW && k < x->n_lower; k++)
		if (!(lower_of(x, k)->flags & STACK_NEVER) &&
		    (has_zone(lower_of(x, k)) || !takes(lower_of(x, k))))
			return true;
	return false;
}

static uint8_t defined(const struct stack_node *x)
{
	const struct stack_node *m;

	if (x->flags & STACK_NEVER || covered(x))
		return ZONE_NONE;
	if (claimed(x))
		return claimed(x);
	m = x->master == STACK_NONE ? NULL : &nodes[x->master];
	if (m && claimed(m) && covered(m))
		return claimed(m);
	return s.unnamed_off || takes(x) || unnamed_below(x) ? ZONE_NONE :
							       ZONE_UNNAMED;
}

/* A few interfaces, each on some of those before it */
static void random_stack(void)
{
	static const uint16_t kinds[] = {
		BRIDGE, VRF, VLAN, MACVLAN, TUNNEL, 0, STACK_SEEN_BELOW,
		STACK_SEEN_BELOW | STACK_OVS_INTERNAL, STACK_OVS_PORT | MACVLAN,
	};
	uint32_t n = 2 + (uint32_t)rand() % 8, lower[4], k, count;
	uint16_t flags;

	begin();
	s.unnamed_off = rand() % 4 == 0;
	while (s.n < n) {
		count = s.n ? (uint32_t)rand() % 3 : 0;
		flags = kinds[(size_t)rand() % (sizeof(kinds) / sizeof(*kinds))];
		if (flags & STACK_VLAN && count)
			count = 1;
		for (k = 0; k < count; k++)
			lower[k] = (uint32_t)rand() % s.n;
		if (count == 2 && lower[0] == lower[1])
			count = 1;
		lower[count] = STACK_NONE;
		if (!count && rand() % 10 == 0)
			flags = STACK_NEVER;
		add_on(flags, rand() % 3 || flags & STACK_NEVER ? ZONE_NONE :
			1 + (uint8_t)(rand() % 2), lower);
	}
}

static void test_random(void **state)
{
	uint8_t due[16];
	uint32_t i, round;

	(void)state;
	srand(11);
	for (round = 0; round < 50000; round++) {
		random_stack();
		for (i = 0; i < s.n; i++)
			due[i] = defined(&nodes[i]);
		stack_compute(&s);
		for (i = 0; i < s.n; i++)
			assert_int_equal(nodes[i].wanted, due[i]);
	}
}

/* One link more or less: what follows for one interface alone, and what for none */

static struct stack_node with[NODES], without[NODES];

static void computed(struct stack_node *to)
{
	for (uint32_t i = 0; i < s.n; i++)
		nodes[i].flags &= STACK_OWN;
	stack_compute(&s);
	memcpy(to, nodes, s.n * sizeof(*nodes));
}

/* Interface @i is now @x, and no other one has changed. */
static void only(const struct stack_node *before, uint32_t i,
		 const struct stack_node *x, const struct stack_node *after)
{
	const struct stack_node *is;
	uint32_t k;

	for (k = 0; k < s.n; k++) {
		is = k == i ? x : &before[k];
		assert_int_equal(is->flags, after[k].flags);
		assert_int_equal(is->claimed, after[k].claimed);
		assert_int_equal(is->wanted, after[k].wanted);
	}
}

static uint32_t uppers_of(uint32_t low)
{
	uint32_t i, k, count = 0;

	for (i = 0; i < s.n; i++)
		for (k = 0; k < nodes[i].n_lower; k++)
			count += links[nodes[i].lower + k] == low;
	return count;
}

static void cut(uint32_t upper, uint32_t k)
{
	struct stack_node *x = &nodes[upper];
	uint32_t low = links[x->lower + k];

	links[x->lower + k] = links[x->lower + --x->n_lower];
	if (nodes[low].master == upper)
		nodes[low].master = STACK_NONE;
	/* as zones.c sees an interface that is on no other one */
	if (!x->n_lower)
		x->flags &= STACK_NEVER;
}

/* What others than the one that was cut off say to @hub */
static uint16_t still_said(uint32_t hub, bool by_lower)
{
	uint16_t said = 0;
	uint32_t i, k;

	for (k = 0; by_lower && k < nodes[hub].n_lower; k++)
		said |= stack_up(&with[links[nodes[hub].lower + k]], &with[hub]);
	for (i = 0; !by_lower && i < s.n; i++)
		for (k = 0; k < nodes[i].n_lower; k++)
			if (links[nodes[i].lower + k] == hub)
				said |= stack_down(&with[i]);
	return said;
}

/* Is it so, in both directions? Returns in how many it is of @leaf alone. */
static uint32_t one_link(uint32_t leaf, uint32_t hub, bool port, bool master)
{
	struct stack_node x = without[leaf];
	uint32_t alone = 0;
	uint16_t says;

	x.flags = with[leaf].flags & STACK_OWN;
	stack_leaf(&x, port ? &without[hub] : NULL, port ? NULL : &without[hub],
		   master, s.unnamed_off);
	says = port ? stack_up(&x, &without[hub]) : stack_down(&x);
	if (!(says & ~without[hub].flags)) {
		only(without, leaf, &x, with);
		alone++;
	}
	says = port ? stack_up(&with[leaf], &with[hub]) : stack_down(&with[leaf]);
	if (!(says & ~still_said(hub, port))) {
		x = with[leaf];
		x.flags = without[leaf].flags & STACK_OWN;
		stack_leaf(&x, NULL, NULL, 0, s.unnamed_off);
		only(with, leaf, &x, without);
		alone++;
	}
	return alone;
}

static void test_links(void **state)
{
	uint32_t round, upper, low, k, tried = 0, alone = 0;
	bool port, top, master;

	(void)state;
	srand(12);
	for (round = 0; round < 200000; round++) {
		random_stack();
		upper = (uint32_t)rand() % s.n;
		if (!nodes[upper].n_lower)
			continue;
		k = (uint32_t)rand() % nodes[upper].n_lower;
		low = links[nodes[upper].lower + k];
		master = nodes[low].master == upper;
		port = !nodes[low].n_lower && uppers_of(low) == 1;
		top = !master && nodes[upper].n_lower == 1 && !uppers_of(upper);
		if ((!port && !top) || (nodes[upper].flags | nodes[low].flags) &
		    STACK_OVS)
			continue;
		computed(with);
		cut(upper, k);
		computed(without);
		if (port && (with[upper].flags ^ without[upper].flags) & STACK_OWN)
			continue;
		tried += 2;
		alone += one_link(port ? low : upper, port ? upper : low, port,
				  master);
	}
	assert_true(tried > 10000);
	assert_true(alone > tried / 4);
}

/* Links that are followed for a bridge of so many ports */
static uint32_t visits_of(uint32_t ports)
{
	static uint32_t lower[NODES];
	uint32_t i;

	begin();
	for (i = 0; i < ports; i++)
		lower[i] = plain(i % 3);
	lower[ports] = STACK_NONE;
	add_on(BRIDGE, ZONE_EXTERNAL, lower);
	stack_compute(&s);
	return s.visits;
}

static void test_linear(void **state)
{
	uint32_t thousand = visits_of(1000), thrice = visits_of(3000);

	(void)state;
	assert_in_range(thousand, 1000, 8000);
	assert_in_range(thrice, 3 * thousand - 100, 3 * thousand + 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_tunnel),
		cmocka_unit_test(test_macvlan),
		cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_bridge_of_a_tunnel),
		cmocka_unit_test(test_part),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
