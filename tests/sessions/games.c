// SPDX-License-Identifier: GPL-2.0-or-later
/* games.c - game servers and their transports */
#include "table.h"

#define MAGIC	"00ffff00fefefefefdfdfdfd12345678"	/* RakNet's */

const struct protocol protocols_games[] = {
	{ "raknet", 19132, 64, 2,	/* Minecraft Bedrock: ping, connect, frames */
	  { "01 r8 " MAGIC " s8", "05 " MAGIC " 0b z1000", "07 " MAGIC
	    " 04 3fff fdfe 4abc 0578 s8", "84 n3 60 0100 n3 n3 00 r100", "c0 0001 01 n3" },
	  { "1c r8 s8 " MAGIC " 0008'MCPE;x;1'", "06 " MAGIC " s8 00 0578",
	    "08 " MAGIC " s8 04 3fff fdfe 059a 0578 00", "84 n3 60 0100 n3 n3 00 r400",
	    "c0 0001 01 n3" } },
	{ "source-a2s", 27015, 64, 2,	/* ff ff ff ff, or -2 and parts */
	  { "ffffffff 54'Source Engine Query'00", "ffffffff 56 s4", "r4 r4 r40" },
	  { "ffffffff 41 s4", "ffffffff 49 11'server'00'map'00'game'00 r12",
	    "feffffff n4 02 00 e004 r400" } },
	{ "source-channel", 27016, 256, 2,	/* a running game: sequence numbers */
	  { "ffffffff 71 r4", "l4 l4 r1 r60" },
	  { "ffffffff 41 r4 r4", "l4 l4 r1 r40-1000", "r1 r3 l4 r200" } },
	{ "minecraft-query", 25565, 64, 1,
	  { "fefd 09 s4", "fefd 00 s4 r4" },
	  { "09 s4'9513307'00", "00 s4'A server'00'SMP'00'world'00'2'00'20'00 dd63"
	    "'192.0.2.10'00" } },
	{ "quake3", 27960, 256, 2,
	  { "ffffffff'getstatus'", "l4 r2 r40" },
	  { "ffffffff'statusResponse'0a'\\sv_hostname\\x'0a", "l4 r40-600",
	    "r4 r40-600" } },
	{ "quakeworld", 27500, 256, 2,
	  { "ffffffff'getchallenge'0a", "l4 l4 r2 r40" },
	  { "ffffffff'c1434'00", "r1 z1 r2 l4 r200", "l4 l4 r200" } },
	{ "enet", 7777, 256, 2,		/* peer id and flags, time */
	  { "8fff r2 82ff0001 0000ffff 00000578 00008000 z16 s4", "s2 r2 01 00 n2 r8" },
	  { "8000 r2 83ff0001 r40", "80 s1 r2 06 01 n2 0040 r64", "00 s1 r2 01 00 n2 r4" } },
	{ "samp", 7778, 256, 2,		/* a scrambled RakNet */
	  { "'SAMP' c0000235 1e61 'i'", "r1 r30" },
	  { "'SAMP' c0000235 1e61 'i'00 0500 3200 06000000'server'", "r12-200" } },
	{ "kcp", 29900, 256, 2,		/* conversation number, little endian */
	  { "s4 51 00 8000 r4 l4 00000000 14000000 r20" },
	  { "s4 51 00 8000 r4 l4 00000000 c8000000 r200",
	    "s4 52 00 8000 r4 l4 l4 00000000", "r4 51 00 8000 r4 l4 00000000 14000000 r20" } },
	{ "steam-datagram", 27018, 256, 2,
	  { "20 r3 s4 r600", "80 s4 n2 r100", "r1 s4 n2 r100" },
	  { "21 r3 s4 r200", "r1 s4 n2 r40-1100" } },
	{ "unreal", 7779, 256, 2,	/* bits: a handshake bit, counters */
	  { "17 r24", "r1 r40" }, { "r1 r24", "r1 r40-900" } },
	{ "unity-transport", 7780, 256, 2,
	  { "01 s8 r4", "02 s8 n2 r40" },
	  { "02 s8", "02 s8 n2 r200", "04 s8 n2 r30", "0a s8 n2 r30" } },
	{ "photon", 5055, 256, 2,	/* peer id, flags, commands */
	  { "ffff 00 01 r4 s4 02ff0104 0000002c 00000001 r32", "s2 00 01 r4 s4 06 r20" },
	  { "s2 00 01 r4 s4 03ff0000 0000002c 00000001 r32", "0000 00 01 r4 s4 06000000 r40",
	    "0437 00 01 r4 s4 r40" } },
	{ "half-life-voice", 27021, 256, 4,
	  { "'voice' s4", "x4 r60" }, { "x4 r60", "08 r90", "0a r90" } },
	{ "ping-ponger", 7781, 256, 1,	/* a time stamp, sent back */
	  { "x8" }, { "x8", "x8 r8" } },
	{ NULL, 0, 0, 0, { NULL }, { NULL } }
};
