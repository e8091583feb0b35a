/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vector.h - named test packets: read from vectors.txt, built as bytes
 *
 * One list for unit tests, lab, fuzzers and benchmarks. The format of the file
 * is described at its top; the address plan and the verdicts belong to
 * etc/policy.conf.
 */
#ifndef VECTORS_VECTOR_H
#define VECTORS_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "nfslammer/ruleset.h"

#define VECTOR_NAME_MAX		48
#define VECTOR_TAGS_MAX		64
#define VECTOR_LAYERS_MAX	16
#define VECTOR_PAYLOAD_MAX	1600
#define VECTOR_FRAME_MAX	2048
#define VECTOR_ETHERNET		14	/* bytes of the Ethernet header */

enum layer_kind {
	LAYER_VLAN,
	LAYER_PPPOE,
	LAYER_SNAP,	/* 802.3: a length, LLC, an EtherType */
	LAYER_MPLS,	/* one label */
	LAYER_ETHER,	/* only an EtherType; the payload is the rest */
	LAYER_IP4,
	LAYER_IP6,
	LAYER_EXT,	/* an IPv6 extension header */
	LAYER_GRE,
	LAYER_UDP,
	LAYER_PROTO,	/* only an IP protocol number, the same */
	LAYER_SLICE	/* keeps a part of what follows: makes fragments */
};

enum layer_checksum { CHECKSUM_GOOD, CHECKSUM_ZERO, CHECKSUM_BAD };

/* A length field: correct, fixed, or off by a number of bytes. */
struct layer_length {
	enum { LENGTH_TRUE, LENGTH_IS, LENGTH_OFF } how;
	long value;
};

/* One header. The members in use depend on @kind; -1: correct value. */
struct layer {
	enum layer_kind kind;
	int number;		/* VLAN id, EtherType, protocol, extension header */
	struct address src;
	struct address dst;
	int sport;
	int dport;
	int from;		/* slice: first byte, and the one after the last */
	int to;
	int tpid;
	int version;
	int ihl;
	int next;		/* protocol field */
	int offset;		/* of a fragment, in bytes */
	int more;
	int jumbo;
	int brief;		/* the protocol of PPP in one byte, if it fits */
	int control;		/* address and control of PPP before it */
	int bridge;		/* SNAP as in 802.1H */
	int size;		/* of an extension header, in bytes */
	struct layer_length length;
	enum layer_checksum checksum;
	uint8_t options[40];
	size_t n_options;
};

/**
 * struct vector - one named packet and its expected verdict
 * @line:	in the file
 * @tags:	words that select it, each with a blank on both sides
 * @layer:	headers, outermost first, without Ethernet
 * @payload:	what comes after them (whole, also for a fragment)
 * @pad:	Ethernet padding up to a frame of this many bytes, 0: none
 * @cut:	bytes missing at the end of the frame, on the wire
 * @snaplen:	bytes of the frame that a capture holds, 0: all
 * @play:	it can be sent to a kernel on a device
 * @local:	it can be sent by a raw socket of the router
 * @reason:	expected from packet_inspect()
 * @direction:	if an interface of zone internal receives it
 * @verdict:	by zone, under etc/policy.conf; [ZONE_NONE] is not used
 */
struct vector {
	char name[VECTOR_NAME_MAX];
	unsigned int line;
	char tags[VECTOR_TAGS_MAX];
	struct layer layer[VECTOR_LAYERS_MAX];
	size_t layers;
	uint8_t *payload;
	size_t length;
	unsigned int pad;
	unsigned int cut;
	unsigned int snaplen;
	bool play;
	bool local;
	enum slammer_reason reason;
	enum slammer_direction direction;
	enum slammer_verdict verdict[ZONE_COUNT];
};

struct vectors {
	struct vector *list;
	size_t count;
};

/**
 * vectors_load - read a file of vectors
 * @error: on failure "file:line: what is wrong"
 *
 * Returns NULL on failure. Freed by vectors_free().
 */
struct vectors *vectors_load(const char *path, struct error *error);
void vectors_free(struct vectors *vectors);

/* NULL if there is no vector of that name. */
const struct vector *vectors_find(const struct vectors *vectors,
				  const char *name);

bool vector_tagged(const struct vector *vector, const char *tag);

/* Remove all vectors without @tag. */
void vectors_keep(struct vectors *vectors, const char *tag);

/* The direction of a packet that @zone received. */
enum slammer_direction vector_direction(const struct vector *vector,
					enum slammer_zone zone);

/**
 * struct frame - the bytes of a vector
 * @length:	bytes on the wire
 * @captured:	bytes that a capture of it holds (@length without snaplen)
 * @packet:	offset of the outermost IP header; @length if there is none
 * @packet_length: bytes from there, without Ethernet padding
 */
struct frame {
	uint8_t bytes[VECTOR_FRAME_MAX];
	size_t length;
	size_t captured;
	size_t packet;
	size_t packet_length;
};

/**
 * vector_build - the Ethernet frame of a vector
 * @to:   destination MAC, NULL for a locally administered one that no host has
 * @from: source MAC, the same
 *
 * Returns 0, or -1 if the frame is larger than VECTOR_FRAME_MAX (which
 * vectors_load() has ruled out for its vectors).
 */
int vector_build(const struct vector *vector, const uint8_t to[6],
		 const uint8_t from[6], struct frame *frame);

/**
 * vectors_capture - write all vectors to a pcap file, in order, one each
 * @error: on failure a message
 */
int vectors_capture(const struct vectors *vectors, const char *path,
		    struct error *error);

#endif /* VECTORS_VECTOR_H */
