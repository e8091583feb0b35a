// SPDX-License-Identifier: GPL-2.0-or-later
/* own.c - networks and hosts of a recipe: examples, or the operator's */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "internal.h"

/* By family: examples for the operator's own and for other networks and hosts. */
static const struct {
	const char *own;
	const char *own_server;
	const char *other;
	const char *other_server;
} examples[] = {
	{ "192.0.2.0/24", "192.0.2.10", "198.51.100.0/24", "198.51.100.53" },
	{ "2001:db8:1::/48", "2001:db8:1::10", "2001:db8:2::/48",
	  "2001:db8:2::53" },
};

bool recipe_ipv6(const struct prefix *prefix)
{
	return !address_is_ip4(prefix->addr) || prefix->len < 96;
}

/* Is all of @prefix in the network? */
static bool is_own(const struct policy *policy, const struct prefix *prefix)
{
	const struct prefix *own;
	struct address mask;
	size_t i;

	for (i = 0; i < policy->n_internal; i++) {
		own = &policy->internal[i].prefix;
		mask = address_mask(own->len);
		if (own->len <= prefix->len &&
		    !((own->addr.hi ^ prefix->addr.hi) & mask.hi) &&
		    !((own->addr.lo ^ prefix->addr.lo) & mask.lo))
			return true;
	}
	return false;
}

static struct prefix example(const char *text)
{
	struct error error;
	struct prefix p = { 0 };

	prefix_parse(text, &p, &error);
	return p;
}

/* At most one of each kind: even their number is not published. */
static void public_pairs(struct recipe *r, bool ipv6)
{
	bool in = false, out = false;
	const struct pair *pair;
	size_t i;

	for (i = 0; i < r->policy->n_allow; i++) {
		pair = &r->policy->allow[i].pair;
		if (recipe_ipv6(&pair->to) != ipv6)
			continue;
		if (is_own(r->policy, &pair->to))
			in = true;
		else
			out = true;
	}
	if (in)
		r->pairs[r->n_pairs++] = (struct pair){
			.from = example(examples[ipv6].other),
			.to = example(examples[ipv6].own_server),
		};
	if (out)
		r->pairs[r->n_pairs++] = (struct pair){
			.from = example(examples[ipv6].own),
			.to = example(examples[ipv6].other_server),
		};
}

static bool has_family(const struct policy *policy, bool ipv6)
{
	size_t i;

	for (i = 0; i < policy->n_internal; i++)
		if (recipe_ipv6(&policy->internal[i].prefix) == ipv6)
			return true;
	return false;
}

static void own_public(struct recipe *r)
{
	int ipv6;

	r->outside[r->n_outside++] = "wan0";
	r->inside[r->n_inside++] = "lan0";
	for (ipv6 = 0; ipv6 < 2; ipv6++) {
		if (!ipv6 || has_family(r->policy, true))
			r->own[r->n_own++] = example(examples[ipv6].own);
		public_pairs(r, ipv6);
	}
}

/* Interface names may have any bytes; unsafe ones are replaced by an example. */
static const char *quotable(const char *name, const char *instead)
{
	const char *c;

	for (c = name; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '"' || *c == '\\')
			return instead;
	return name;
}

static void own_exact(struct recipe *r)
{
	const struct policy *p = r->policy;
	size_t i;

	for (i = 0; i < p->n_zones; i++) {
		if (p->zones[i].zone == ZONE_EXTERNAL)
			r->outside[r->n_outside++] =
				quotable(p->zones[i].pattern, "wan0");
		else
			r->inside[r->n_inside++] =
				quotable(p->zones[i].pattern, "lan0");
	}
	for (i = 0; i < p->n_internal; i++)
		r->own[r->n_own++] = p->internal[i].prefix;
	for (i = 0; i < p->n_allow; i++)
		r->pairs[r->n_pairs++] = p->allow[i].pair;
}

int recipe_own(struct recipe *r, enum recipes_audience audience)
{
	const struct policy *p = r->policy;

	r->all = json_object();
	r->outside = calloc(p->n_zones + 1, sizeof(*r->outside));
	r->inside = calloc(p->n_zones + 1, sizeof(*r->inside));
	r->own = calloc(p->n_internal + 2, sizeof(*r->own));
	r->pairs = calloc(p->n_allow + 4, sizeof(*r->pairs));
	if (!r->all || !r->outside || !r->inside || !r->own || !r->pairs)
		return -1;
	if (audience == RECIPES_EXACT)
		own_exact(r);
	else
		own_public(r);
	return 0;
}

int recipe_begin(struct recipe *r)
{
	r->out = open_memstream(&r->text, &r->length);
	return r->out ? 0 : -1;
}

json_t *recipe_lines(struct recipe *r)
{
	json_t *lines = json_array();
	char *rest, *line;

	if (fclose(r->out)) {
		r->out = NULL;
		return lines;
	}
	r->out = NULL;
	rest = r->text;
	while ((line = strsep(&rest, "\n")))
		if (rest)
			json_array_append_new(lines, json_pack("{s:s}", "line",
							       line));
	free(r->text);
	r->text = NULL;
	return lines;
}

void recipe_end(struct recipe *r)
{
	json_decref(r->all);
	free(r->outside);
	free(r->inside);
	free(r->own);
	free(r->pairs);
}

/* The configured verdicts, even if the policy only monitors for now. */
static bool stops(const struct recipe *r, unsigned int direction,
		  unsigned int reason)
{
	unsigned int verdict = r->policy->written[direction][reason];

	return verdict == VERDICT_DROP || verdict == VERDICT_LIMIT ||
	       verdict == VERDICT_QUEUE;
}

bool recipe_drops(const struct recipe *r, unsigned int direction)
{
	return stops(r, direction, REASON_WORM);
}

bool recipe_drops_requests(const struct recipe *r, unsigned int direction)
{
	return stops(r, direction, REASON_INSTANCE);
}
