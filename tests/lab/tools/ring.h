/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ring.h - send raw frames out of a ring of memory: non-linear packets
 *
 * The kernel sends from the pages of the ring. Only the Ethernet header is in the
 * linear part of such a packet, so the filter has to linearize the rest.
 */
#ifndef LAB_RING_H
#define LAB_RING_H

#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/mman.h>

#include "tool.h"

#define RING_SLOTS	256
#define RING_SLOT	4096	/* bytes, header included */

struct ring {
	int fd;
	uint8_t *slots;
	unsigned int next;
};

/* A packet socket that sends on @device. */
static inline int packet_socket(const char *device)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), buffer = 1 << 24;

	at.sll_ifindex = (int)if_nametoindex(device);
	if (fd < 0 || !at.sll_ifindex ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof(buffer)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(EXIT_FAILURE, "%s: %s", device, strerror(errno));
	return fd;
}

static inline void ring_open(struct ring *ring, const char *device)
{
	struct tpacket_req request = {
		.tp_block_size = RING_SLOT, .tp_block_nr = RING_SLOTS,
		.tp_frame_size = RING_SLOT, .tp_frame_nr = RING_SLOTS
	};
	int version = TPACKET_V2;

	ring->next = 0;
	ring->fd = packet_socket(device);
	if (setsockopt(ring->fd, SOL_PACKET, PACKET_VERSION, &version,
		       sizeof(version)) ||
	    setsockopt(ring->fd, SOL_PACKET, PACKET_TX_RING, &request,
		       sizeof(request)))
		die(EXIT_FAILURE, "%s: ring: %s", device, strerror(errno));
	ring->slots = mmap(NULL, RING_SLOT * RING_SLOTS, PROT_READ | PROT_WRITE,
			   MAP_SHARED, ring->fd, 0);
	if (ring->slots == MAP_FAILED)
		die(EXIT_FAILURE, "%s: ring: %s", device, strerror(errno));
}

/* Put it into the next slot, as soon as that is free. */
static inline void ring_put(struct ring *ring, const uint8_t *bytes, size_t n)
{
	struct tpacket2_hdr *h = (void *)(ring->slots + ring->next * RING_SLOT);
	struct pollfd out = { .fd = ring->fd, .events = POLLOUT };

	while (__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) !=
	       TP_STATUS_AVAILABLE)
		if (poll(&out, 1, 1000) < 0)
			die(EXIT_FAILURE, "poll: %s", strerror(errno));
	memcpy((uint8_t *)h + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll),
	       bytes, n);
	h->tp_len = (unsigned int)n;
	__atomic_store_n(&h->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
	ring->next = (ring->next + 1) % RING_SLOTS;
}

/* Send everything in the ring. 0 or errno. */
static inline int ring_send(const struct ring *ring)
{
	return send(ring->fd, NULL, 0, 0) < 0 ? errno : 0;
}

#endif /* LAB_RING_H */
