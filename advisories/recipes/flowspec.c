// SPDX-License-Identifier: GPL-2.0-or-later
/* flowspec.c - the recipe as BGP FlowSpec routes (RFC 8955, 8956), as ExaBGP has them */
#include "common/names.h"
#include "internal.h"

/* Packet length of the longest request, with IP headers without options. */
#define REQUEST_IPV4	(20 + RECIPE_REQUEST)
#define REQUEST_IPV6	(40 + RECIPE_REQUEST)

/* @length: comparison of the packet length with the longest request's, or NULL */
static void put_route(struct recipe *r, const char *from, const char *to,
		      bool ipv6, const char *length, const char *then)
{
	fputs("  route {\n    match {\n", r->out);
	if (from)
		fprintf(r->out, "      source %s;\n", from);
	if (to)
		fprintf(r->out, "      destination %s;\n", to);
	fprintf(r->out, "      %s udp;\n      destination-port =1434;\n",
		ipv6 ? "next-header" : "protocol");
	if (length)
		fprintf(r->out, "      packet-length %s%d;\n", length,
			ipv6 ? REQUEST_IPV6 : REQUEST_IPV4);
	fprintf(r->out, "    }\n    then { %s; }\n  }\n", then);
}

/* The port; where requests are allowed, only packets that are too long for one. */
static void put_drops(struct recipe *r, unsigned int direction)
{
	const char *length = recipe_drops_requests(r, direction) ? NULL : ">";
	bool in = direction == DIRECTION_INGRESS, ipv6;
	char own[PREFIX_TEXT_MAX];
	size_t i;

	if (!recipe_drops(r, direction))
		return;
	for (i = 0; i < r->n_own; i++) {
		prefix_text(&r->own[i], own);
		ipv6 = recipe_ipv6(&r->own[i]);
		put_route(r, in ? NULL : own, in ? own : NULL, ipv6, length,
			  "discard");
	}
}

/*
 * A more specific destination precedes (RFC 8955, section 5.1), so allowed servers
 * take effect within the closed network. Requests only, because a client can be
 * infected too.
 */
void recipe_flowspec(struct recipe *r)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	const struct pair *pair;
	size_t i;

	fputs("flow {\n", r->out);
	for (i = 0; i < r->n_pairs; i++) {
		pair = &r->pairs[i];
		put_route(r, prefix_text(&pair->from, from),
			  prefix_text(&pair->to, to), recipe_ipv6(&pair->to),
			  "<=", "accept");
	}
	put_drops(r, DIRECTION_INGRESS);
	put_drops(r, DIRECTION_EGRESS);
	fputs("}\n", r->out);
}
