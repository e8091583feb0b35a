// SPDX-License-Identifier: GPL-2.0-or-later
/* networks.c - names, time, directories, management: what a network needs */
#include "table.h"

const struct protocol protocols_networks[] = {
	{ "dns", 53, 512, 1,		/* RFC 1035 */
	  { "x2 01000001000000000000 03'www'07'example'03'com'00 00010001",
	    "x2 01000001000000000000 07'example'03'net'00 00020001",
	    "x2 01200001000000000001 04'mail'07'example'03'org'00 000f0001"
	    " 0000291000000000000000" },
	  { "x2 81800001000100000000 03'www'07'example'03'com'00 00010001"
	    " c00c00010001 r4 0004 c0000250",
	    "x2 81800001000200000000 07'example'03'net'00 00020001"
	    " c00c00020001 r4 0006 036e7331c00c c00c00020001 r4 0006 036e7332c00c",
	    "x2 81830001000000000000 04'mail'07'example'03'org'00 000f0001" } },
	{ "dns-failure", 5335, 512, 1,	/* 12 bytes: SERVFAIL, FORMERR */
	  { "x2 01000001000000000000 00 00060001" },
	  { "x2 81820000000000000000", "x2 81010000000000000000",
	    "x2 81850000000000000000" } },
	{ "dns-large", 5353, 300, 1,	/* also asked of port 5353, by unicast */
	  { "x2 01000001000000000000 07'example'03'com'00 00300001" },
	  { "x2 85800001000400000000 07'example'03'com'00 00300001"
	    " c00c00300001 r4 0104 01010308 r256 c00c00300001 r4 0104 01000308"
	    " r256" } },
	{ "dnscrypt", 5443, 300, 1,	/* resolver magic, nonces, ciphertext */
	  { "s8 s32 x12 r320" },
	  { "'r6fnvWj8' x12 r12 r288-576" } },
	{ "llmnr", 5355, 256, 1,	/* RFC 4795 */
	  { "x2 00000001000000000000 08'printer1'00 00010001" },
	  { "x2 80000001000100000000 08'printer1'00 00010001 08'printer1'00"
	    " 00010001 0000001e 0004 c0000233" } },
	{ "netbios-ns", 137, 512, 1,	/* RFC 1002: node status */
	  { "x2 00000001000000000000 20'CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'00 00210001" },
	  { "x2 84000000000100000000 20'CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'00 00210001"
	    " 00000000 0053 02 'HOST00         '000400 'WORKGROUP      '008400"
	    " 02000000020a z40" } },
	{ "ntp", 123, 64, 1,		/* RFC 5905, client to server */
	  { "230006ec 00000000 00000000 z8 z8 z8 z8 x8",
	    "e30206ec r4 r4 c0000201 r8 r8 r8 x8" },
	  { "240206e9 r4 r4 c0000201 r8 x8 r8 r8" } },
	{ "sntp", 1123, 64, 1,		/* RFC 4330 */
	  { "1b z39 r8" },
	  { "1c0106ec z4 z4 'GPS'00 r8 x8 r8 r8" } },
	{ "time", 37, 64, 1,		/* RFC 868: the question is empty */
	  { "" }, { "ed r3" } },
	{ "daytime", 13, 64, 1,		/* RFC 867 */
	  { "" }, { "'Sunday, January 25, 2026 06:00:00-UTC'0d0a" } },
	{ "qotd", 17, 64, 1,		/* RFC 865 */
	  { "", "00" }, { "'A filter is judged by what it lets through.'0d0a" } },
	{ "echo", 7, 256, 1,		/* RFC 862 */
	  { "01 x31", "x32" }, { "01 x31", "x32" } },
	{ "tftp", 69, 128, 1,		/* RFC 1350, one port */
	  { "0001'pxelinux.0'00'octet'00", "0004 n2" },
	  { "0003 n2 r512" } },
	{ "radius-auth", 1812, 256, 1,	/* RFC 2865 */
	  { "01 x1 w2 r16 0108'user01' 0212 r16 0406c0000214 05060000 n2" },
	  { "02 x1 w2 r16 0606 00000002 0806fffffffe", "03 x1 w2 r16",
	    "0b x1 w2 r16 1812 r16" } },
	{ "radius-acct", 1813, 256, 1,	/* RFC 2866: the answer begins with 05 */
	  { "04 x1 w2 r16 0108'user01' 2806 00000003 2c0a r8 0406c0000214" },
	  { "05 x1 w2 r16" } },
	{ "radius-coa", 3799, 256, 1,	/* RFC 5176 */
	  { "28 x1 w2 r16 0108'user01'", "2b x1 w2 r16 0108'user01'" },
	  { "29 x1 w2 r16", "2d x1 w2 r16", "2a x1 w2 r16 650600000197" } },
	{ "dhcp-relay", 67, 64, 1,	/* RFC 2131, a client with a port of its own */
	  { "01010600 x4 00000000 z16 020000001434 z10 z192 63825363"
	    " 350101 3d0701020000001434 ff" },
	  { "02010600 x4 00000000 z4 c0000264 c0000201 z4 020000001434 z10 z192"
	    " 63825363 350102 3604c0000201 330400000e10 ff" } },
	{ "dhcpv6", 547, 256, 1,	/* RFC 8415 */
	  { "01 x3 0001000a00030001020000001434 00080002 0000" },
	  { "02 x3 0001000a00030001020000001434 0002000a00030001020000001435" } },
	{ "snmp", 161, 256, 1,		/* RFC 1157 */
	  { "302902010104067075626c6963a01c0204 x4 020100020100 300e300c"
	    " 06082b060102010105000500" },
	  { "303002010104067075626c6963a2230204 x4 020100020100 30153013"
	    " 06082b060102010105000407'router1'" } },
	{ "snmpv3", 10161, 256, 1,	/* RFC 3412 */
	  { "303e020103301102 04 x4 020300ffe3040104020103 0410300e0400020100020100"
	    "04000400040030140400 0400a00e0204 x4 0201000201003000" },
	  { "3067020103301002 04 x4 020205dc040100020103 041f301d040d80001f8804"
	    " s8 0201 r1 0202 r2 040004000400 3040 r64" } },
	{ "syslog-relp", 514, 64, 1,	/* a relay that acknowledges by number */
	  { "'<134>1 2026-01-25T06:00:00Z host app - - - message'0a" },
	  { "'ACK' n4" } },
	{ "netflow-template", 2055, 64, 1,	/* an exporter that asks to be acknowledged */
	  { "0009 0001 r4 r4 n4 00000001 00000018 0100 0004 00080004000c0004000400010001 0004" },
	  { "0009 0000 r4 r4 n4" } },
	{ "kerberos", 88, 128, 1,	/* RFC 4120 */
	  { "6a8201 r1 308201 r1 a103020105a20302010a a482 r2 3082 r2 a007030500 r4 r200" },
	  { "7e5a3058a003020105a10302011ea411180f'20260125060000Z'a505020301 r2"
	    " a603020119a90d1b0b'EXAMPLE.COM'aa20301ea003020102a11730151b06"
	    "'krbtgt'1b0b'EXAMPLE.COM'",
	    "6b8202 r1 308202 r1 a003020105a10302010ba30d1b0b'EXAMPLE.COM' r512" } },
	{ "cldap", 389, 256, 1,		/* MS-ADTS: LDAP ping */
	  { "3082004c0204 x4 633f04000a01000a0100020100020100010100"
	    " a01ba30f0408'DnsHost1'0403'dc1'a30d0405'NtVer'0404 16000000"
	    " 300a0408'Netlogon'" },
	  { "308400000099 0204 x4 648400000090 0400308400000088 308400000082"
	    " 0408'netlogon'318400000072 0470 17000000fd330000 s16 r80" } },
	{ "ssdp", 1900, 64, 2,		/* UPnP: answers to a search */
	  { "'M-SEARCH * HTTP/1.1'0d0a'HOST: 239.255.255.250:1900'0d0a"
	    "'MAN: \"ssdp:discover\"'0d0a'MX: 1'0d0a'ST: ssdp:all'0d0a0d0a" },
	  { "'HTTP/1.1 200 OK'0d0a'CACHE-CONTROL: max-age=1800'0d0a'EXT:'0d0a"
	    "'LOCATION: http://192.0.2.1:80/d.xml'0d0a'ST: upnp:rootdevice'0d0a"
	    "'USN: uuid:00000000-0000-0000-0000-000000001434'0d0a0d0a" } },
	{ "ws-discovery", 3702, 64, 1,
	  { "'<?xml version=\"1.0\"?><e:Envelope><w:Probe/></e:Envelope>'" },
	  { "'<?xml version=\"1.0\"?><e:Envelope><w:ProbeMatches/></e:Envelope>'" } },
	{ "slp", 427, 256, 1,		/* RFC 2608 */
	  { "0201 w3 000000000000 x2 0002'en' 0000 0011'service:printer:x' z6" },
	  { "0202 w3 000000000000 x2 0002'en' 0000 0001 00 ffff"
	    " 0017'service:printer://p1/lp'00" } },
	{ "rpcbind", 111, 256, 1,	/* RFC 1833: transaction id, then the call */
	  { "x4 00000000 00000002 000186a0 00000002 00000003 z16 000186a3"
	    " 00000003 00000011 00000000" },
	  { "x4 00000001 00000000 z8 00000000 00000801" } },
	{ "nfs", 2049, 256, 1,		/* RFC 1813: read */
	  { "x4 00000000 00000002 000186a3 00000003 00000006 z16 00000020 s32 r8 00001000" },
	  { "x4 00000001 00000000 z8 00000000 00000000 00000000 00000200 00000000"
	    " 00000200 r512" } },
	{ "memcached", 11211, 512, 1,	/* request id, then text */
	  { "x2 000000010000 'get key1'0d0a" },
	  { "x2 000000010000 'VALUE key1 0 32'0d0a r32 0d0a'END'0d0a" } },
	{ "ipmi", 623, 64, 1,		/* RMCP, ASF ping and IPMI 1.5 */
	  { "0600ff06 000011be 80 x1 0000", "0600ff07 00 r4 r4 09 2018c8812038 r1 04b5" },
	  { "0600ff06 000011be 40 x1 0010 000011be00000000 8100000000000000",
	    "0600ff07 00 r4 r4 10 811c632038 x1 00 01 8b 17 02 r4 00 7a" } },
	{ "ptp-unicast", 319, 256, 1,	/* IEEE 1588: delay request and response */
	  { "0102002c 00 00 0000 z8 z4 s10 n2 017f r10" },
	  { "09020036 00 00 0400 r8 z4 s10 n2 037f r10 s10" } },
	{ "bfd-echo", 3785, 256, 1,	/* RFC 5881: what a system likes to see again */
	  { "01 s3 x12" }, { "01 s3 x12" } },
	{ "twamp", 862, 256, 1,		/* RFC 5357: sequence numbers */
	  { "n4 r8 8001 z27" },
	  { "n4 r8 8001 0000 r8 n4 r8 8001 0000 ff" } },
	{ "iperf3", 5201, 256, 4,	/* 64-bit time, counter, data */
	  { "r4 r4 n4 x1200" }, { "r4 r4 n4 r1200" } },
	{ "dnp3", 20000, 256, 1,	/* IEEE 1815: link frames begin with 0564 */
	  { "0605 05 c4 0400 0300 r2 c0 x1 01 3c0206 r2", "c0c1 x1 013c0206" },
	  { "0564 0a 44 0300 0400 r2 c0 x1 81 0000 r2" } },
	{ NULL, 0, 0, 0, { NULL }, { NULL } }
};
