/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * propose.h - a first policy for a machine, from its interfaces, addresses and routes
 *
 * What leads outside has a default route; what else has addresses is inside, and its
 * networks are the internal prefixes. Everything is a proposal: the text says why each
 * line is there, and what was left out. Pure: the same network gives the same text.
 */
#ifndef MACHINE_PROPOSE_H
#define MACHINE_PROPOSE_H

#include <stdio.h>

#include "common/error.h"
#include "machine/network.h"

/* Of an interface with so many routes of routing daemons: the Internet is there. */
#define PROPOSAL_FULL_TABLE	10000

/* Why an interface is in a zone, or left out. */
enum proposal_reason {
	/* external */
	PROPOSAL_DEFAULT,	/* it has a default route */
	PROPOSAL_TABLE,		/* PROPOSAL_FULL_TABLE routes or more lead there */
	/* internal */
	PROPOSAL_ADDRESS,	/* it has addresses and no default route */
	PROPOSAL_ROUTE,		/* it has no address, but networks are behind it */
	/* left out */
	PROPOSAL_PORT,		/* of a bridge or bond, which is filtered instead */
	PROPOSAL_GUESTS,	/* of containers or virtual machines */
	PROPOSAL_DUMMY,		/* nothing arrives there */
	PROPOSAL_DOWN,
	PROPOSAL_BARE,		/* no address and no route */
	PROPOSAL_ODD_NAME,	/* a policy cannot name it */
	PROPOSAL_LOOPBACK,
	PROPOSAL_COUNT
};

/**
 * struct proposal - what was decided
 * @reason:	enum proposal_reason of each interface; owned
 * @zone:	ZONE_* that it will be in, by its name or through another; owned
 * @prefixes:	internal prefixes, none within another; owned
 * @behind:	ifindex of the interface of each prefix; owned
 * @n_cut:	prefixes that did not fit into a policy
 * @n_wide:	networks that were left out because they are very wide
 */
struct proposal {
	uint8_t *reason;
	uint8_t *zone;
	struct prefix *prefixes;
	uint32_t *behind;
	size_t n_prefixes;
	size_t prefixes_room;
	size_t behind_room;
	size_t n_cut;
	size_t n_wide;
};

/**
 * proposal_decide - zones and prefixes for a machine
 * @proposal: freed by proposal_free(), also after a failure
 *
 * 0, or -1 with a sentence in @error: no interface can be named.
 */
int proposal_decide(struct proposal *proposal, const struct network *network,
		    struct error *error);
void proposal_free(struct proposal *proposal);

/* ZONE_EXTERNAL, ZONE_INTERNAL, or ZONE_NONE for what is left out. */
unsigned int proposal_zone(unsigned int reason);

/* Why, in a few words; "" for loopback. Static text. */
const char *proposal_reason_text(unsigned int reason);

/**
 * proposal_print - the proposal as the text of a policy file
 *
 * 0, or -1 if out of memory. The caller checks ferror(@out).
 */
int proposal_print(const struct proposal *proposal, const struct network *network,
		   FILE *out);

/* For the two files of this unit: patterns for all interfaces of a zone. */
struct proposal_patterns {
	char (*text)[NETWORK_NAME_MAX];	/* owned */
	size_t *count;			/* interfaces that each stands for; owned */
	size_t n;
	size_t text_room;
	size_t count_room;
	size_t n_cut;			/* interfaces for which there was no room */
};

/**
 * proposal_patterns_make - exact names, or patterns if there are very many
 * @room: at most so many
 *
 * A pattern matches no interface of another zone, and none that was left out. 0, or -1
 * if out of memory; freed by proposal_patterns_free() in both cases.
 */
int proposal_patterns_make(struct proposal_patterns *patterns,
			   const struct proposal *proposal,
			   const struct network *network, unsigned int zone,
			   size_t room);
void proposal_patterns_free(struct proposal_patterns *patterns);

#endif /* MACHINE_PROPOSE_H */
