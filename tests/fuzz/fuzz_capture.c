// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_capture.c - any bytes as a capture file, as `samples` and `policy test` read it
 *
 * Each packet of it goes through the matcher, as if it were queued.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "inspect/inspector.h"
#include "capture/capture.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char path[64];
	struct error error;
	struct capture *capture;
	struct frame frame;
	int fd, more;

	fd = memfd_create("capture", MFD_CLOEXEC);
	FUZZ_ASSERT(fd >= 0);
	FUZZ_ASSERT(write(fd, bytes, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	capture = capture_open(path, &error);
	if (!capture)
		FUZZ_ASSERT(*error.text);
	while (capture && (more = capture_next(capture, &frame)) != 0) {
		if (more < 0) {
			FUZZ_ASSERT(*capture_error(capture));
			break;
		}
		classify(&frame);
	}
	if (capture)
		capture_close(capture);
	close(fd);
	return 0;
}
