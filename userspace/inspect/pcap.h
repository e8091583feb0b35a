/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcap.h - the bytes of a capture file as samples are kept in
 *
 * Classic pcap in this machine's byte order, with nanoseconds; each packet begins
 * with its IP header (LINKTYPE_RAW). tcpdump, wireshark and `slammerctl policy
 * test` read that.
 */
#ifndef INSPECT_PCAP_H
#define INSPECT_PCAP_H

#include <stdint.h>

#define PCAP_NS_MAGIC		0xa1b23c4du
#define PCAP_LINKTYPE_RAW	101
#define PCAP_PACKET_MAX		65535

/* What a file begins with: 24 bytes. */
struct pcap_header {
	uint32_t magic;
	uint16_t major;
	uint16_t minor;
	int32_t zone;
	uint32_t accuracy;
	uint32_t packet_max;
	uint32_t linktype;
};

/* What a packet begins with: 16 bytes; @kept bytes follow. */
struct pcap_record {
	uint32_t seconds;
	uint32_t ns;
	uint32_t kept;
	uint32_t wire;
};

static inline struct pcap_header pcap_header(void)
{
	return (struct pcap_header){
		.magic = PCAP_NS_MAGIC, .major = 2, .minor = 4,
		.packet_max = PCAP_PACKET_MAX, .linktype = PCAP_LINKTYPE_RAW,
	};
}

/* @time: ns since 1970 */
static inline struct pcap_record pcap_record(uint64_t time, uint32_t avail,
					     uint32_t wire)
{
	return (struct pcap_record){
		.seconds = (uint32_t)(time / 1000000000u),
		.ns = (uint32_t)(time % 1000000000u),
		.kept = avail < PCAP_PACKET_MAX ? avail : PCAP_PACKET_MAX,
		.wire = wire,
	};
}

#endif /* INSPECT_PCAP_H */
