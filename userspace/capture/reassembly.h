/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reassembly.h - datagrams from their fragments, as a router with "defrag" does it
 *
 * By the rules of Linux' nf_defrag (net/ipv4/ip_fragment.c, net/ipv4/inet_fragment.c
 * and nf_conntrack_reasm.c of IPv6, since 4.19): a duplicate is ignored, any other
 * overlap discards the datagram (RFC 5722, also for IPv4), and so does a length that
 * contradicts an earlier one. Memory is bounded as there, by default: above 4 MiB no
 * further datagram is begun. What is not complete after 30 s, over IPv6 60 s, is given
 * up. Not followed: net.ipv4.ipfrag_max_dist, and ECN bits that contradict each other.
 */
#ifndef CAPTURE_REASSEMBLY_H
#define CAPTURE_REASSEMBLY_H

#include "capture.h"

enum reassembly_result {
	REASSEMBLY_NONE,	/* no fragment: the frame is judged as it is */
	REASSEMBLY_WAITS,	/* for the others of its datagram */
	REASSEMBLY_WHOLE,	/* the last one: the frame is the datagram now */
	REASSEMBLY_DISCARDED,	/* with all that came before it, by the router */
	REASSEMBLY_FAILED	/* out of memory */
};

struct reassembly;

/* NULL: out of memory. */
struct reassembly *reassembly_new(void);
void reassembly_free(struct reassembly *r);

/**
 * reassembly_add - take a frame
 * @frame:  replaced by the whole datagram, of which PACKET_FRAME bytes are there;
 *	    valid until the next call
 * @number: of the frame
 * @now:    latest time of the capture, ns
 * @pkt:    zeroed by the caller; addresses of a fragment are set
 */
enum reassembly_result reassembly_add(struct reassembly *r, struct frame *frame,
				      unsigned long long number, uint64_t now,
				      struct packet *pkt);

/**
 * reassembly_expired - the next datagram that is given up
 * @now:    latest time of the capture, ns; UINT64_MAX: all
 * @number: of the last frame that came of it
 * @pkt:    its addresses
 */
bool reassembly_expired(struct reassembly *r, uint64_t now,
			unsigned long long *number, struct packet *pkt);

#endif /* CAPTURE_REASSEMBLY_H */
