// SPDX-License-Identifier: GPL-2.0-or-later
/* things.c - sensors, industry, buildings, and messages in common encodings */
#include "table.h"

const struct protocol protocols_things[] = {
	{ "lorawan-semtech", 1700, 256, 1,	/* version 02, token, kind */
	  { "02 x2 02 aa555a0000001434", "02 x2 00 aa555a0000001434'{\"rxpk\":[]}'" },
	  { "02 x2 04", "02 x2 01", "02 x2 03'{\"txpk\":{\"imme\":true}}'" } },
	{ "mqtt-sn", 1884, 256, 1,	/* length, message type */
	  { "0d 04 04 01 003c'client1'", "0b 0c 62 n2 x2'23.5'", "06 12 20 x2 61",
	    "02 16" },
	  { "03 05 00", "08 13 20 0001 x2 00", "0a 0c 62 n2 x2'on'", "02 17",
	    "07 0d 0001 x2 00" } },
	{ "coap", 5683, 256, 1,		/* RFC 7252 */
	  { "40 01 x2 bb'.well-known'04'core'", "44 01 x2 s4 b5'state'" },
	  { "60 45 x2 c128 ff'</state>;if=\"sensor\"'", "64 45 x2 s4 c0 ff r32" } },
	{ "modbus", 502, 2048, 1,	/* transaction ids count through all values */
	  { "n2 0000 0006 01 03 0000 0001", "x2 0000 0006 01 03 0000 0001" },
	  { "n2 0000 0005 01 03 02 r2", "x2 0000 0005 01 03 02 r2" } },
	{ "bacnet", 47808, 128, 1,	/* BVLC 81 */
	  { "810a0011 0104 0005 x1 0c 0c 02000001 19 55" },
	  { "810a0017 0100 30 x1 0c 0c 02000001 19 55 3e 44 r4 3f" } },
	{ "ethernet-ip", 44818, 64, 1,	/* List Identity: 63 00 */
	  { "6300 0000 00000000 00000000 x8 00000000" },
	  { "6300 3300 00000000 00000000 x8 00000000 0100 0c00 2d00 0100 0002 af12"
	    " c0000236 z8 0100 0e00 r30" } },
	{ "cip-io", 2222, 256, 4,	/* 02 00: two items, one of them 02 80 */
	  { "0200 0280 0800 s4 l4 b100 1600 l2 01000000 r16" },
	  { "0200 0280 0800 s4 l4 b100 0a00 l2 r8" } },
	{ "opc-ua-pubsub", 4840, 64, 4,
	  { "f101 s2 n2 r40" }, { "b101 s2 n2 r100" } },
	{ "knxnet-ip", 3671, 256, 1,	/* header size 06, version 10 */
	  { "0610 0205 001a 0801 c00002d2059a 0801 c00002d2059a 04040200",
	    "0610 0420 0015 04 s1 x1 00 1100 bce0 0000 r2 01 0080" },
	  { "0610 0206 0014 s1 00 0801 c00002d20e57 0404 1101",
	    "0610 0421 000a 04 s1 x1 00", "0610 0208 0008 s1 00" } },
	{ "hart-ip", 5094, 256, 1,
	  { "01 00 00 00 x2 000d 01 00007530", "01 00 03 00 x2 0011 82 s5 00 00 r1" },
	  { "01 01 00 00 x2 000d 01 00007530", "01 01 03 00 x2 0021 86 s5 00 0e r18" } },
	{ "fins", 9600, 256, 1,		/* Omron */
	  { "80 00 02 00 0a 00 00 14 00 x1 0101 82 0064 00 0001" },
	  { "c0 00 02 00 14 00 00 0a 00 x1 0101 0000 r2" } },
	{ "melsec-slmp", 5007, 256, 1,	/* 54 00, serial number */
	  { "5400 x2 0000 00 ff ff03 00 0c00 1000 0104 0000 640000 a8 0100" },
	  { "d400 x2 0000 00 ff ff03 00 0400 0000 r2" } },
	{ "lutron-ping", 2056, 256, 1,	/* four bytes there, four back */
	  { "x4" }, { "x4" } },
	{ "tuya", 6667, 64, 1,
	  { "000055aa n4 00000013 w4 r40 0000aa55" },
	  { "000055aa n4 00000013 w4 00000000 r120 0000aa55" } },
	{ "lifx", 56700, 256, 1,	/* its length is the first byte, little endian */
	  { "v2 0014 s4 z8 z6 01 x1 z8 0200 0000", "v2 0014 s4 z8 z6 01 x1 z8 6500 0000" },
	  { "v2 0014 s4 z8 z6 01 x1 z8 0300 0000 01 7cdd0000",
	    "v2 0014 s4 z8 z6 01 x1 z8 6b00 0000 r52" } },
	{ "gelf-ack", 12201, 64, 1,	/* chunks 1e 0f */
	  { "1e0f x8 00 02 r200" }, { "x8" } },
	/* https://protobuf.dev: 08 is field 1 as a number, 0a field 1 as bytes */
	{ "protobuf-08", 7001, 64, 4,
	  { "12 05 'hello' 18 01" }, { "08 01 12 05 'world' 18 01", "08 r1 10 01",
				       "08 96 01 12 20 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456'" } },
	{ "protobuf-0a", 7002, 64, 4,
	  { "12 05 'hello' 18 01" }, { "0a 05 'world' 10 01", "0a 20 r32",
				       "0a 40 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456ABCDEFGHIJKLMNOPQRSTUVWXYZ123456'" } },
	{ "thrift-compact", 7003, 64, 4,
	  { "82 21 01 04'ping' 00" }, { "82 41 01 04'ping' 08 00 r4 00",
				       "08 0001 r4 0a 0002 r8 0b 0003 00000004 'text' 00" } },
	{ "msgpack", 7004, 256, 2,	/* small numbers are one byte */
	  { "94 00 x1 a4'ping' 90", "94 00 x1 a4'ping' 90" },
	  { "94 01 x1 c0 r1", "r1 a4'pong'", "04 a9'connected'", "0a", "08" } },
	{ "cbor", 7005, 256, 1,
	  { "83 01 x1 64'ping'" }, { "04", "08", "0a", "83 01 x1 64'pong'", "02" } },
	{ "lines", 7006, 64, 2,		/* text whose lines begin with the newline */
	  { "'status'0a" }, { "0a'ok'", "0a'load 0.14 0.34 0.20'", "0a" } },
	{ "asn1-octets", 7007, 64, 2,
	  { "300602010142 01 00" },
	  { "0420 r32", "0a0101", "0404 'ABCD'", "0482 0100 r256" } },
	{ NULL, 0, 0, 0, { NULL }, { NULL } }
};
