// SPDX-License-Identifier: GPL-2.0-or-later
/* capture.c - read captures: pcap by libpcap, pcapng by ourselves */
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "internal.h"

/*
 * libpcap refuses a pcapng whose interfaces have different link types or snapshot
 * lengths, which is what Wireshark and mergecap write.
 */
struct capture {
	struct stream *stream;
	pcap_t *pcap;			/* one of these two */
	struct pcapng *pcapng;
	unsigned long long number;	/* of the last packet read */
	struct error error;
	struct error unknown;
};

static const uint8_t magic_pcapng[4] = { 0x0a, 0x0d, 0x0d, 0x0a };

/* Formats that libpcap reads: both byte orders, us, ns, and its older variants */
static bool is_pcap(const uint8_t magic[4])
{
	static const uint32_t known[] = {
		0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0xa1e2cb12
	};
	uint32_t swapped = load_le16(magic) | (uint32_t)load_le16(magic + 2) << 16;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (load_be32(magic) == known[i] || swapped == known[i])
			return true;
	return false;
}

/* libpcap's sentence, unless the file itself is the matter */
static int pcap_failed(struct capture *c, const char *text)
{
	char safe[PCAP_ERRBUF_SIZE];

	if (*stream_error(c->stream))
		return error_set(&c->error, "%s", stream_error(c->stream));
	return error_set(&c->error, "%s", text_escape(text, safe, sizeof(safe)));
}

static int open_pcap(struct capture *c)
{
	char text[PCAP_ERRBUF_SIZE] = "";

	c->pcap = pcap_fopen_offline_with_tstamp_precision(stream_file(c->stream),
			PCAP_TSTAMP_PRECISION_NANO, text);
	if (!c->pcap)
		return pcap_failed(c, text);
	if (link_known((uint32_t)pcap_datalink(c->pcap)))
		return 0;
	return link_unknown((uint32_t)pcap_datalink(c->pcap), &c->error);
}

static int open_any(struct capture *c, const char *path)
{
	const uint8_t *magic;

	c->stream = stream_open(path, &c->error);
	if (!c->stream)
		return -1;
	magic = stream_magic(c->stream);
	if (is_pcap(magic))
		return open_pcap(c);
	if (memcmp(magic, magic_pcapng, sizeof(magic_pcapng)))
		return error_set(&c->error,
			"not a capture in pcap or pcapng format: \"editcap -F pcap FILE NEW\" converts others");
	c->pcapng = pcapng_new(stream_file(c->stream));
	return c->pcapng ? 0 : error_no_memory(&c->error);
}

struct capture *capture_open(const char *path, struct error *error)
{
	struct capture *c = calloc(1, sizeof(*c));

	if (!c) {
		error_no_memory(error);
		return NULL;
	}
	if (!open_any(c, path))
		return c;
	error_set(error, "%s", c->error.text);
	capture_close(c);
	return NULL;
}

static int next_of_pcap(struct capture *c, struct raw *raw)
{
	struct pcap_pkthdr *h;
	const u_char *bytes;
	int ret = pcap_next_ex(c->pcap, &h, &bytes);

	if (ret == PCAP_ERROR_BREAK)
		return 0;
	if (ret != 1)
		return pcap_failed(c, pcap_geterr(c->pcap));
	*raw = (struct raw) {
		.bytes = bytes,
		.avail = h->caplen,
		.wire = h->len > h->caplen ? h->len : h->caplen,
		.link = (uint32_t)pcap_datalink(c->pcap),
		/* tv_usec holds nanoseconds, as requested in open_pcap() */
		.time = (uint64_t)h->ts.tv_sec * NS_PER_SECOND +
			(uint64_t)h->ts.tv_usec,
	};
	return 1;
}

static int next_of_pcapng(struct capture *c, struct raw *raw)
{
	int ret = pcapng_next(c->pcapng, raw, &c->error);

	if (ret <= 0 && *stream_error(c->stream))
		return error_set(&c->error, "%s", stream_error(c->stream));
	return ret;
}

int capture_next(struct capture *c, struct frame *frame)
{
	struct raw raw;
	int ret = c->pcap ? next_of_pcap(c, &raw) : next_of_pcapng(c, &raw);
	int unknown;

	if (!ret)
		return 0;
	c->number++;
	if (ret < 0)
		return error_set(&c->error, "packet %llu: %s", c->number,
				 c->error.text);
	unknown = link_strip(&raw, frame);
	if (unknown >= 0 && !*c->unknown.text)
		link_unknown((uint32_t)unknown, &c->unknown);
	return 1;
}

const char *capture_error(const struct capture *capture)
{
	return capture->error.text;
}

const char *capture_unknown(const struct capture *capture)
{
	return capture->unknown.text;
}

/* pcap_close() closes the stream's FILE, but not what is behind it. */
void capture_close(struct capture *c)
{
	if (c->pcap)
		pcap_close(c->pcap);
	pcapng_free(c->pcapng);
	if (c->stream)
		stream_close(c->stream);
	free(c);
}
