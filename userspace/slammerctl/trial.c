// SPDX-License-Identifier: GPL-2.0-or-later
/* trial.c - what a policy would do to the packets of a capture, one by one */
#include <stdlib.h>
#include <string.h>

#include "capture/reassembly.h"
#include "common/names.h"
#include "policy/flows.h"
#include "trial.h"

#define NS_PER_SECOND	1000000000u

/* Where packets come in: all of one side at one interface, as flow.h sees it */
#define OUTSIDE		1
#define INSIDE		2

/**
 * struct trial_state - what is remembered from packet to packet
 * @now:   latest time of any packet: times of a capture may go back, clocks may not
 * @start: time of the first packet
 * @full:  when the bucket of each limit will be full again
 * @reassembly: NULL: fragments are judged one by one
 * @flows: NULL: none are followed
 */
struct trial_state {
	uint64_t now;
	uint64_t start;
	uint64_t full[NFSL_LIMITS_MAX];
	struct reassembly *reassembly;
	struct flows *flows;
};

static const char *const more_words[TRIAL_WORDS - REASON_COUNT] = {
	"allow-entry", "bad-fragments"
};

const char *trial_word(unsigned int word)
{
	return word < REASON_COUNT ? reason_name(word) :
				     more_words[word - REASON_COUNT];
}

int trial_word_number(const char *name)
{
	unsigned int i;

	for (i = REASON_COUNT; i < TRIAL_WORDS; i++)
		if (!strcmp(name, more_words[i - REASON_COUNT]))
			return (int)i;
	return reason_number(name);
}

int trial_begin(struct trial *t, bool defrag, bool flows)
{
	struct trial_state *s = calloc(1, sizeof(*s));

	t->state = s;
	if (!s)
		return -1;
	s->now = 1;
	flows = flows && t->from == ZONE_NONE;
	if (defrag)
		s->reassembly = reassembly_new();
	if (flows)
		s->flows = flows_new();
	return (defrag && !s->reassembly) || (flows && !s->flows) ? -1 : 0;
}

void trial_free(struct trial *t)
{
	if (!t->state)
		return;
	reassembly_free(t->state->reassembly);
	flows_free(t->state->flows);
	free(t->state);
	t->state = NULL;
}

static bool is_inside(const struct trial *t, struct address a)
{
	return prefixes_contain(&t->ruleset->internal, a);
}

/*
 * The zone and the interface that a packet comes in from. Two hosts inside whose
 * packets pass the router are behind different ports of it.
 */
static struct flow_place place_of(struct trial *t, const struct packet *pkt)
{
	struct flow_place place = { .zone = (__u8)t->from };
	bool from, to;

	if (t->from != ZONE_NONE)
		return place;
	place.zone = ZONE_EXTERNAL;
	place.ifindex = OUTSIDE;
	if (!pkt->family)
		return place;
	from = is_inside(t, pkt->src);
	to = is_inside(t, pkt->dst);
	if (!from && !to)
		t->neither++;
	if (!from)
		return place;
	place.zone = ZONE_INTERNAL;
	place.ifindex = INSIDE;
	if (to && (pkt->src.hi > pkt->dst.hi ||
		   (pkt->src.hi == pkt->dst.hi && pkt->src.lo > pkt->dst.lo)))
		place.ifindex++;
	return place;
}

static uint32_t flow_clock(const struct trial_state *s)
{
	return FLOW_CLOCK_MIN + (uint32_t)((s->now - s->start) / NS_PER_SECOND);
}

static enum slammer_verdict apply_limit(struct trial *t,
				       struct decision d,
				       enum slammer_reason reason)
{
	uint8_t number = t->ruleset->limit[d.direction][reason];
	uint64_t *full = &t->state->full[number - 1], next;

	next = limit_next(&t->ruleset->limits[number - 1], *full, t->state->now);
	if (!next)
		return VERDICT_DROP;
	*full = next;
	return VERDICT_LIMIT;
}

static int report(struct trial *t, struct trial_result *r)
{
	r->class = reason_class(r->reason);
	return t->result(r, t->context);
}

/* The rule, and its limit, for @r->reason */
static void apply_rule(struct trial *t, enum slammer_zone zone,
		       struct trial_result *r)
{
	struct decision d = ruleset_decide(t->ruleset, zone, r->reason,
					   &r->packet);

	r->direction = d.direction;
	r->verdict = d.verdict;
	r->word = d.allowed ? TRIAL_ALLOW_ENTRY : r->reason;
	if (d.verdict == VERDICT_LIMIT)
		r->verdict = apply_limit(t, d, r->reason);
}

/* A frame that is no fragment, or that was put together */
static int judge(struct trial *t, const struct frame *frame,
		 unsigned long long number)
{
	struct trial_result r = { .number = number };
	struct trial_state *s = t->state;
	struct flow_place place;

	r.reason = frame_inspect(frame, &t->ruleset->signatures, &r.packet);
	place = place_of(t, &r.packet);
	if (s->flows && r.reason >= REASON_FIRST_RULED &&
	    flows_solicited(s->flows, &r.packet, r.reason, place, flow_clock(s)))
		r.reason = REASON_SOLICITED;
	apply_rule(t, place.zone, &r);
	if (s->flows && frame->whole && r.reason >= REASON_FIRST_RULED &&
	    r.verdict != VERDICT_DROP &&
	    flows_passed(s->flows, t->ruleset, frame->bytes + r.packet.payload,
			 &r.packet, r.reason, place, flow_clock(s)))
		return -1;
	if (s->flows)
		t->flows = flows_opened(s->flows);
	return report(t, &r);
}

/* Fragments that nobody judges, as one result */
static int unjudged(struct trial *t, unsigned long long number,
		    const struct packet *pkt, bool discarded)
{
	struct trial_result r = {
		.number = number, .packet = *pkt, .reason = REASON_FRAGMENT,
	};

	apply_rule(t, place_of(t, pkt).zone, &r);
	if (discarded) {
		r.word = TRIAL_BAD_FRAGMENTS;
		r.verdict = VERDICT_DROP;
		t->discarded++;
	} else {
		t->incomplete++;
	}
	return report(t, &r);
}

static int give_up(struct trial *t, uint64_t now)
{
	struct packet pkt = { .family = 0 };
	unsigned long long number;
	int err = 0;

	while (!err && t->state->reassembly &&
	       reassembly_expired(t->state->reassembly, now, &number, &pkt))
		err = unjudged(t, number, &pkt, false);
	return err;
}

static int put_together(struct trial *t, struct frame *frame)
{
	struct packet pkt = { .family = 0 };

	switch (reassembly_add(t->state->reassembly, frame, t->packets,
			       t->state->now, &pkt)) {
	case REASSEMBLY_NONE:
		break;
	case REASSEMBLY_WAITS:
		t->fragments++;
		return 0;
	case REASSEMBLY_WHOLE:
		t->fragments++;
		t->datagrams++;
		break;
	case REASSEMBLY_DISCARDED:
		t->fragments++;
		return unjudged(t, t->packets, &pkt, true);
	case REASSEMBLY_FAILED:
		return -1;
	}
	return judge(t, frame, t->packets);
}

int trial_frame(struct trial *t, struct frame *frame)
{
	struct trial_state *s = t->state;
	int err;

	t->packets++;
	if (frame->time > s->now)
		s->now = frame->time;
	if (!s->start)
		s->start = s->now;
	if (frame->unknown) {
		t->unknown++;
		return 0;
	}
	err = give_up(t, s->now);
	if (err)
		return err;
	return s->reassembly ? put_together(t, frame) :
			       judge(t, frame, t->packets);
}

int trial_end(struct trial *t)
{
	return give_up(t, UINT64_MAX);
}
