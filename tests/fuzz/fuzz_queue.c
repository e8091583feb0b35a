// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_queue.c - any bytes as a message of NFQUEUE
 *
 * The kernel only sends valid messages. Whatever comes, each packet is answered once
 * and all sums agree.
 */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inspect/inspector.h"
#include "target.h"

static struct inspector inspector;
static struct queue *queue;
static int kernel;

static void begin(void)
{
	int pair[2];

	inspector_init(&inspector);
	FUZZ_ASSERT(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
	kernel = pair[1];
	queue = queue_attach(pair[0], 14, false);
	FUZZ_ASSERT(queue);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct inspector_counts before;
	uint64_t batches;
	char answer[4096];
	int served;

	if (!queue)
		begin();
	if (!size)
		return 0;
	before = inspector.counts;
	batches = queue->batches;
	FUZZ_ASSERT(send(kernel, bytes, size, 0) == (ssize_t)size);
	served = queue_serve(queue, inspector_handle, &inspector);
	FUZZ_ASSERT(served >= 0);
	FUZZ_ASSERT(inspector.counts.received - before.received == (uint64_t)served);
	FUZZ_ASSERT(inspector.counts.received ==
		    inspector.counts.accepted + inspector.counts.dropped);
	FUZZ_ASSERT((queue->batches > batches) == (served > 0));
	FUZZ_ASSERT((recv(kernel, answer, sizeof(answer), MSG_DONTWAIT) > 0) ==
		    (served > 0));
	return 0;
}
