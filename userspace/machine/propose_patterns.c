// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * propose_patterns.c - exact names, or patterns where there are very many
 *
 * A name says what is meant. But thousands of VLANs or PPP sessions of one kind, which
 * come and go, are better named by their stem: "eth1.*", "ppp*".
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "machine/propose.h"
#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

/* From so many interfaces with one stem on, the stem is named. */
#define STEM_MANY	17

static bool in_zone(const struct proposal *proposal, size_t i, unsigned int zone)
{
	return proposal_zone(proposal->reason[i]) == zone;
}

/* Without the digits at its end: "eth1.4000" -> 5, "ppp7" -> 3 */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);

	while (length && name[length - 1] >= '0' && name[length - 1] <= '9')
		length--;
	return length;
}

/*
 * How many interfaces of @zone have the first @length bytes of @name; 0 if any other
 * interface has them as well, or if there is no room for a '*'.
 */
static size_t count_alike(const struct proposal *proposal,
			  const struct network *network, unsigned int zone,
			  const char *name, size_t length)
{
	size_t i, n = 0;

	if (!length || length >= NFSL_PATTERN_MAX)
		return 0;
	for (i = 0; i < network->n_links; i++) {
		if (strncmp(network->links[i].name, name, length))
			continue;
		if (!in_zone(proposal, i, zone))
			return 0;
		n++;
	}
	return n;
}

/* @length bytes of a name and '*', or the name itself if that is 0 */
static int add(struct proposal_patterns *patterns, const char *name,
	       size_t length, size_t count)
{
	char *text;

	if (array_grow(&patterns->text, &patterns->text_room, patterns->n) ||
	    array_grow(&patterns->count, &patterns->count_room, patterns->n))
		return -1;
	text = patterns->text[patterns->n];
	memset(text, 0, NETWORK_NAME_MAX);
	memcpy(text, name, length ? length : strlen(name));
	if (length)
		text[length] = '*';
	patterns->count[patterns->n++] = count;
	return 0;
}

static bool is_covered(const struct proposal_patterns *patterns, const char *name)
{
	const char *text;
	size_t i, length;

	for (i = patterns->n; i-- > 0;) {
		text = patterns->text[i];
		length = strlen(text);
		if (text[length - 1] == '*' ? !strncmp(text, name, length - 1) :
					      !strcmp(text, name))
			return true;
	}
	return false;
}

/*
 * The beginning of @name, of at least @least bytes, that most interfaces of @zone have
 * and no other: all of what these have in common.
 */
static size_t common(const struct proposal *proposal,
		     const struct network *network, unsigned int zone,
		     const char *name, size_t least)
{
	size_t length, alike = 0;

	for (length = least; length < strlen(name) && !alike; length++)
		alike = count_alike(proposal, network, zone, name, length);
	while (alike && length < strlen(name) &&
	       count_alike(proposal, network, zone, name, length) == alike)
		length++;
	return alike ? length - 1 : 0;
}

/*
 * @least: 0: patterns for stems only; otherwise for beginnings of at least so many
 * bytes. It may stop when there are more than @room.
 */
static int make(struct proposal_patterns *patterns,
		const struct proposal *proposal, const struct network *network,
		unsigned int zone, size_t least, size_t room)
{
	const char *name;
	size_t i, length, alike;

	for (i = 0; i < network->n_links; i++) {
		name = network->links[i].name;
		if (!in_zone(proposal, i, zone) || is_covered(patterns, name))
			continue;
		if (least > 1 && patterns->n > room)
			break;
		length = least ? common(proposal, network, zone, name, least) :
				 stem_length(name);
		alike = count_alike(proposal, network, zone, name, length);
		if (alike < (least ? 2 : STEM_MANY))
			length = 0;
		if (add(patterns, name, length, length ? alike : 1))
			return -1;
	}
	return 0;
}

int proposal_patterns_make(struct proposal_patterns *patterns,
			   const struct proposal *proposal,
			   const struct network *network, unsigned int zone,
			   size_t room)
{
	size_t least = NFSL_PATTERN_MAX;

	memset(patterns, 0, sizeof(*patterns));
	if (make(patterns, proposal, network, zone, 0, room))
		return -1;
	/* No shorter, and so no wider, than it takes */
	for (; patterns->n > room && least; least--) {
		proposal_patterns_free(patterns);
		if (make(patterns, proposal, network, zone, least, room))
			return -1;
	}
	while (patterns->n > room)
		patterns->n_cut += patterns->count[--patterns->n];
	return 0;
}

void proposal_patterns_free(struct proposal_patterns *patterns)
{
	free(patterns->text);
	free(patterns->count);
	memset(patterns, 0, sizeof(*patterns));
}
