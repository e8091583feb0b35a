// SPDX-License-Identifier: GPL-2.0-or-later
/* writer.c - write raw IP packets as a pcap file */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>

#include "internal.h"

#define SNAPLEN		65535

struct capture_writer {
	FILE *file;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

static void writer_free(struct capture_writer *w)
{
	int reason = errno;

	if (w && w->pcap)
		pcap_close(w->pcap);
	free(w);
	errno = reason;
}

struct capture_writer *capture_write_begin(FILE *file)
{
	struct capture_writer *w = calloc(1, sizeof(*w));

	if (w)
		w->pcap = pcap_open_dead_with_tstamp_precision(DLT_RAW, SNAPLEN,
				PCAP_TSTAMP_PRECISION_NANO);
	if (w && w->pcap)
		w->dumper = pcap_dump_fopen(w->pcap, file);
	if (w && w->dumper) {
		w->file = file;
		return w;
	}
	writer_free(w);
	if (file != stdout)
		fclose(file);
	return NULL;
}

int capture_write(struct capture_writer *w, const struct frame *frame)
{
	const struct pcap_pkthdr header = {
		.ts.tv_sec = (time_t)(frame->time / NS_PER_SECOND),
		.ts.tv_usec = (suseconds_t)(frame->time % NS_PER_SECOND),
		.caplen = frame->avail < SNAPLEN ? frame->avail : SNAPLEN,
		.len = frame->wire,
	};

	pcap_dump((u_char *)w->dumper, &header,
		  frame->bytes ? frame->bytes : (const u_char *)"");
	return ferror(w->file) ? -1 : 0;
}

int capture_write_end(struct capture_writer *w)
{
	int result = pcap_dump_flush(w->dumper) || ferror(w->file) ? -1 : 0;

	/* pcap_dump_close() closes the file; standard output is still needed. */
	if (w->file != stdout)
		pcap_dump_close(w->dumper);
	writer_free(w);
	return result;
}
