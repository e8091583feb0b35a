// SPDX-License-Identifier: GPL-2.0-or-later
/* capture.c - read captures of the usual link types, write raw IP packets */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "common/error.h"
#include "common/text.h"
#include "nfslammer/packet.h"

#define SNAPLEN		65535
#define NS_PER_SECOND	1000000000u

/**
 * struct link - a link type
 * @header:    length of its header
 * @need:      bytes that @ethertype reads, from the start of the header
 * @ethertype: EtherType of the bytes after the header, 0 if unknown
 */
struct link {
	int type;
	uint32_t header;
	uint32_t need;
	uint16_t (*ethertype)(const uint8_t *header, const uint8_t *payload);
};

struct capture {
	pcap_t *pcap;
	FILE *file;
	const struct link *link;
	unsigned long long number;	/* of the last packet read */
	struct error error;
};

static uint16_t at_12(const uint8_t *header, const uint8_t *payload)
{
	return load_be16(header + 12);
}

static uint16_t at_14(const uint8_t *header, const uint8_t *payload)
{
	return load_be16(header + 14);
}

static uint16_t at_0(const uint8_t *header, const uint8_t *payload)
{
	return load_be16(header);
}

/*
 * Without an EtherType the IP version decides. The address family of DLT_NULL has
 * the byte order and the numbering of the capturing machine, so it is not used.
 */
static uint16_t by_version(const uint8_t *header, const uint8_t *payload)
{
	return payload[0] >> 4 == 4 ? ETHERTYPE_IP4 :
	       payload[0] >> 4 == 6 ? ETHERTYPE_IP6 : 0;
}

static const struct link links[] = {
	{ DLT_EN10MB, 14, 14, at_12 },
	{ DLT_LINUX_SLL, 16, 16, at_14 },
	{ DLT_LINUX_SLL2, 20, 20, at_0 },
	{ DLT_RAW, 0, 1, by_version },
	{ DLT_IPV4, 0, 1, by_version },
	{ DLT_IPV6, 0, 1, by_version },
	{ DLT_NULL, 4, 5, by_version },
	{ DLT_LOOP, 4, 5, by_version },
};

static const struct link *find_link(int type)
{
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

static int open_pcap(struct capture *c, const char *path)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	const char *name;
	int type;

	c->file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	if (!c->file)
		return error_set(&c->error, "%s", strerror(errno));
	c->pcap = pcap_fopen_offline_with_tstamp_precision(c->file,
			PCAP_TSTAMP_PRECISION_NANO, text);
	if (!c->pcap) {
		text_escape(text, c->error.text, sizeof(c->error.text));
		return -1;
	}
	type = pcap_datalink(c->pcap);
	c->link = find_link(type);
	if (c->link)
		return 0;
	name = pcap_datalink_val_to_name(type);
	return error_set(&c->error,
		 "link type %s (%d) is not supported: capture on an Ethernet interface, or on \"any\"",
		 name ? name : "unknown", type);
}

struct capture *capture_open(const char *path, struct error *error)
{
	struct capture *c = calloc(1, sizeof(*c));

	if (!c) {
		error_no_memory(error);
		return NULL;
	}
	if (!open_pcap(c, path))
		return c;
	error_set(error, "%s", c->error.text);
	capture_close(c);
	return NULL;
}

int capture_next(struct capture *c, struct frame *frame)
{
	struct pcap_pkthdr *h;
	const u_char *bytes;
	uint32_t header = c->link->header;
	char text[PCAP_ERRBUF_SIZE];
	int ret;

	ret = pcap_next_ex(c->pcap, &h, &bytes);
	if (ret == PCAP_ERROR_BREAK)
		return 0;
	c->number++;
	if (ret != 1) {
		text_escape(pcap_geterr(c->pcap), text, sizeof(text));
		return error_set(&c->error, "packet %llu: %s",
			 c->number, text);
	}
	memset(frame, 0, sizeof(*frame));
	/* tv_usec holds nanoseconds, as requested in open_pcap() */
	frame->time = (uint64_t)h->ts.tv_sec * NS_PER_SECOND +
		      (uint64_t)h->ts.tv_usec;
	frame->whole = h->caplen >= c->link->need;
	if (!frame->whole)
		return 1;
	frame->bytes = bytes + header;
	frame->avail = h->caplen - header;
	frame->wire = (h->len > h->caplen ? h->len : h->caplen) - header;
	frame->type = c->link->ethertype(bytes, frame->bytes);
	return 1;
}

const char *capture_error(const struct capture *capture)
{
	return capture->error.text;
}

/* pcap_close() closes the file too. */
void capture_close(struct capture *c)
{
	if (c->pcap)
		pcap_close(c->pcap);
	else if (c->file && c->file != stdin)
		fclose(c->file);
	free(c);
}

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
