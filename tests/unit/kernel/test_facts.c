// SPDX-License-Identifier: GPL-2.0-or-later
/* test_facts.c - what decides which ways packets take, read from files and the kernel */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/facts.h"
#include "kernel/network.h"

static struct network network;

static FILE *file_of(const char *text)
{
	FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

	assert_non_null(file);
	return file;
}

static void test_packet_sockets(void **state)
{
	FILE *file = file_of(
		"sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
		"0000000000000000 3      3    0003   2     1 0      0      17\n"
		"ffff9a3b46e2c800 3      2    0000   0     0 0      101    18\n"
		"0000000000000000 3      3    88cc   2     1 0      0      19\n"
		"damaged\n");

	assert_int_equal(facts_packet_sockets(file, &network), 0);
	fclose(file);
	assert_int_equal(network.n_facts, 2);
	assert_int_equal(network.facts[0].kind, FACT_PACKET_SOCKET);
	assert_int_equal(network.facts[0].ifindex, 2);
	assert_int_equal(network.facts[1].ifindex, 0);
	network_free(&network);
}

static void test_protocols(void **state)
{
	static const char text[] =
		"protocol  size sockets  memory press maxhdr  slab module     cl co\n"
		"XDP       1088      2      -1   NI       0   no   kernel      n  n\n"
		"PACKET    1472      0      -1   NI       0   no   kernel      n  n\n";
	FILE *file = file_of(text);

	assert_int_equal(facts_sockets(file, "XDP"), 2);
	fclose(file);
	file = file_of(text);
	assert_int_equal(facts_sockets(file, "PACKET"), 0);
	fclose(file);
	file = file_of(text);
	assert_int_equal(facts_sockets(file, "XD"), 0);
	fclose(file);
}

static bool has(enum network_fact_kind kind, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < network.n_facts; i++)
		if (network.facts[i].kind == kind &&
		    network.facts[i].ifindex == ifindex)
			return true;
	return false;
}

static void read_now(void)
{
	struct error error;

	network_free(&network);
	if (network_read_facts(&network, &error) < 0)
		fail_msg("%s", error.text);
}

/* A namespace of our own; skipped where that is not allowed. */
static void test_namespace(void **state)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = 1 };
	int fd;

	if (unshare(CLONE_NEWNET))
		skip();
	read_now();
	assert_false(has(FACT_PACKET_SOCKET, 1));
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		skip();
	assert_int_equal(bind(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
	read_now();
	assert_true(has(FACT_PACKET_SOCKET, 1));
	close(fd);
	if (!system("tc qdisc add dev lo clsact 2>/dev/null && "
		    "tc filter add dev lo ingress matchall "
		    "action mirred ingress redirect dev lo 2>/dev/null")) {
		read_now();
		assert_true(has(FACT_TC_RECEIVE, 1));
	}
	if (!system("nft 'add table inet t; add chain inet t c "
		    "{ type nat hook prerouting priority 0; }' 2>/dev/null")) {
		read_now();
		assert_true(has(FACT_NAT, 0));
	}
	network_free(&network);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packet_sockets),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
