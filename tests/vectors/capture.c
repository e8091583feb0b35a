// SPDX-License-Identifier: GPL-2.0-or-later
/* capture.c - all vectors as a pcap file */
#include <pcap/pcap.h>
#include <stdio.h>

#include "common/error.h"
#include "vector.h"

/* Packets one second apart from a fixed time on, so the file is reproducible. */
#define FIRST_SECOND	1043474400	/* 2003-01-25 06:00 UTC */

static int write_all(const struct vectors *vectors, pcap_dumper_t *out)
{
	size_t i;

	for (i = 0; i < vectors->count; i++) {
		struct pcap_pkthdr header = { 0 };
		struct frame frame;

		if (vector_build(&vectors->list[i], NULL, NULL, &frame))
			return -1;
		header.ts.tv_sec = FIRST_SECOND + (time_t)i;
		header.caplen = (bpf_u_int32)frame.captured;
		header.len = (bpf_u_int32)frame.length;
		pcap_dump((u_char *)out, &header, frame.bytes);
	}
	return pcap_dump_flush(out);
}

int vectors_capture(const struct vectors *vectors, const char *path,
		    struct error *error)
{
	pcap_t *pcap = pcap_open_dead(DLT_EN10MB, 65535);
	pcap_dumper_t *out;
	int ret;

	if (!pcap)
		return error_no_memory(error);
	out = pcap_dump_open(pcap, path);
	if (!out) {
		error_set(error, "%s", pcap_geterr(pcap));
		pcap_close(pcap);
		return -1;
	}
	ret = write_all(vectors, out);
	if (ret || ferror(pcap_dump_file(out))) {
		error_set(error, "cannot write %s", path);
		ret = -1;
	}
	pcap_dump_close(out);
	pcap_close(pcap);
	return ret;
}
