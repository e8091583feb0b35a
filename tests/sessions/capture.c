// SPDX-License-Identifier: GPL-2.0-or-later
/* capture.c - sessions as a pcap file */
#include <pcap/pcap.h>
#include <stdio.h>

#include "common/address.h"
#include "session.h"
#include "vectors/vector.h"

/* From a fixed time on, so that the file is reproducible */
#define FIRST_SECOND	1769320800	/* 2026-01-25 06:00 UTC */

struct writer {
	pcap_dumper_t *out;
	struct address client;
	struct address server;
	uint64_t seed;
	unsigned int exchanges;
	long packets;
};

/* The datagram at this place of a session, without its payload */
static struct vector headers(const struct writer *w, const struct session *s)
{
	bool ip4 = address_is_ip4(w->client), asks = !s->part;
	struct vector v = { .layers = 2 };

	v.layer[0] = (struct layer) {
		.kind = ip4 ? LAYER_IP4 : LAYER_IP6,
		.number = ip4 ? ETHERTYPE_IP4 : ETHERTYPE_IP6,
		.version = -1, .ihl = -1, .next = -1,
		.src = asks ? w->client : w->server,
		.dst = asks ? w->server : w->client
	};
	v.layer[1] = (struct layer) {
		.kind = LAYER_UDP, .number = IPPROTO_NR_UDP,
		.sport = asks ? SSRP_PORT : s->protocol->port,
		.dport = asks ? s->protocol->port : SSRP_PORT
	};
	return v;
}

static int write_one(struct writer *w, const struct session *s)
{
	struct vector v = headers(w, s);
	uint8_t payload[SESSION_BYTES_MAX];
	struct pcap_pkthdr header = { 0 };
	int length = session_bytes(s, payload);
	struct frame frame;

	if (length < 0)
		return -1;
	v.payload = payload;
	v.length = (size_t)length;
	if (vector_build(&v, NULL, NULL, &frame))
		return -1;
	header.ts.tv_sec = FIRST_SECOND + w->packets / 1000;
	header.ts.tv_usec = w->packets % 1000 * 1000;
	header.caplen = header.len = (bpf_u_int32)frame.length;
	pcap_dump((u_char *)w->out, &header, frame.bytes);
	w->packets++;
	return 0;
}

static int write_sessions(struct writer *w)
{
	const struct protocol *p;
	struct session s;
	size_t i;

	for (i = 0; (p = session_protocol(i)); i++)
		for (s = session_begin(p, w->seed);
		     session_more(&s) && s.exchange < w->exchanges;
		     session_next(&s))
			if (write_one(w, &s))
				return -1;
	return 0;
}

static int write_hosts(struct writer *w, const struct session_hosts *hosts,
		       size_t count, struct error *error)
{
	struct prefix client, server;
	size_t i;

	for (i = 0; i < count; i++) {
		if (prefix_parse(hosts[i].client, &client, error) ||
		    prefix_parse(hosts[i].server, &server, error))
			return -1;
		w->client = client.addr;
		w->server = server.addr;
		if (write_sessions(w))
			return error_set(error, "a pattern is invalid");
	}
	return 0;
}

long sessions_capture(const struct session_hosts *hosts, size_t count,
		      uint64_t seed, unsigned int exchanges, const char *path,
		      struct error *error)
{
	pcap_t *pcap = pcap_open_dead(DLT_EN10MB, 65535);
	struct writer w = { .seed = seed, .exchanges = exchanges };
	int ret;

	if (!pcap)
		return error_no_memory(error);
	w.out = pcap_dump_open(pcap, path);
	if (!w.out) {
		error_set(error, "%s", pcap_geterr(pcap));
		pcap_close(pcap);
		return -1;
	}
	ret = write_hosts(&w, hosts, count, error);
	if (!ret && (pcap_dump_flush(w.out) || ferror(pcap_dump_file(w.out))))
		ret = error_set(error, "cannot write %s", path);
	pcap_dump_close(w.out);
	pcap_close(pcap);
	return ret ? -1 : w.packets;
}
