// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_capture.c - any bytes as a capture file, as `samples` and `policy test` read it
 *
 * Each packet of it goes through the matcher, as if it were queued, and fragments are
 * put together.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "inspect/inspector.h"
#include "capture/reassembly.h"
#include "target.h"

static void classify(const struct frame *frame)
{
	static const struct signatures none;
	struct packet packet = { 0 };
	enum slammer_reason reason;

	FUZZ_ASSERT(frame->avail <= frame->wire);
	FUZZ_ASSERT(frame->whole || !frame->avail);
	reason = frame_inspect(frame, &none, &packet);
	FUZZ_ASSERT(reason_known(reason));
	if (!frame->whole)
		return;
	reason = inspector_classify(&none, frame->bytes, frame->avail, frame->wire);
	FUZZ_ASSERT(reason_known(reason));
}

static void put_together(struct reassembly *r, struct frame *frame,
			 unsigned long long number)
{
	unsigned long long old;
	struct packet packet = { 0 };

	switch (reassembly_add(r, frame, number, frame->time, &packet)) {
	case REASSEMBLY_WHOLE:
		FUZZ_ASSERT(packet.family && frame->whole);
		classify(frame);
		break;
	case REASSEMBLY_NONE:
		break;
	case REASSEMBLY_WAITS:
	case REASSEMBLY_DISCARDED:
		FUZZ_ASSERT(packet.family);
		break;
	case REASSEMBLY_FAILED:
		FUZZ_ASSERT(0);
	}
	if (reassembly_expired(r, frame->time, &old, &packet))
		FUZZ_ASSERT(old && old <= number);
}

static void read_all(struct capture *capture)
{
	struct reassembly *r = reassembly_new();
	unsigned long long number = 0;
	struct frame frame;
	int more;

	FUZZ_ASSERT(r);
	while ((more = capture_next(capture, &frame)) > 0) {
		FUZZ_ASSERT(!frame.unknown || *capture_unknown(capture));
		classify(&frame);
		put_together(r, &frame, ++number);
	}
	if (more < 0)
		FUZZ_ASSERT(*capture_error(capture));
	reassembly_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char path[64];
	struct error error;
	struct capture *capture;
	int fd;

	fd = memfd_create("capture", MFD_CLOEXEC);
	FUZZ_ASSERT(fd >= 0);
	FUZZ_ASSERT(write(fd, bytes, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	capture = capture_open(path, &error);
	if (!capture)
		FUZZ_ASSERT(*error.text);
	if (capture) {
		read_all(capture);
		capture_close(capture);
	}
	close(fd);
	return 0;
}
