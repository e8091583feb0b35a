// SPDX-License-Identifier: GPL-2.0-or-later
/* capture.c - link headers of the usual capture types, taken off */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "common/error.h"
#include "common/text.h"
#include "nfslammer/packet.h"

#define ERROR_MAX	(PCAP_ERRBUF_SIZE + 64)

/**
 * struct link - a link type
 * @header:    bytes of its header
 * @need:      bytes that @ethertype reads, from the header on
 * @ethertype: what announces the bytes behind the header
 */
struct link {
	int type;
	uint32_t header;
	uint32_t need;
	uint16_t (*ethertype)(const uint8_t *header, const uint8_t *behind);
};

struct capture {
	pcap_t *pcap;
	FILE *file;
	const struct link *link;
	unsigned long long number;	/* of the packet that was read last */
	struct error error;
};

static uint16_t at_12(const uint8_t *header, const uint8_t *behind)
{
	return load_be16(header + 12);
}

static uint16_t at_14(const uint8_t *header, const uint8_t *behind)
{
	return load_be16(header + 14);
}

static uint16_t at_0(const uint8_t *header, const uint8_t *behind)
{
	return load_be16(header);
}

/*
 * No EtherType: what is behind tells. The address family of DLT_NULL has the
 * byte order and the numbers of the machine that captured, so it is no help.
 */
static uint16_t by_version(const uint8_t *header, const uint8_t *behind)
{
	return behind[0] >> 4 == 4 ? ETHERTYPE_IP4 :
	       behind[0] >> 4 == 6 ? ETHERTYPE_IP6 : 0;
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
	/* with that precision the microseconds are nanoseconds */
	frame->time = (uint64_t)h->ts.tv_sec * 1000000000u +
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

/* libpcap closes the file that it took over. */
void capture_close(struct capture *c)
{
	if (c->pcap)
		pcap_close(c->pcap);
	else if (c->file && c->file != stdin)
		fclose(c->file);
	free(c);
}
