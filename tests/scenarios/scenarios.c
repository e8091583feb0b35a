// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scenarios.c - two routers, window by window
 *
 * Integers only, so that every machine writes the same. Packets are given per quarter of
 * an hour of the larger router; SHARE is the part that the other one sees.
 */
#include "scenarios.h"
#include "nfslammer/sketch.h"
#include "support/store_fixture.h"

#define QUARTER		900
#define SHARE		3	/* the second router sees a third */
#define ROUTERS		2
#define QUIET_DAYS	28	/* between two infections, at least */
#define DRAWN		600	/* targets of a window, at most */
#define SUBNETS		4	/* of IPv6, beside two networks of IPv4 */

/**
 * struct moment - a window, and its position in the scenario
 * @begin:   of the whole scenario
 * @at:      its begin
 * @step:    window of the period: 0 .. @steps - 1; negative: before the period
 * @quarters: its length
 * @router:  0 or 1
 */
struct moment {
	int64_t begin;
	int64_t at;
	int64_t step;
	int64_t steps;
	unsigned int quarters;
	unsigned int router;
};

struct scenario {
	const char *name;
	const char *description;
	void (*window)(struct kernel *k, const struct moment *m);
	unsigned int before;	/* days of story before both periods */
};

/**
 * struct router - a kernel and its estimators, of one window
 */
struct router {
	struct kernel kernel;
	struct store_sketch sketches[4];
};

/* Pseudo-random, 0 .. @below - 1, the same for the same window. */
static uint64_t chance(const struct moment *m, uint64_t salt, uint64_t below)
{
	uint64_t x = (uint64_t)(m->at / QUARTER) * 0x9e3779b97f4a7c15ull +
		     salt * 0xbf58476d1ce4e5b9ull + m->router;

	x = (x ^ x >> 31) * 0x94d049bb133111ebull;
	x ^= x >> 29;
	return x % below;
}

/* @n per quarter, plus or minus 10 %, in this window of this router. */
static uint64_t about(const struct moment *m, uint64_t salt, uint64_t n)
{
	n *= m->quarters;
	if (m->router)
		n /= SHARE;
	return n * (95 + chance(m, salt, 11)) / 100;
}

/* @packets in all, distributed over @hosts of a network. */
static void sources(struct kernel *k, const struct moment *m, const char *network,
		    unsigned int hosts, uint64_t packets)
{
	uint64_t at = (uint64_t)m->at + 30;
	char text[48];
	unsigned int i;

	for (i = 0; i < hosts; i++) {
		snprintf(text, sizeof(text), "%s%u", network, i + 1);
		kernel_source(k, text, 0, "wan0", CLASS_SLAMMER,
			      packets / hosts + (i < packets % hosts), at + i);
	}
}

/* Worm packets from outside: @n per quarter, from @hosts senders in each network. */
static void worm_in(struct kernel *k, const struct moment *m, uint64_t n,
		    unsigned int hosts)
{
	uint64_t packets = about(m, 1, n), left = packets;
	bool now = m->step >= 0;
	char network[32];
	unsigned int i;

	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP, packets,
		     packets * 404);
	/* The last of these networks is new in the period. */
	for (i = 0; i < SUBNETS - (now ? 0u : 1u); i++) {
		snprintf(network, sizeof(network), "2001:db8:a%u::", i);
		sources(k, m, network, hosts > 2 ? 2 : 1, packets / 8 / (i + 2));
		left -= packets / 8 / (i + 2);
	}
	/* The network that sends most changes with the period. */
	sources(k, m, now ? "198.51.100." : "203.0.113.", hosts, left - left / 3);
	sources(k, m, now ? "203.0.113." : "198.51.100.", hosts, left / 3);
}

static void worm_out(struct kernel *k, const struct moment *m, const char *host,
		     uint64_t n)
{
	uint64_t packets = about(m, 2, n);

	kernel_count(k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, packets,
		     packets * 404);
	kernel_source(k, host, 1, "lan0", CLASS_SLAMMER, packets,
		      (uint64_t)m->at + 60);
}

/* Other attacks that accompany a worm. */
static void others_in(struct kernel *k, const struct moment *m, uint64_t n)
{
	uint64_t variants = about(m, 3, n), loops = about(m, 4, (n + 5) / 6);

	kernel_count(k, DIRECTION_INGRESS, REASON_LONG_NAME, VERDICT_DROP,
		     variants, variants * 200);
	kernel_attack(k, "2001:db8:abcd:1::53", 0, CLASS_OVERFLOW, variants, 9,
		      (uint64_t)m->at + 90);
	kernel_count(k, DIRECTION_INGRESS, REASON_ECHO, VERDICT_DROP, loops,
		     loops * 29);
	kernel_attack(k, "2001:db8:abcd:2::53", 0, CLASS_PINGPONG, loops, 6,
		      (uint64_t)m->at + 95);
}

/* Everyday traffic: other protocols, a client and its server. */
static void everyday(struct kernel *k, const struct moment *m)
{
	uint64_t n = about(m, 5, 40);

	kernel_count(k, DIRECTION_INGRESS, REASON_OTHER_PORT, VERDICT_ACCEPT,
		     about(m, 6, 50000), 0);
	kernel_count(k, DIRECTION_INGRESS, REASON_LIST, VERDICT_ACCEPT, n, n * 29);
	kernel_source(k, "198.51.100.250", 0, "wan0", CLASS_REQUEST, n,
		      (uint64_t)m->at + 10);
	kernel_count(k, DIRECTION_EGRESS, REASON_ANSWER, VERDICT_ACCEPT, n,
		     n * 150);
	kernel_source(k, "192.0.2.10", 1, "lan0", CLASS_RESPONSE, n,
		      (uint64_t)m->at + 11);
}

/* Slow, then ever faster growth; in the second half from inside too. */
static void outbreak(struct kernel *k, const struct moment *m)
{
	uint64_t step = m->step < 0 ? 0 : (uint64_t)m->step;
	uint64_t all = (uint64_t)(m->steps * m->steps);

	everyday(k, m);
	worm_in(k, m, 40 + 60000 * step * step / all,
		2 + (unsigned int)(6 * step / (uint64_t)m->steps));
	others_in(k, m, 12);
	if (2 * m->step < m->steps)
		return;
	worm_out(k, m, "192.0.2.77", 1400);
	if (m->router)
		worm_out(k, m, "2001:db8:10::7", 300);
}

/* High, then declining; no inside host any more. */
static void decline(struct kernel *k, const struct moment *m)
{
	uint64_t left = (uint64_t)(m->step < 0 ? m->steps : m->steps - m->step);
	uint64_t all = (uint64_t)(m->steps * m->steps);

	everyday(k, m);
	worm_in(k, m, 200 + 60000 * left * left / all,
		2 + (unsigned int)(6 * left / (uint64_t)m->steps));
	others_in(k, m, 12);
	if (m->step < 0)
		worm_out(k, m, "192.0.2.77", 1400);
}

static void nothing(struct kernel *k, const struct moment *m)
{
	everyday(k, m);
}

/* One host long ago, then usual background, then three hosts at the end. */
static void relapse(struct kernel *k, const struct moment *m)
{
	everyday(k, m);
	worm_in(k, m, 60, 2);
	if (m->at < m->begin + SCENARIO_DAY && !m->router)
		worm_out(k, m, "192.0.2.77", 1400);
	if (4 * m->step < 3 * m->steps)
		return;
	if (!m->router) {
		worm_out(k, m, "192.0.2.77", 900);
		worm_out(k, m, "192.0.2.130", 700);
	} else {
		worm_out(k, m, "2001:db8:10::7", 600);
	}
}

static const struct scenario scenarios[] = {
	{ "outbreak", "few packets before, then growing, also from inside",
	  outbreak, 0 },
	{ "decline", "many packets before, then declining", decline, 0 },
	{ "nothing", "only ordinary traffic", nothing, 0 },
	{ "relapse", "an infection, quiet weeks, then three hosts inside",
	  relapse, QUIET_DAYS },
};

const struct scenario *scenario_at(size_t i)
{
	return i < sizeof(scenarios) / sizeof(scenarios[0]) ? &scenarios[i] : NULL;
}

const struct scenario *scenario_find(const char *name)
{
	const struct scenario *s;
	size_t i;

	for (i = 0; (s = scenario_at(i)); i++)
		if (!strcmp(s->name, name))
			break;
	return s;
}

const char *scenario_name(const struct scenario *scenario)
{
	return scenario->name;
}

const char *scenario_description(const struct scenario *scenario)
{
	return scenario->description;
}

static uint64_t packets_of(const struct kernel *k, bool ingress)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < k->n_counters; i++)
		if (k->counters[i].reason == REASON_WORM &&
		    (k->counters[i].direction == DIRECTION_INGRESS) == ingress)
			n += k->counters[i].packets;
	return n;
}

/* Attackers and targets of this window; a worm's targets are random. */
static void estimate(struct router *r, const struct kernel *before,
		     const struct moment *m)
{
	uint64_t n, i, drawn;
	size_t s;
	int side;

	memset(r->sketches, 0, sizeof(r->sketches));
	for (side = 0; side < 2; side++) {
		r->sketches[side].inside = r->sketches[2 + side].inside =
			(uint8_t)side;
		r->sketches[2 + side].targets = 1;
		n = packets_of(&r->kernel, !side) - packets_of(before, !side);
		for (i = 0; i < n && i < DRAWN; i++) {
			drawn = chance(m, 1000 + i, side ? 1ull << 32 : 254);
			sketch_add(r->sketches[2 + side].registers,
				   sketch_hash(address_ip4((uint32_t)drawn)));
		}
	}
	for (s = 0; s < r->kernel.n_sources; s++)
		if (r->kernel.sources[s].packets[CLASS_SLAMMER] >
		    before->sources[s].packets[CLASS_SLAMMER])
			sketch_add(r->sketches[r->kernel.sources[s].inside].registers,
				   sketch_hash(r->kernel.sources[s].address));
}

static int account(const struct router *r, struct store *store, int64_t start,
		   unsigned int seconds, unsigned int which)
{
	const struct kernel *k = &r->kernel;
	struct store_snapshot snapshot = {
		.epoch = k->epoch, .generation = 2,
		.digest = 0xfedcba9876543210ull,
		.taken_ns = ((uint64_t)start + seconds) * SECOND,
		.counters = k->counters, .n_counters = k->n_counters,
		.sources = k->sources, .n_sources = k->n_sources,
		.sketches = r->sketches, .n_sketches = 4,
	};

	return store_record(store, which ? "router2" : "router1", start, seconds,
			    &snapshot);
}

static int write_router(const struct scenario *s, struct store *store,
			struct moment m, int64_t end)
{
	struct router r = { .kernel.epoch = 100 + m.router };
	unsigned int usual = m.quarters, seconds;
	struct kernel before;

	/* The baseline: counters before the scenario are not part of it. */
	estimate(&r, &r.kernel, &m);
	if (account(&r, store, m.at - QUARTER, QUARTER, m.router))
		return -1;
	for (; m.at < end; m.at += seconds, m.step += m.quarters / usual) {
		/* An hour is fine enough for the distant past. */
		m.quarters = m.step < -m.steps && usual < 4 ? 4 : usual;
		seconds = m.quarters * QUARTER;
		before = r.kernel;
		s->window(&r.kernel, &m);
		estimate(&r, &before, &m);
		if (account(&r, store, m.at, seconds, m.router))
			return -1;
	}
	return 0;
}

int scenario_write(const struct scenario *scenario, struct store *store,
		   unsigned int days, int64_t end)
{
	struct moment m = { .quarters = days > 14 ? 12 : 1 };
	int64_t seconds = m.quarters * QUARTER;
	int64_t whole = 2 * (int64_t)days + scenario->before;

	m.begin = m.at = end - whole * SCENARIO_DAY;
	m.steps = days * SCENARIO_DAY / seconds;
	m.step = m.steps - whole * SCENARIO_DAY / seconds;
	for (; m.router < ROUTERS; m.router++)
		if (write_router(scenario, store, m, end))
			return -1;
	return 0;
}
