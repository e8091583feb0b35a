// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_record.c - source table: insertion, eviction, reporting
 */
#include <linux/jiffies.h>

#include "event_ring.h"
#include "source_record.h"

/* nfsl_reason_attacks() and _worm() agree with the class of each reason. */
#define X(sym, num, class, name, text)					       \
	static_assert(((num) >= REASON_SIGNATURE) ==			       \
		      (CLASS_##class >= CLASS_SIGNATURE));		       \
	static_assert(((num) >= REASON_WORM_VARIANT) ==			       \
		      (CLASS_##class == CLASS_SLAMMER));
SLAMMER_REASONS(X)
#undef X

/*
 * The slot to evict in a full set: that of the source with the least credit, if it
 * has none left. Otherwise it loses some. Returns its way or NFSL_SOURCE_WAYS.
 */
static u32 slot_weakest(struct nfsl_set *set)
{
	u32 least = min(min(set->credit[0], set->credit[1]),
			min(set->credit[2], set->credit[3]));

	if (least < NFSL_SOURCE_WAYS)
		return least;
	set->credit[least % NFSL_SOURCE_WAYS] = least - NFSL_SOURCE_WAYS;
	return NFSL_SOURCE_WAYS;
}

/*
 * Count an attack by an untracked source in the sketches. Most likely its address
 * is forged, and many such sources have the same target: its hash is cached.
 * Returns the hash of the target.
 */
static u32 sketch_untracked(struct nfsl_table *table, struct address src,
			    struct address dst)
{
	u32 now = (u32)get_jiffies_64();
	u64 hash;

	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(src));
	if (table->victim_seen == now && address_equal(table->victim, dst))
		return table->victim_hash;
	hash = sketch_hash(dst);
	sketch_add(table->sketch[NFSL_SKETCH_TARGETS], hash);
	table->victim_seen = now;
	table->victim = dst;
	table->victim_hash = (u32)hash;
	return (u32)hash;
}

static noinline void put_event(struct nfsl_table *table,
			       const struct nfsl_source *s,
			       enum slammer_reason reason)
{
	struct nfsl_event event = {
		.source = s->address,
		.target = s->target,
		.time = s->last,
		.ifindex = s->ifindex,
		.reason = reason,
	};

	nfsl_event_put(table->nn->events, &event);
}

/*
 * Report an attacking source once. Only the worm of an inside source is an event;
 * until it comes, each attack is checked. Returns the new value of @handled.
 */
static u16 report_once(struct nfsl_table *table, struct nfsl_source *s,
		       enum slammer_reason reason, u16 epoch)
{
	if (table->side == NFSL_SIDE_INSIDE) {
		if (reason_class(reason) != CLASS_SLAMMER) {
			s->checked--;
			return epoch;
		}
		put_event(table, s, reason);
	}
	return epoch | NFSL_HANDLED;
}

/* An attack without the worm had this target. */
static void add_target(const struct nfsl_table *table, struct nfsl_set *set,
		       u32 way, struct address target)
{
	struct nfsl_extra *extra = nfsl_slots_extra(rcu_dereference(table->slots),
						    set, way);
	bool fresh = extra->targets_of != set->serial[way];
	u64 bit = sketch_target(sketch_hash(target));

	if (!fresh && extra->targets & bit)
		return;
	raw_write_seqcount_begin(&set->seq);
	extra->targets = fresh ? bit : extra->targets | bit;
	extra->targets_of = set->serial[way];
	raw_write_seqcount_end(&set->seq);
}

/* Initialise a slot for a new source. @target: hash of @dst, if it attacks. */
static __always_inline void insert_source(struct nfsl_table *table,
					  struct nfsl_set *set, u32 way,
					  struct address src,
					  struct address dst, u32 target,
					  struct nfsl_observation obs)
{
	struct nfsl_source *s = &set->source[way];
	u64 now = get_jiffies_64();
	u32 i, serial = table->serial + 1 ?: 1;

	table->serial = serial;

	raw_write_seqcount_begin(&set->seq);
	set->serial[way] = serial;
	s->address = src;
	s->target = dst;
	s->first = now;
	s->last = now;
	s->bytes = obs.bytes;
	s->checked = (u32)now;
	s->ifindex = obs.ifindex;
	for (i = 0; i < ARRAY_SIZE(s->packets); i++)
		s->packets[i] = 0;
	s->packets[reason_class(obs.reason) - 1] = 1;
	if (nfsl_reason_attacks(obs.reason)) {
		s->revisit = (struct revisit_tracker) {
			.target = target, .seen = (u32)now,
		};
	} else {
		s->revisit = revisit_idle((u32)now, HZ);
		s->checked--;	/* so that the first attack is checked */
	}
	raw_write_seqcount_end(&set->seq);
	set->credit[way] = NFSL_SOURCE_CREDIT_NEW * NFSL_SOURCE_WAYS + way;
	set->handled[way] = 0;
}

static struct nfsl_set *emptier(struct nfsl_set *set, struct nfsl_set *other)
{
	return other->used < set->used ? other : set;
}

/*
 * A free slot in the emptiest set. Outside, the first set is preferred while it is
 * at most half full, because lookup finds it there first. Returns its way, or
 * NFSL_SOURCE_WAYS.
 */
static u32 slot_free(enum nfsl_side side, struct nfsl_slots *slots, u64 hash,
		     struct nfsl_set **set)
{
	struct nfsl_set *second = nfsl_slots_second(slots, hash);
	u32 way;

	if (side == NFSL_SIDE_INSIDE)
		*set = emptier(emptier(*set, second),
			       nfsl_slots_third(slots, hash));
	else if ((*set)->used > NFSL_SOURCE_WAYS / 2)
		*set = emptier(*set, second);
	way = (*set)->used;
	if (way < NFSL_SOURCE_WAYS) {
		(*set)->used++;
		WRITE_ONCE(slots->used, slots->used + 1);
	}
	return way;
}

static noinline void count_in(struct nfsl_table *table, struct nfsl_set *set,
			      struct nfsl_source *s, struct address dst,
			      struct nfsl_observation obs)
{
	struct nfsl_slot at = { set, s, &set->credit[s - set->source] };

	nfsl_source_count(table, at, dst, obs);
}

/* Count it if it is in its third set. */
static noinline bool count_third(struct nfsl_table *table, struct address src,
				 struct address dst, struct nfsl_observation obs)
{
	struct nfsl_slots *slots = rcu_dereference(table->slots);
	u64 hash = nfsl_slots_hash(slots, src);
	struct nfsl_set *set = nfsl_slots_third(slots, hash);
	struct nfsl_slot at;

	if (!nfsl_set_find(set, nfsl_slots_tag(hash), src, &at))
		return false;
	nfsl_source_count(table, at, dst, obs);
	return true;
}

/* The source is not in its first set: lookup slow path, or insertion. */
void nfsl_sources_record_slow(struct nfsl_table *table, struct address src,
			      struct address dst, struct nfsl_observation obs)
{
	struct nfsl_slots *slots = rcu_dereference(table->slots);
	u64 hash = nfsl_slots_hash(slots, src);
	struct nfsl_set *set = nfsl_slots_second(slots, hash);
	u32 way = NFSL_SOURCE_WAYS, target = 0;
	struct nfsl_slot at = {};

	OPTIMIZER_HIDE_VAR(set);
	OPTIMIZER_HIDE_VAR(obs);	/* one register, taken apart late */
	if (nfsl_set_find(set, nfsl_slots_tag(hash), src, &at)) {
		count_in(table, set, at.s, dst, obs);
		return;
	}
	if (table->side == NFSL_SIDE_INSIDE &&
	    count_third(table, src, dst, obs))
		return;
	if (nfsl_reason_attacks(obs.reason))
		target = sketch_untracked(table, src, dst);

	if (unlikely(!slots->count)) {	/* this CPU has no table */
		nfsl_count_add(&table->untracked, 1);
		return;
	}
	OPTIMIZER_HIDE_VAR(hash);	/* do not keep the second set */
	set = nfsl_slots_first(slots, hash);
	OPTIMIZER_HIDE_VAR(set);
	if (unlikely(slots->used < slots->count))
		way = slot_free(table->side, slots, hash, &set);
	if (likely(way == NFSL_SOURCE_WAYS)) {
		way = slot_weakest(set);
		if (way == NFSL_SOURCE_WAYS) {
			nfsl_count_add(&table->untracked, 1);
			return;
		}
		nfsl_count_add(&table->evicted, 1);
	}
	OPTIMIZER_HIDE_VAR(obs);
	insert_source(table, set, way, src, dst, target, obs);
	set->tag[way] = nfsl_slots_tag(hash);
	if (!nfsl_reason_attacks(obs.reason))
		return;
	set->handled[way] = report_once(table, &set->source[way], obs.reason,
					table->epoch - NFSL_EPOCH);
	if (!nfsl_reason_worm(obs.reason))
		add_target(table, set, way, dst);
}

static void handle_attack(struct nfsl_table *table, struct nfsl_set *set,
			  struct nfsl_source *s, enum slammer_reason reason)
{
	u16 *handled = &set->handled[s - set->source];
	u16 epoch = READ_ONCE(table->epoch);

	smp_rmb();	/* registers that were reset before it are 0 */
	sketch_add(table->sketch[NFSL_SKETCH_SOURCES], sketch_hash(s->address));
	if (*handled & NFSL_HANDLED)
		*handled = epoch | NFSL_HANDLED;
	else
		*handled = report_once(table, s, reason, epoch);
}

/*
 * A tracked source attacks the target whose revisits are tracked, or has not visited
 * that one for too long; or this is its first attack since the sketches were reset;
 * or it was not reported yet.
 */
void nfsl_source_attack_slow(struct nfsl_table *table, struct nfsl_set *set,
			     struct nfsl_source *s, struct nfsl_observation obs)
{
	u32 target = (u32)sketch_hash(s->target), now = (u32)s->last;

	if (revisit_due(&s->revisit, target, now, HZ))
		revisit_visit(&s->revisit, target, now, HZ);
	if (nfsl_source_unhandled(table, set, s))
		handle_attack(table, set, s, obs.reason);
}

/* A tracked source attacks, but not with the worm: its targets count as evidence. */
void nfsl_source_attack_other(struct nfsl_table *table, struct nfsl_set *set,
			      struct nfsl_source *s, struct address dst,
			      struct nfsl_observation obs)
{
	struct nfsl_slot at = { .set = set, .s = s };
	u32 now = (u32)s->last;

	add_target(table, set, s - set->source, dst);
	if (s->checked != now || !address_equal(s->target, dst))
		nfsl_source_attack(table, at, dst, now, obs);
}
