// SPDX-License-Identifier: GPL-2.0-or-later
/* propose_text.c - a proposal as the text of a policy file, with its reasons */
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/names.h"
#include "machine/interfaces.h"
#include "machine/propose.h"
#include "policy/text.h"

static const char *const reasons[PROPOSAL_COUNT] = {
	[PROPOSAL_DEFAULT] = "a default route leads there",
	[PROPOSAL_TABLE] = "10000 routes of routing daemons or more lead there",
	[PROPOSAL_ADDRESS] = "with an address, and no default route",
	[PROPOSAL_ROUTE] = "without an address, but networks are behind it",
	[PROPOSAL_PORT] = "port of a bridge or bond",
	[PROPOSAL_GUESTS] = "of containers or virtual machines of this machine",
	[PROPOSAL_DUMMY] = "dummy, ifb or VRF: no packet arrives there",
	[PROPOSAL_DOWN] = "down",
	[PROPOSAL_BARE] = "no address and no route: name it if networks are behind it",
	[PROPOSAL_ODD_NAME] = "a policy cannot name it: rename it",
};

const char *proposal_reason_text(unsigned int reason)
{
	return reason < PROPOSAL_COUNT && reasons[reason] ? reasons[reason] : "";
}

static const char head[] =
"# nf-slammer: a first policy, proposed by \"slammerctl policy init\" from the\n"
"# interfaces, addresses and routes of this machine. Check before use:\n"
"#\n"
"#   - Does each external interface lead outside, each internal one inside?\n"
"#   - Are all networks of your own in \"prefixes\", and only those?\n"
"#   - Do clients outside use a server here, or clients here one outside? They need\n"
"#     an entry in \"allow\" at the end.\n"
"#\n"
"# Then:  slammerctl policy check FILE\n"
"#        slammerctl reload --confirm 60, and slammerctl confirm\n"
"# See nf-slammer-policy(5) for the language.\n"
"\n"
"# To see what would be dropped before anything is:\n"
"# mode = \"monitor\";\n"
"\n"
"window = 300;\n"
"store = \"/var/lib/nf-slammer/statistics.db\";\n"
"\n";

/* What alerts about the worm have recommended since January 2003 */
static const char border[] =
"	slammer = \"drop\";\n"
"	overflow = \"drop\";\n"
"	grey = \"drop\";\n"
"	pingpong = \"drop\";\n"
"	request = \"drop\";\n"
"	response = \"drop\";\n"
"	long-response = \"drop\";\n"
"	other = \"accept\";\n"
"	truncated = \"drop\";\n"
"};\n";

static const char within[] =
"	slammer = \"drop\";\n"
"	overflow = \"drop\";\n"
"	grey = \"monitor\";\n"
"	pingpong = \"drop\";\n"
"	request = \"accept\";\n"
"	response = \"accept\";\n"
"	long-response = \"drop\";\n"
"	other = \"accept\";\n"
"	truncated = \"drop\";\n"
"};\n";

static const char tail[] =
"# Clients (\"from\") that may use servers (\"to\") across the border:\n"
"# allow = (\n"
"# 	{ from = \"198.51.100.0/24\"; to = \"192.0.2.10\";\n"
"# 	  comment = \"branch office to our server\" }\n"
"# );\n";

/* "# WHY: eth0, eth1 and 12 more", nothing if there are none */
static void print_reason(const struct proposal *proposal,
			 const struct network *network, unsigned int reason,
			 const char *indent, FILE *out)
{
	char names[POLICY_NAMES_MAX];
	size_t count;

	policy_interface_names(network, proposal->reason, reason, names, &count);
	if (count)
		fprintf(out, "%s# %s: %s\n", indent, reasons[reason], names);
}

static void print_reasons(const struct proposal *proposal,
			  const struct network *network, unsigned int zone,
			  const char *indent, FILE *out)
{
	unsigned int reason;

	for (reason = 0; reason < PROPOSAL_COUNT; reason++)
		if (proposal_zone(reason) == zone && reasons[reason])
			print_reason(proposal, network, reason, indent, out);
}

static void print_patterns(const struct proposal_patterns *patterns, FILE *out)
{
	size_t i;

	fputs("\t\tinterfaces = [\n", out);
	for (i = 0; i < patterns->n; i++) {
		fputs("\t\t\t", out);
		policy_print_string(patterns->text[i], out);
		if (i + 1 < patterns->n)
			putc(',', out);
		if (patterns->count[i] > 1)
			fprintf(out, "\t# %zu interfaces", patterns->count[i]);
		putc('\n', out);
	}
	fputs("\t\t];\n", out);
	for (i = 0; i < patterns->n; i++)
		if (patterns->count[i] > 1)
			break;
	if (i < patterns->n)
		fputs("\t\t# CHECK: a pattern also takes interfaces that appear later and begin so.\n",
		      out);
	if (patterns->n_cut)
		fprintf(out, "\t\t# CHECK: %zu more interfaces did not fit into a policy of %d patterns.\n",
			patterns->n_cut, NFSL_PATTERNS_MAX);
}

/* One interface, as policy_interface_names() writes it */
static void print_name(const struct network *network, uint32_t ifindex,
		       FILE *out)
{
	const struct network_link *link = network_link(network, ifindex);
	struct network one = { .links = (struct network_link *)link, .n_links = 1 };
	const uint8_t zone = 0;
	char name[POLICY_NAMES_MAX];
	size_t count;

	if (link)
		fputs(policy_interface_names(&one, &zone, 0, name, &count), out);
}

static void print_prefixes(const struct proposal *proposal,
			   const struct network *network, FILE *out)
{
	char text[PREFIX_TEXT_MAX];
	size_t i;

	if (proposal->n_prefixes)
		fputs("\t\t# Networks of these interfaces, and those that static routes lead to\n"
		      "\t\tprefixes = [\n", out);
	for (i = 0; i < proposal->n_prefixes; i++) {
		fprintf(out, "\t\t\t\"%s\"%s\t# ",
			prefix_text(&proposal->prefixes[i], text),
			i + 1 < proposal->n_prefixes ? "," : "");
		print_name(network, proposal->behind[i], out);
		putc('\n', out);
	}
	if (proposal->n_prefixes)
		fputs("\t\t];\n", out);
	if (proposal->n_cut)
		fprintf(out, "\t\t# CHECK: %zu more prefixes did not fit into a policy: aggregate them.\n",
			proposal->n_cut);
	if (proposal->n_wide)
		fprintf(out, "\t\t# CHECK: %zu very wide networks (shorter than /8, or /16 of IPv6) were left out.\n",
			proposal->n_wide);
}

/* What routing daemons know is not in the proposal: say so. */
static void print_dynamic(const struct proposal *proposal,
			  const struct network *network, FILE *out)
{
	size_t i, n = 0;

	for (i = 0; i < network->n_links; i++)
		if (proposal_zone(proposal->reason[i]) == ZONE_INTERNAL)
			n += network->links[i].n_dynamic;
	if (n)
		fprintf(out, "\t\t# CHECK: %zu routes of routing daemons lead there, too; their networks were left out.\n",
			n);
}

static void print_external(const struct proposal *proposal,
			   const struct network *network,
			   const struct proposal_patterns *patterns, FILE *out)
{
	if (!patterns->n) {
		fputs("	# CHECK: no default route was found. Name the interfaces that lead outside:\n"
		      "	# external: { interfaces = [ \"wan0\" ]; };\n", out);
		return;
	}
	fputs("\texternal: {\n", out);
	print_reasons(proposal, network, ZONE_EXTERNAL, "\t\t", out);
	if (memchr(proposal->reason, PROPOSAL_TABLE, network->n_links))
		fputs("\t\t# CHECK: do the many routes lead to the Internet? An interface of customers is internal.\n",
		      out);
	print_patterns(patterns, out);
	fputs("\t};\n", out);
}

static void print_internal(const struct proposal *proposal,
			   const struct network *network,
			   const struct proposal_patterns *patterns, FILE *out)
{
	if (!patterns->n) {
		fputs("	# No interface leads inside: this machine protects itself alone. If it is a\n"
		      "	# router, name the interfaces and networks that it is to protect:\n"
		      "	# internal: { interfaces = [ \"lan0\" ]; prefixes = [ \"192.0.2.0/24\" ]; };\n",
		      out);
		return;
	}
	fputs("\tinternal: {\n", out);
	print_reasons(proposal, network, ZONE_INTERNAL, "\t\t", out);
	print_patterns(patterns, out);
	print_prefixes(proposal, network, out);
	print_dynamic(proposal, network, out);
	fputs("\t};\n", out);
}

/* Those that are not named, with their reasons: in a zone through another, or in none */
static void print_unnamed(struct proposal *part, const struct proposal *proposal,
			  const struct network *network, bool zoned,
			  const char *title, FILE *out)
{
	size_t i, n = 0;

	for (i = 0; i < network->n_links; i++) {
		part->reason[i] = PROPOSAL_LOOPBACK;
		if (network->links[i].loopback ||
		    proposal_zone(proposal->reason[i]) != ZONE_NONE ||
		    (proposal->zone[i] != ZONE_NONE) != zoned)
			continue;
		part->reason[i] = proposal->reason[i];
		n++;
	}
	if (!n)
		return;
	fputs(title, out);
	print_reasons(part, network, ZONE_NONE, "", out);
	putc('\n', out);
}

/* 0, or -1 if out of memory */
static int print_left_out(const struct proposal *proposal,
			  const struct network *network, FILE *out)
{
	struct proposal part = { .reason = malloc(network->n_links + 1) };

	if (!part.reason)
		return -1;
	print_unnamed(&part, proposal, network, true,
		      "# Not named, but in the zone of their bridge or bond, or of the interface below:\n",
		      out);
	print_unnamed(&part, proposal, network, false,
		      "# In no zone. Attacks are dropped there, too (unnamed = \"off\" would end that):\n",
		      out);
	free(part.reason);
	return 0;
}

static void print_rules(FILE *out)
{
	fprintf(out, "# From outside to inside.\ningress: {\n%s\n", border);
	fprintf(out, "# From inside to outside: an infected host must not reach others.\negress: {\n%s\n",
		border);
	fprintf(out, "# From one internal network to another.\ninternal: {\n%s\n",
		within);
	fprintf(out, "# Packets that this machine itself sends.\nlocal: {\n%s\n",
		border);
}

int proposal_print(const struct proposal *proposal, const struct network *network,
		   FILE *out)
{
	struct proposal_patterns external, internal = { 0 };
	int result;

	result = proposal_patterns_make(&external, proposal, network,
					ZONE_EXTERNAL, NFSL_PATTERNS_MAX);
	if (!result)
		result = proposal_patterns_make(&internal, proposal, network,
						ZONE_INTERNAL,
						NFSL_PATTERNS_MAX - external.n);
	if (!result) {
		fputs(head, out);
		fputs("zones: {\n", out);
		print_external(proposal, network, &external, out);
		print_internal(proposal, network, &internal, out);
		fputs("};\n\n", out);
		result = print_left_out(proposal, network, out);
		print_rules(out);
		fputs(tail, out);
	}
	proposal_patterns_free(&external);
	proposal_patterns_free(&internal);
	return result;
}
