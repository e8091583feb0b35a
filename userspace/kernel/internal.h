/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of userspace/kernel share: the socket, and messages <->
 * structs
 *
 * Private to this room (and its tests); other rooms include client.h.
 */
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

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
	int errnum;		/* of the last error from the kernel, or 0 */
	uint32_t offset;	/* of the offending attribute in the request, or 0 */
	struct error error;
	char receive[WIRE_RECEIVE_SIZE] __attribute__((aligned(8)));
};

/* Handles one message of an answer; 0, or -1 with client->error set. */
typedef int (*wire_fn)(struct client *client, const struct nlmsghdr *nlh,
		       void *arg);

/* A client on a connected socket, which it then owns. NULL if out of memory. */
struct client *wire_attach(int fd, uint16_t family);

/* A netlink socket connected to the kernel; -1 with a sentence in @error. */
int wire_socket(struct error *error);

/* Begin a request of our family in @buf. */
struct nlmsghdr *wire_request(const struct client *client, void *buf,
			      uint8_t command, uint16_t flags);

/**
 * wire_exchange - send a request, pass every message of the answer to @fn
 * @fn: NULL where no message is expected
 *
 * Returns after the acknowledgement, or after the end of a dump.
 */
int wire_exchange(struct client *client, struct nlmsghdr *request, wire_fn fn,
		  void *arg);

/* Ask the controller for our family, and pass its answer to @fn. */
int wire_family(struct client *client, wire_fn fn, void *arg);

/* Set client->error; always -1. */
int wire_fail(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * decode.c: messages -> structs. Unknown attributes are skipped; known ones of a wrong
 * size and missing ones are an error, -1.
 */
int decode_status(const struct nlmsghdr *nlh, struct client_status *status);
int decode_device(const struct nlmsghdr *nlh, struct client_device *device);
int decode_counter(const struct nlmsghdr *nlh, struct client_counters *counters);
int decode_source(const struct nlmsghdr *nlh, struct client_source *source);
int decode_sketch(const struct nlmsghdr *nlh, struct client_sketch *sketch);
int decode_event(const struct nlmsghdr *nlh, struct client_event *event);

/*
 * From the controller's answer: the number of a multicast group of our family (0: none
 * of that name), and that of the family.
 */
uint32_t decode_group(const struct nlmsghdr *nlh, const char *name);
int decode_family(const struct nlmsghdr *nlh, uint16_t *family);

/* push.c: a policy's entries one by one, in the order that the module needs. */
struct cursor {
	size_t kind;		/* position in that order; beyond it: the end */
	size_t index;		/* in its array; rules: direction and reason */
};

struct cursor cursor_start(const struct policy *policy);
bool cursor_end(struct cursor cursor);
struct cursor cursor_next(const struct policy *policy, struct cursor cursor);

/* Append entries from @cursor on, as many as @size holds; returns where it stopped. */
struct cursor encode_entries(struct nlmsghdr *nlh, size_t size,
			     const struct policy *policy, struct cursor cursor);

/**
 * entry_at_offset - name the entry that holds byte @offset of a sent message
 * @cursor: first entry of the message
 * @text:   set to "allow entry 3 (policy.conf:12)"
 *
 * Returns false if there is none.
 */
bool entry_at_offset(const struct nlmsghdr *nlh, const struct policy *policy,
		     struct cursor cursor, uint32_t offset, char *text,
		     size_t size);

/* A policy that is being read; how many elements its arrays have room for. */
struct policy_reader {
	struct policy *policy;
	size_t zones;
	size_t internal;
	size_t signatures;
	size_t allow;
};

/* policy_decode.c: add the entries of a message. */
int decode_policy(const struct nlmsghdr *nlh, struct policy_reader *reader);

#endif /* KERNEL_INTERNAL_H */
