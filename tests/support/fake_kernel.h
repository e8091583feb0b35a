/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_kernel.h - a thread that answers like nf_slammer.ko, over a socketpair
 *
 * For tests of the client and of the daemon: messages are encoded as the module
 * encodes them. Faults are injected by setting fields of struct fake between two
 * calls of the code under test.
 */
#ifndef TESTS_FAKE_KERNEL_H
#define TESTS_FAKE_KERNEL_H

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/internal.h"

#define FAKE_FAMILY	0x1c
#define FAKE_ENTRIES	4096
#define FAKE_MORE	8

/* An attribute of a policy as it was received. */
struct fake_entry {
	uint16_t type;
	uint16_t length;
	char bytes[sizeof(struct nfsl_signature)];
};

struct fake_policy {
	struct fake_entry entry[FAKE_ENTRIES];
	size_t count;
};

/* A further connection, with a thread that answers */
struct fake_line {
	struct fake *fake;
	int fd;
	pthread_t thread;
	char buf[WIRE_RECEIVE_SIZE] __attribute__((aligned(8)));
};

/*
 * @fd: our end of the first connection; @more: those by fake_connect(). With
 * @lock: all that follows while several are in use, but @sources.
 */
struct fake {
	int fd;
	pthread_t thread;
	struct fake_line *more[FAKE_MORE];
	size_t n_more;
	pthread_mutex_t lock;
	struct client_status status;
	struct client_counters counters;
	struct client_source *sources;
	size_t n_sources;
	struct client_sketch *sketches;
	size_t n_sketches;
	uint32_t group;			/* of events, 0: there is none */
	struct client_device *devices;
	size_t n_devices;
	struct fake_policy active;
	struct fake_policy candidate;
	bool open;			/* a transaction is open */
	/* faults */
	size_t refuse_allow;		/* refuse the n-th allow entry, from 1 on */
	int refuse_commit;		/* errno */
	int refuse_all;			/* errno, without a text */
	unsigned int interrupt;		/* mark so many dumps as interrupted */
	struct fake_policy *next;	/* becomes active after the first of these */
	bool truncate;			/* dumps the policy without its last entry */
	bool stale_first;		/* an error for an older request comes first */
	bool lie;			/* reports a wrong digest */
	/* requests received, by command */
	unsigned int requests[NFSL_CMD_MAX + 1];
	uint32_t flags;			/* of the last dump */
	char buf[WIRE_RECEIVE_SIZE] __attribute__((aligned(8)));
};

/*
 * Generation 1 of an empty policy is active; returns the client's end. Without a
 * thread: the caller calls fake_answer() for each request that arrives at @fd.
 */
int fake_open(struct fake *fake);
void fake_answer(struct fake *fake, const struct nlmsghdr *request);

/* The same with a thread that answers. */
int fake_start(struct fake *fake);
/* The client's end of one connection more. */
int fake_connect(struct fake *fake);
/* After the clients have closed their ends. */
void fake_stop(struct fake *fake);

/* Encode an event in @buf. */
struct nlmsghdr *fake_event(void *buf, uint8_t command,
			    const struct client_event *event);

#endif /* TESTS_FAKE_KERNEL_H */
