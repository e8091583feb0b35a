// SPDX-License-Identifier: GPL-2.0-or-later
/* flowspec.c - the recipe as BGP FlowSpec routes (RFC 8955, 8956), as ExaBGP has them */
#include "names/names.h"
#include "recipes_parts.h"

static void put_route(struct recipe *r, const char *from, const char *to,
		      bool ipv6, const char *then)
{
	fputs("  route {\n    match {\n", r->out);
	if (from)
		fprintf(r->out, "      source %s;\n", from);
	if (to)
		fprintf(r->out, "      destination %s;\n", to);
	fprintf(r->out, "      %s udp;\n      destination-port =1434;\n"
		"    }\n    then { %s; }\n  }\n",
		ipv6 ? "next-header" : "protocol", then);
}

/*
 * A more specific destination comes first (RFC 8955, section 5.1), so servers that
 * may be asked stand beside the network that is closed.
 */
void recipe_flowspec(struct recipe *r)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	bool in = recipe_drops(r, DIRECTION_INGRESS) &&
		  recipe_drops_requests(r, DIRECTION_INGRESS);
	bool out = recipe_drops(r, DIRECTION_EGRESS) &&
		   recipe_drops_requests(r, DIRECTION_EGRESS);
	const struct pair *pair;
	size_t i;

	fputs("flow {\n", r->out);
	for (i = 0; i < r->n_pairs; i++) {
		pair = &r->pairs[i];
		put_route(r, prefix_text(&pair->from, from),
			  prefix_text(&pair->to, to), recipe_ipv6(&pair->to),
			  "accept");
	}
	for (i = 0; i < r->n_own && in; i++)
		put_route(r, NULL, prefix_text(&r->own[i], to),
			  recipe_ipv6(&r->own[i]), "discard");
	for (i = 0; i < r->n_own && out; i++)
		put_route(r, prefix_text(&r->own[i], from), NULL,
			  recipe_ipv6(&r->own[i]), "discard");
	fputs("}\n", r->out);
}
