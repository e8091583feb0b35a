/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - inside the room userspace/kernel: the socket, and messages <-> structs
 *
 * Not for other rooms: they take client.h.
 */
#ifndef KERNEL_WIRE_H
#define KERNEL_WIRE_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "common/error.h"
#include "kernel/client.h"

/* The kernel cuts dumps into messages of up to 32 KB; twice that is ample. */
#define WIRE_RECEIVE_SIZE	65536
/* One POLICY_ADD: some 700 allow entries, far from what a socket can hold. */
#define WIRE_BATCH_SIZE		32768
#define WIRE_EVENT_SIZE		4096

struct client {
	int fd;
	uint16_t family;
	uint32_t seq;
	bool interrupted;	/* the last dump was, by a change */
	int errnum;		/* of the last refusal, 0 if it was none */
	uint32_t offset;	/* of the attribute at fault in the request, or 0 */
	struct error error;
	char receive[WIRE_RECEIVE_SIZE] __attribute__((aligned(8)));
};

/* A message of an answer; returns 0, or -1 with client->error filled. */
typedef int (*wire_fn)(struct client *client, const struct nlmsghdr *nlh,
		       void *arg);

/* A client on a connected socket; takes @fd over. NULL if out of memory. */
struct client *wire_attach(int fd, uint16_t family);

/* A socket that only the kernel can answer on; -1 with a sentence in @error. */
int wire_socket(struct error *error);

/* Begin a request of our family in @buf. */
struct nlmsghdr *wire_request(const struct client *client, void *buf,
			      uint8_t command, uint16_t flags);

/**
 * wire_talk - send a request, hand every message of the answer to @fn
 * @fn: may be NULL where no message is expected
 *
 * Returns after the acknowledgement, or after the end of a dump.
 */
int wire_talk(struct client *client, struct nlmsghdr *request, wire_fn fn,
	      void *arg);

/* Ask the controller for our family, and hand its answer to @fn. */
int wire_family(struct client *client, wire_fn fn, void *arg);

/* Fill client->error; always returns -1. */
int wire_fail(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Messages -> structs (decode.c). Attributes that are not known are skipped;
 * known ones of a wrong size and missing ones are an error, -1.
 */
int decode_status(const struct nlmsghdr *nlh, struct client_status *status);
int decode_device(const struct nlmsghdr *nlh, struct client_device *device);
int decode_counter(const struct nlmsghdr *nlh, struct client_counters *counters);
int decode_source(const struct nlmsghdr *nlh, struct client_source *source);
int decode_sketch(const struct nlmsghdr *nlh, struct client_sketch *sketch);
int decode_event(const struct nlmsghdr *nlh, struct client_event *event);

/* The family's number, and that of a multicast group of it (0: there is none),
 * out of the controller's answer.
 */
uint32_t decode_group(const struct nlmsghdr *nlh, const char *name);
int decode_family(const struct nlmsghdr *nlh, uint16_t *family);

/* Policy entries, one after the other, in the order that the module asks for. */
struct cursor {
	size_t kind;		/* place in that order; beyond: the end */
	size_t index;		/* in its array; rules: direction, reason as one */
};

struct cursor cursor_start(const struct policy *policy);
bool cursor_end(struct cursor cursor);
struct cursor cursor_next(const struct policy *policy, struct cursor cursor);

/* Append entries from @cursor on, as many as @size holds; returns where it stopped. */
struct cursor encode_entries(struct nlmsghdr *nlh, size_t size,
			     const struct policy *policy, struct cursor cursor);

/**
 * encode_blame - name the entry that holds byte @offset of a sent message
 * @cursor: where the message began
 *
 * Writes "allow entry 3 (policy.conf:12)"; returns false if there is none.
 */
bool encode_blame(const struct nlmsghdr *nlh, const struct policy *policy,
		  struct cursor cursor, uint32_t offset, char *text, size_t size);

/* A policy that is being read back; arrays grow. */
struct policy_reader {
	struct policy *policy;
	size_t zones;		/* places allocated */
	size_t internal;
	size_t signatures;
	size_t allow;
};

int decode_policy(const struct nlmsghdr *nlh, struct policy_reader *reader);

#endif /* KERNEL_WIRE_H */
