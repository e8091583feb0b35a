// SPDX-License-Identifier: GPL-2.0-or-later
/* media.c - telephony, video, remote desktops */
#include "table.h"

const struct protocol protocols_media[] = {
	{ "sip", 5060, 64, 2,		/* RFC 3261, and keepalives of RFC 5626 */
	  { "'OPTIONS sip:example.com SIP/2.0'0d0a'Via: SIP/2.0/UDP 192.0.2.10:1434'"
	    "0d0a'Call-ID: 1434@192.0.2.10'0d0a'CSeq: 1 OPTIONS'0d0a0d0a", "0d0a0d0a" },
	  { "'SIP/2.0 200 OK'0d0a'Via: SIP/2.0/UDP 192.0.2.10:1434'0d0a"
	    "'Call-ID: 1434@192.0.2.10'0d0a'CSeq: 1 OPTIONS'0d0a0d0a", "0d0a",
	    "'NOTIFY sip:a@192.0.2.10:1434 SIP/2.0'0d0a'Max-Forwards: 70'0d0a0d0a" } },
	{ "rtp", 16384, 64, 8,		/* RFC 3550, G.711 and video */
	  { "8000 n2 r4 s4 r160", "80e0 n2 r4 s4 r900" },
	  { "8000 n2 r4 s4 r160", "80e0 n2 r4 s4 r160-1200" } },
	{ "rtcp", 16385, 64, 2,
	  { "80c80006 s4 r8 r4 n4 r4", "81c90007 s4 s4 r20" },
	  { "81c90007 s4 s4 r20", "80c80006 s4 r8 r4 n4 r4" } },
	{ "stun", 3478, 256, 1,		/* RFC 8489 */
	  { "0001 0000 2112a442 x12", "0001 0008 2112a442 x12 80280004 r4" },
	  { "0101 000c 2112a442 x12 00200008 0001 r2 r4",
	    "0111 0010 2112a442 x12 0009000c 00000401 'Unauthor'" } },
	{ "turn-channel", 3479, 64, 4,	/* RFC 8656: channel data, 4000 to 4fff */
	  { "0003 0008 2112a442 x12 0019000411000000", "4001 00a0 r160" },
	  { "0103 0008 2112a442 x12 000d000400000258", "4001 00a0 r160",
	    "4001 0400 r1024" } },
	{ "stun-classic", 3480, 256, 1,	/* RFC 3489: no cookie */
	  { "0001 0000 x16" }, { "0101 000c x16 00010008 0001 r2 r4" } },
	/* RFC 5456: a mini frame is a call number, a time stamp and audio */
	{ "iax2-0437", 4569, 8, 60,
	  { "8437 0000 r4 00000601 0b02 0002" }, { "0437 n2 r160" } },
	{ "iax2-0837", 4570, 8, 60,
	  { "8837 0000 r4 00000601 0b02 0002" }, { "0837 n2 r160" } },
	{ "iax2-0a37", 4571, 8, 60,
	  { "8a37 0000 r4 00000601 0b02 0002" }, { "0a37 n2 r160" } },
	{ "iax2-random", 4572, 256, 4,
	  { "8001 0000 r4 00000601 0b02 0002" }, { "r2 n2 r160" } },
	{ "zoom", 8801, 64, 8,		/* media after a hello; 05 in both directions */
	  { "01 0002 n4 00000001 r40", "05 1001 n2 r4 0000 r1000" },
	  { "02 0002 n4 00000001 r40", "05 1001 n2 r4 0004 r200-1100" } },
	{ "webex", 9000, 64, 4,		/* short keepalives and SRTP */
	  { "0001 0000 2112a442 x12", "80 e1 n2 r4 s4 r300", "04 r3 s4" },
	  { "0101 000c 2112a442 x12 00200008 0001 r2 r4", "80 e1 n2 r4 s4 r300",
	    "04 r3 s4", "08 r3 s4" } },
	{ "discord", 50001, 64, 4,	/* address discovery, then RTP */
	  { "0001 0046 s4 z64 0000", "8078 n2 r4 s4 r120" },
	  { "0002 0046 s4 '192.0.2.10'00 z53 059a", "8078 n2 r4 s4 r120" } },
	{ "mumble", 64738, 64, 4,	/* ping; voice: type and target, session */
	  { "00000000 x8", "80 r1 n1 r60" },
	  { "00010300 x8 00000002 00000064 0001f400", "80 s1 n1 r100",
	    "84 s1 n1 r100", "20 x8" } },
	{ "teamspeak", 9987, 256, 2,	/* MAC, counter, ciphertext */
	  { "'TS3INIT1'0065 0000 88 r16", "r8 n2 s2 r100" },
	  { "'TS3INIT1'0065 88 01 r20", "r8 n2 r1 r40-400" } },
	{ "teamspeak2", 8767, 64, 2,
	  { "f4be0300 z8 n4 r4 r140", "f2be000c s8 n4 r32" },
	  { "f4be0400 s8 n4 r4 r300", "f3be000c s8 n4 r32" } },
	{ "nomachine", 4000, 256, 2,	/* short control messages of any kind */
	  { "x4 s4 r100", "01 r9" },
	  { "02 r9", "x4 s4 r100-1200", "03 r3", "08 r5", "0a r7", "04 r11" } },
	{ "rdp-udp", 3389, 64, 4,	/* MS-RDPEUDP: sequence number first */
	  { "ffffffff 0400 1001 r4 04d004d0 z1200", "r4 0400 000c n4 n4 r200" },
	  { "r4 0400 1005 r4 04d004d0", "r4 0400 000c n4 n4 r200-1200" } },
	{ "pcoip", 4172, 64, 4,
	  { "11 s7 n4 r100" }, { "21 s7 n4 r100", "r4 s4 n4 r200" } },
	{ "srt", 10080, 64, 6,		/* control with the top bit, else a number */
	  { "80000000 00000000 r4 00000000 00000004 00000002 s4 000005dc 00002000"
	    " 00000001 s4 00000000 z16", "80020000 n4 r4 s4 r16" },
	  { "80000000 00000000 r4 s4 00000005 0000 0000 s4 r32",
	    "r4 e0000001 r4 s4 r1000", "0437 n2 e0000001 r4 s4 r1000",
	    "0a37 n2 c0000001 r4 s4 r1000" } },
	{ "rtmfp", 1935, 256, 2,	/* RFC 7016: a scrambled session id */
	  { "40 x3 r80", "x4 r80" }, { "r4 r80-1100" } },
	{ "sap-ndi", 5960, 64, 2,
	  { "'NDI'00 n4 s8 r40" }, { "00'NDI' n4 s8 r800" } },
	{ "artnet", 6454, 64, 1,
	  { "'Art-Net'00 0020 000e 02 00" },
	  { "'Art-Net'00 0021 c0000235 3619 000e r200" } },
	{ "skinny-bcast", 3484, 64, 4,	/* a header of 8 little-endian bytes */
	  { "v4 11000000 n4 r32" }, { "v4 12000000 n4 r200" } },
	{ NULL, 0, 0, 0, { NULL }, { NULL } }
};
