// SPDX-License-Identifier: GPL-2.0-or-later
/* nftables.c - the recipe as a ruleset for nft(8): the port, in and out */
#include <string.h>

#include "common/names.h"
#include "internal.h"

#define PORT	"udp dport 1434"

/* A datagram that is longer than any request is an overflow attempt. */
#define REQUEST		"udp length <= " RECIPE_TEXT(RECIPE_REQUEST)
#define OVERFLOW	"udp length > " RECIPE_TEXT(RECIPE_REQUEST)

/* Where requests are allowed, only datagrams that are too long for one. */
static const char *match(const struct recipe *r, unsigned int direction)
{
	return recipe_drops_requests(r, direction) ? PORT : PORT " " OVERFLOW;
}

/* Allowed pairs: requests only, because a client can be infected too. */
static void put_pairs(struct recipe *r)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	const char *family;
	size_t i;

	for (i = 0; i < r->n_pairs; i++) {
		family = recipe_ipv6(&r->pairs[i].to) ? "ip6" : "ip";
		fprintf(r->out, "        %s saddr %s \\\n          %s daddr %s \\\n"
			"          " PORT " " REQUEST " counter accept\n",
			family, prefix_text(&r->pairs[i].from, from), family,
			prefix_text(&r->pairs[i].to, to));
	}
}

static void put_drops(struct recipe *r, const char *key, unsigned int direction)
{
	const char *name;
	size_t i;

	if (!recipe_drops(r, direction))
		return;
	for (i = 0; i < r->n_outside; i++) {
		name = r->outside[i];
		fputs("        ", r->out);
		/* Without a match, a rule is for all interfaces. */
		if (strcmp(name, "*"))
			fprintf(r->out, "%s \"%s\" ", key, name);
		fprintf(r->out, "%s \\\n          counter drop\n",
			match(r, direction));
	}
}

void recipe_nftables(struct recipe *r)
{
	fputs("table inet slammer {\n"
	      "    chain forward {\n"
	      "        type filter hook forward priority 0; policy accept;\n",
	      r->out);
	put_pairs(r);
	put_drops(r, "iifname", DIRECTION_INGRESS);
	put_drops(r, "oifname", DIRECTION_EGRESS);
	fputs("    }\n"
	      "    chain output {\n"
	      "        type filter hook output priority 0; policy accept;\n",
	      r->out);
	put_drops(r, "oifname", DIRECTION_LOCAL);
	fputs("    }\n}\n", r->out);
}
