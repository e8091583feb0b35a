/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - sessions of other protocols whose client has port 1434
 *
 * Any UDP client may get 1434 as its ephemeral port. A session is what such a client
 * and its server say to each other, as bytes: the client speaks first, and each
 * question has one or more answers. The same seed gives the same bytes. Unit tests,
 * the lab and captures for `policy test` use these.
 */
#ifndef SESSIONS_SESSION_H
#define SESSIONS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define SESSION_BYTES_MAX	1400	/* of payload: no datagram is fragmented */
#define SESSION_PATTERNS_MAX	6
#define SESSION_EXCHANGES_MAX	4096	/* of a session */

/**
 * struct protocol - a client's questions and a server's answers, as patterns
 * @name:	unique in the table
 * @port:	of the server, unique in the table as well, so that no session is in
 *		the flow of another one
 * @exchanges:	questions of a session
 * @burst:	answers to each of them
 * @ask:	patterns of questions: the first is that of the first question, the
 *		others take turns; the list ends with NULL
 * @answer:	likewise
 *
 * A pattern is a list of items, with blanks where they are needed:
 *
 *	04ff00	these bytes	'text'	these characters
 *	zN	N zeros		nN, lN	number of the datagram, big or little endian
 *	sN	N random bytes that all datagrams of the session share
 *	xN	N random bytes that a question and its answers share
 *	rN, rN-M  N, or N to M, random bytes of this datagram
 *	wN, vN	length of the datagram, in N bytes, big or little endian
 *
 * The first byte of x and r steps through all 256 values, so that each of SSRP's
 * opcodes occurs wherever a protocol can have it.
 */
struct protocol {
	const char *name;
	uint16_t port;
	uint16_t exchanges;
	uint8_t burst;
	const char *ask[SESSION_PATTERNS_MAX];
	const char *answer[SESSION_PATTERNS_MAX];
};

/**
 * struct session - the place in a session
 * @exchange:	from 0
 * @part:	0: the question; 1 to burst: an answer
 */
struct session {
	const struct protocol *protocol;
	uint64_t seed;
	unsigned int exchange;
	unsigned int part;
};

/* All protocols; NULL after the last one. */
const struct protocol *session_protocol(size_t number);

static inline struct session session_begin(const struct protocol *protocol,
					   uint64_t seed)
{
	struct session s = { protocol, seed, 0, 0 };

	return s;
}

/* Is there a datagram at this place? */
static inline bool session_more(const struct session *s)
{
	return s->exchange < s->protocol->exchanges;
}

static inline void session_next(struct session *s)
{
	if (++s->part > s->protocol->burst) {
		s->part = 0;
		s->exchange++;
	}
}

/**
 * session_bytes - the payload of the datagram at this place
 * @out: at least SESSION_BYTES_MAX bytes
 *
 * Returns its length, or -1 if the pattern is invalid or too long.
 */
int session_bytes(const struct session *s, uint8_t *out);

/**
 * struct session_hosts - between whom a capture shows the sessions
 * @client: address as text; its port is 1434
 * @server: of the same family
 */
struct session_hosts {
	const char *client;
	const char *server;
};

/**
 * sessions_capture - write sessions of all protocols to a pcap file
 * @hosts: @count pairs; between each of them all sessions happen, one after the
 *	   other, one datagram a millisecond
 * @exchanges: of each session, at most
 * @error: on failure a message
 *
 * Returns the number of packets, or -1.
 */
long sessions_capture(const struct session_hosts *hosts, size_t count,
		      uint64_t seed, unsigned int exchanges, const char *path,
		      struct error *error);

#endif /* SESSIONS_SESSION_H */
