/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * stacking.h - which interfaces of a stack carry the hook, and in which zone
 *
 * Pure and freestanding. A packet may pass several interfaces on its way in, but is
 * judged once: on the lowest that policy names or, if it names none of them, on the
 * lowest of all. So an interface without a name never takes a packet from one that has
 * a name. What an upper interface makes of the packets below it (a tunnel, a
 * decryption) are other packets: it is judged as if nothing were below it.
 *
 * Some passes over all interfaces and their links, so that the time is linear in both.
 */
#ifndef NF_SLAMMER_STACKING_H
#define NF_SLAMMER_STACKING_H

#include "nfslammer/ruleset.h"

#define STACK_NONE	0xffffffffu

enum stack_flags {
	/* whatever it receives, a lower interface has received, in the same shape */
	STACK_SEEN_BELOW	= 1 << 0,
	STACK_VLAN		= 1 << 1,	/* of its lower interface */
	STACK_BRIDGE		= 1 << 2,
	STACK_L3_MASTER		= 1 << 3,	/* VRF */
	STACK_OVS_PORT		= 1 << 4,
	STACK_OVS_INTERNAL	= 1 << 5,
	STACK_NEVER		= 1 << 6,	/* the loopback, parts of another one */
	STACK_OVS		= STACK_OVS_PORT | STACK_OVS_INTERNAL,
	STACK_OWN		= (1 << 8) - 1,	/* all of these */

	/* the rest is computed */
	STACK_NAMED_ABOVE	= 1 << 8,	/* one above it has a name */
	STACK_ZONED		= 1 << 9,	/* it, or what it is a VLAN of, has a zone */
	STACK_COVERED		= 1 << 10,	/* a lower one with a zone sees all of it */
	STACK_HOOKED_ABOVE	= 1 << 11,	/* one above it is hooked by its name */
	STACK_TAKES		= 1 << 12,	/* its hook would take packets of those */
	STACK_SEEN_FIRST	= 1 << 13	/* one below it sees its packets, unnamed */
};

/**
 * struct stack_node - an interface
 * @flags:   enum stack_flags
 * @named:   its zone by name
 * @claimed: its zone by its name, or by that of a bridge or VRF above it
 * @wanted:  the result: the zone in which it is hooked
 * @master:  index of the bridge, bond or the like that it is a port of, or STACK_NONE
 * @lower:   index into stacking.link of the first of its lower interfaces
 * @n_lower: how many these are
 * @uppers:  how many are above it and not in @order yet
 */
struct stack_node {
	__u16 flags;
	__u8 named;
	__u8 claimed;
	__u8 wanted;
	__u32 master;
	__u32 lower;
	__u32 n_lower;
	__u32 uppers;
};

/**
 * struct stacking - the interfaces of a namespace
 * @node:	 of @n elements
 * @link:	 indexes of lower interfaces, one node's after the other
 * @order:	 of @n elements: upper interfaces before lower ones
 * @unnamed_off: interfaces without a zone are not hooked
 * @visits:	 links that were followed, for tests
 */
struct stacking {
	struct stack_node *node;
	__u32 *link;
	__u32 *order;
	__u32 n;
	__u8 unnamed_off;
	__u32 visits;
};

#define stack_for_each_lower(s, upper, i, low)				\
	for ((i) = 0; (i) < (upper)->n_lower &&				\
	     ((low) = &(s)->node[(s)->link[(upper)->lower + (i)]],	\
	      (s)->visits++, 1); (i)++)

/* Fill in @s->order. Returns how many are in it: all, as links make no circle. */
static inline __u32 stack_sort(struct stacking *s)
{
	struct stack_node *x, *low;
	__u32 i, k, end = 0;

	for (i = 0; i < s->n; i++)
		s->node[i].uppers = 0;
	for (i = 0; i < s->n; i++) {
		x = &s->node[i];
		stack_for_each_lower(s, x, k, low)
			low->uppers++;
	}
	for (i = 0; i < s->n; i++)
		if (!s->node[i].uppers)
			s->order[end++] = i;
	for (i = 0; i < end; i++) {
		x = &s->node[s->order[i]];
		stack_for_each_lower(s, x, k, low)
			if (!--low->uppers)
				s->order[end++] = (__u32)(low - s->node);
	}
	return end;
}

/* Does the hook of an interface below take what comes to @x? */
static inline int stack_takes_below(const struct stack_node *x)
{
	return x->flags & STACK_SEEN_BELOW && !(x->flags & STACK_L3_MASTER);
}

/* The bridge, bond or the like that it is a port of, or NULL */
static inline const struct stack_node *stack_master(const struct stacking *s,
						    const struct stack_node *x)
{
	return x->master == STACK_NONE ? NULL : &s->node[x->master];
}

/*
 * Zones by name. A bridge or VRF that policy names gives its zone to its ports, which
 * see everything that it sees, and what is only bridged as well; unless policy also
 * names an interface on top of it, which keeps its packets for itself.
 */
static inline __u8 stack_claim(const struct stack_node *x,
			       const struct stack_node *master)
{
	if (x->named || !master)
		return x->named;
	return master->flags & (STACK_BRIDGE | STACK_L3_MASTER) &&
	       !(master->flags & STACK_NAMED_ABOVE) ? master->claimed : ZONE_NONE;
}

/* From above: zones by name. */
static inline void stack_claims(struct stacking *s, __u32 n)
{
	struct stack_node *x, *low;
	__u32 i, k;

	for (i = 0; i < n; i++) {
		x = &s->node[s->order[i]];
		x->claimed = stack_claim(x, stack_master(s, x));
		if (!stack_takes_below(x) ||
		    !(x->named || x->flags & STACK_NAMED_ABOVE))
			continue;
		stack_for_each_lower(s, x, k, low)
			low->flags |= STACK_NAMED_ABOVE;
	}
}

/*
 * What @low says to @upper, which is on it: STACK_ZONED, STACK_COVERED. The interface
 * of a VLAN leaves it its packets, so it covers it only if it is covered itself.
 */
static inline __u16 stack_covered(const struct stack_node *low,
				  const struct stack_node *upper)
{
	__u16 seen = STACK_COVERED | (upper->flags & STACK_VLAN ? 0 : STACK_ZONED);
	__u16 up = upper->flags & STACK_VLAN ? low->flags & STACK_ZONED : 0;

	if (upper->flags & STACK_SEEN_BELOW && low->flags & seen)
		up |= STACK_COVERED;
	return up;
}

/* From below: does a lower interface with a zone see all that comes to this one? */
static inline void stack_covers(struct stacking *s, __u32 n)
{
	struct stack_node *x, *low;
	__u32 i, k;

	for (i = n; i--;) {
		x = &s->node[s->order[i]];
		if (x->claimed)
			x->flags |= STACK_ZONED;
		stack_for_each_lower(s, x, k, low)
			x->flags |= stack_covered(low, x);
	}
}

/* What the hook of @low, which has no zone by name, would take from @upper. */
static inline __u16 stack_taken(const struct stack_node *upper)
{
	__u16 above = upper->flags & STACK_HOOKED_ABOVE;

	if (upper->claimed && !(upper->flags & STACK_COVERED))
		above = STACK_HOOKED_ABOVE;
	/* a hook leaves VLANs their packets (nfsl_device_vlan_hooked()) */
	if (upper->flags & STACK_VLAN)
		return above | (upper->claimed ? 0 : upper->flags & STACK_TAKES);
	return above ? STACK_HOOKED_ABOVE | STACK_TAKES : 0;
}

/*
 * From above: whose packets would a hook take? Those of ports of Open vSwitch may go to
 * any of its internal ports, of which no link of interfaces tells.
 */
static inline void stack_takings(struct stacking *s, __u32 n)
{
	struct stack_node *x, *low;
	__u32 i, k, switched = 0;

	for (i = 0; i < n; i++) {
		x = &s->node[i];
		switched |= x->flags & STACK_OVS_INTERNAL && x->named;
	}
	for (i = 0; i < n; i++) {
		x = &s->node[s->order[i]];
		if (switched && x->flags & STACK_OVS_PORT)
			x->flags |= STACK_TAKES;
		if (!stack_takes_below(x))
			continue;
		stack_for_each_lower(s, x, k, low)
			low->flags |= stack_taken(x);
	}
}

/* Does @low, which has no zone by name, see the packets of @upper first? */
static inline __u16 stack_seen_first(const struct stack_node *low,
				     const struct stack_node *upper)
{
	return upper->flags & STACK_SEEN_BELOW && !(low->flags & STACK_NEVER) &&
	       (low->flags & (STACK_ZONED | STACK_TAKES)) != STACK_TAKES ?
		STACK_SEEN_FIRST : 0;
}

static inline void stack_seens(struct stacking *s)
{
	struct stack_node *x, *low;
	__u32 i, k;

	for (i = 0; i < s->n; i++) {
		x = &s->node[i];
		stack_for_each_lower(s, x, k, low)
			x->flags |= stack_seen_first(low, x);
	}
}

static inline __u8 stack_wanted(const struct stack_node *x,
				const struct stack_node *master, int unnamed_off)
{
	if (x->flags & (STACK_NEVER | STACK_COVERED))
		return ZONE_NONE;
	if (x->claimed)
		return x->claimed;
	/*
	 * A bridge that policy names is not hooked if policy also names one of its
	 * ports. Its other ports are then in the zone of the bridge. Likewise for a bond.
	 */
	if (master && master->claimed && master->flags & STACK_COVERED)
		return master->claimed;
	return unnamed_off || x->flags & (STACK_TAKES | STACK_SEEN_FIRST) ?
		ZONE_NONE : ZONE_UNNAMED;
}

/* Compute all zones. The links are there, @named, @master and the first flags. */
static inline void stack_compute(struct stacking *s)
{
	__u32 i, n = stack_sort(s);

	stack_claims(s, n);
	stack_covers(s, n);
	stack_takings(s, n);
	stack_seens(s);
	for (i = 0; i < s->n; i++)
		s->node[i].wanted = stack_wanted(&s->node[i],
						 stack_master(s, &s->node[i]),
						 s->unnamed_off);
}

/*
 * One link more or less
 *
 * Most changes are of an interface with one link, on or below one that has many and of
 * which nothing changes by that: the next port of a bridge, the last VLAN of a cable. A
 * thousand of them are not to take a thousand times the time of all interfaces.
 */

/* What @low says to @upper, which is on it. */
static inline __u16 stack_up(const struct stack_node *low,
			     const struct stack_node *upper)
{
	return stack_covered(low, upper) | stack_seen_first(low, upper);
}

/* What @upper says to those that it is on. */
static inline __u16 stack_down(const struct stack_node *upper)
{
	__u16 named = upper->named || upper->flags & STACK_NAMED_ABOVE ?
		      STACK_NAMED_ABOVE : 0;

	return stack_takes_below(upper) ? named | stack_taken(upper) : 0;
}

/*
 * Compute @x, which has no link but that to @upper or that to @low, or has none: then
 * both are NULL. @master: @upper is its master. Not for ports of Open vSwitch.
 */
static inline void stack_leaf(struct stack_node *x, const struct stack_node *upper,
			      const struct stack_node *low, int master,
			      int unnamed_off)
{
	x->flags &= STACK_OWN;
	x->claimed = stack_claim(x, master ? upper : (void *)0);
	if (upper)
		x->flags |= stack_down(upper);
	if (x->claimed)
		x->flags |= STACK_ZONED;
	if (low)
		x->flags |= stack_up(low, x);
	x->wanted = stack_wanted(x, master ? upper : (void *)0, unnamed_off);
}

#endif /* NF_SLAMMER_STACKING_H */
