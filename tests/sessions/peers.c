// SPDX-License-Identifier: GPL-2.0-or-later
/* peers.c - peer to peer, and payloads that look like nothing at all */
#include "table.h"

const struct protocol protocols_peers[] = {
	{ "bittorrent-dht", 6881, 128, 1,	/* BEP 5 */
	  { "'d1:ad2:id20:' s20 'e1:q4:ping1:t2:' x2 '1:y1:qe'" },
	  { "'d1:rd2:id20:' s20 'e1:t2:' x2 '1:y1:re'",
	    "'d1:rd2:id20:' s20 '5:nodes208:' r208 'e1:t2:' x2 '1:y1:re'" } },
	{ "utp", 6882, 64, 8,		/* BEP 29: type and version */
	  { "4100 s2 r4 00000000 00100000 0001 0000", "2100 s2 r4 r4 00100000 n2 n2" },
	  { "2100 s2 r4 r4 00100000 r2 n2", "0100 s2 r4 r4 00100000 n2 n2 r1200",
	    "0101 s2 r4 r4 00100000 n2 n2 00040001 0000 r800" } },
	{ "bittorrent-tracker", 6969, 256, 1,	/* BEP 15 */
	  { "0000041727101980 00000000 x4", "s8 00000001 x4 s20 s20 r24 r4 r4 ffffffff"
	    " 059a" },
	  { "00000000 x4 s8", "00000001 x4 00000708 00000002 0000000a r6 r6" } },
	{ "kademlia", 4672, 64, 1,	/* eMule: e4, e5 */
	  { "e4 20 02 s16 s16", "e4 01 s16" },
	  { "e4 28 s16 0a00 r250", "e4 09 02 r50", "e5 28 s16 r100" } },
	{ "edonkey-obfuscated", 4665, 256, 1,	/* random by intention */
	  { "f1 r40", "r40" }, { "r40-600" } },
	{ "gnutella", 6346, 256, 1,
	  { "71 x15 00 01 00 00000000", "x16 00 01 00 00000000" },
	  { "71 x15 01 01 00 0e000000 r14", "x16 01 01 00 0e000000 r14" } },
	{ "tox", 33445, 64, 2,		/* the packet kind is first: 00, 01, 02, 04 */
	  { "00 s32 r24 r24", "02 s32 r24 r60", "18 r112" },
	  { "01 s32 r24 r24", "04 s32 r24 r200", "02 s32 r24 r60", "1b r2 r200" } },
	{ "discv4", 30303, 256, 1,	/* Ethereum: a hash first */
	  { "8b r31 r65 01 cb r11", "r32 r65 01 cb r11" },
	  { "r32 r65 02 cc r120" } },
	{ "discv5", 9001, 256, 1,	/* masked headers */
	  { "3a r62", "r63" }, { "r63-1200" } },
	{ "shadowsocks", 8388, 256, 4,	/* salt, ciphertext */
	  { "9c r231", "r40-1200" }, { "r40-1350" } },
	{ "random-short", 8389, 512, 4,
	  { "6e r15", "r1-60" }, { "r1-60" } },
	{ "random-long", 8390, 256, 4,
	  { "c6 r499", "r500-1350" }, { "r400-1400" } },
	{ "text-random", 8391, 256, 2,	/* an opcode, then printable bytes */
	  { "'hello'" },
	  { "02'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'", "03'x'", "04'MSSQLSERVER'00",
	    "04'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'",
	    "08'ABCDEFGHIJKLMNOPQRSTUVWXYZ:1434'" } },
	{ "opcode-random", 8392, 256, 2,
	  { "'hello'" },
	  { "0f01 r60", "0a r60", "08 r200", "04 r300", "05 r600" } },
	{ "i2p-ssu", 9111, 256, 2,	/* a MAC and an IV */
	  { "d2 r15 x16 r256", "r16 x16 r64" }, { "r16 r16 r64-1000" } },
	{ "bitcoin-relay", 8333, 256, 2,
	  { "60 r100", "x8 r100" }, { "r8 n4 r1100" } },
	{ "swarm-dht", 4001, 64, 1,
	  { "12 20 r32 1a 08 r8" }, { "0a 24 r36 12 08 r8", "08 01 12 24 r36" } },
	{ "retroshare", 7812, 256, 2,
	  { "10 r3 n4 r64", "r4 n4 r64" }, { "r4 n4 r64-900" } },
	{ NULL, 0, 0, 0, { NULL }, { NULL } }
};
