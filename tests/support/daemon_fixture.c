// SPDX-License-Identifier: GPL-2.0-or-later
/* daemon_fixture.c - start, kill and restart a daemon within a test */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "daemon_fixture.h"
#include "slammerd/control/rpc.h"
#include "store/store.h"

struct fake fake;
struct daemon d;
struct options options = {
	.config = POLICY, .store = STORE, .state = STATE,
	.socket = "build/test_daemon.sock",
};

void fixture_clear_state(void)
{
	unlink(STATE "/" STATE_LAST_GOOD);
	unlink(STATE "/" STATE_PENDING);
	unlink(STATE "/" STATE_REJECTED);
	unlink(STATE "/" STATE_IDENTITY);
}

void fixture_policy(const char *extra)
{
	FILE *file = fopen(POLICY, "w");

	assert_non_null(file);
	fprintf(file,
		"window = 300;\nsensor = \"gateway\";\n"
		"store = \"/never/used.db\";\n"	/* options.store overrides it */
		"zones: { external: { interfaces = [ \"lo\" ]; };\n"
		"  internal: { interfaces = [ \"dummy*\" ]; prefixes = [ \"192.0.2.0/24\" ]; }; };\n"
		"%s\n", extra);
	assert_int_equal(fclose(file), 0);
}

struct network_link fixture_link[FIXTURE_LINKS];
size_t fixture_n_links;

/* Loopback, and what the test has in fixture_link */
static int fixture_links(struct network *network, struct error *error)
{
	const size_t n = fixture_n_links + 1;

	network->links = calloc(n, sizeof(*network->links));
	assert_non_null(network->links);
	network->links[0] = (struct network_link){
		.ifindex = 1, .name = "lo", .loopback = true, .up = true,
	};
	memcpy(network->links + 1, fixture_link,
	       fixture_n_links * sizeof(fixture_link[0]));
	network->n_links = network->links_room = n;
	return 0;
}

/* Whatever the machine is that runs the test */
static int fixture_facts(struct network *network, struct error *error)
{
	return network_add_fact(network, FACT_PACKET_SOCKET, 1, 0);
}

void fixture_boot(void)
{
	struct config_messages messages = { 0 };
	struct policy *policy;

	daemon_init(&d, &options);
	d.drift.read_links = fixture_links;
	d.paths.read_facts = fixture_facts;
	policy = policy_load(POLICY, &messages);
	config_messages_free(&messages);
	module_set_policy(&d.module, policy);
	assert_int_equal(window_open(&d.statistics.window), 0);
	if (!policy)
		return;
	statistics_set_policy(&d.statistics, policy);
	assert_int_equal(window_arm(&d.statistics.window, policy->window,
				    time(NULL)), 0);
}

static void kill_daemon(void)
{
	daemon_free(&d);
	window_close(&d.statistics.window);
}

int fixture_setup(void **state)
{
	fixture_n_links = 0;
	unlink(STORE);
	unlink(STORE "-wal");
	unlink(STORE "-shm");
	fixture_clear_state();
	fixture_policy("");
	fixture_boot();
	d.module.client = wire_attach(fake_start(&fake), FAKE_FAMILY);
	log_open(false);
	return 0;
}

int fixture_teardown(void **state)
{
	kill_daemon();
	fake_stop(&fake);
	return 0;
}

void fixture_restart(void)
{
	struct client *client = d.module.client;

	d.module.client = NULL;
	kill_daemon();
	fixture_boot();
	d.module.client = client;
}

void fixture_count_worms(uint64_t n)
{
	fake.counters.packets[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] += n;
	fake.counters.bytes[DIRECTION_INGRESS][REASON_WORM][VERDICT_DROP] +=
		404 * n;
}

void fixture_record(void)
{
	struct error error;

	if (statistics_flush(&d.statistics, &error))
		fail_msg("%s", error.text);
}

static int add_packets(const struct store_sum *sum, void *arg)
{
	uint64_t *total = arg;

	if (sum->reason == REASON_WORM)
		*total += sum->packets;
	return 0;
}

uint64_t fixture_worms_in_store(void)
{
	const struct store_range all = { 0, INT64_MAX, NULL };
	uint64_t total = 0;
	struct error error;
	struct store *store = store_open(STORE, DB_READ, &error);

	if (!store)
		fail_msg("%s", error.text);
	assert_int_equal(store_sums(store, &all, add_packets, &total), 0);
	store_close(store);
	return total;
}

static json_t *listen_to(struct control_stream *stream)
{
	char *text = calloc(1, 1), *piece, *longer;
	json_t *reply;

	while (stream->next(stream->arg, &piece) > 0) {
		assert_true(asprintf(&longer, "%s%s", text, piece) >= 0);
		free(text);
		free(piece);
		text = longer;
	}
	stream->free(stream->arg);
	reply = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(reply);
	free(text);
	return reply;
}

json_t *fixture_ask(const json_t *request, enum access_level level)
{
	struct control_stream stream = { NULL, NULL, NULL };
	json_t *reply;

	/* The fake kernel may have other sources now. */
	source_tables_free(&d.sources);
	reply = rpc_handle(&d, request, level, &stream);
	return reply || !stream.next ? reply : listen_to(&stream);
}

bool fixture_in_sync(void)
{
	uint64_t digest = policy_digest(d.module.policy);

	return fake.status.digest == digest &&
	       d.module.confirmed.digest == digest &&
	       d.module.text == policy_text_digest(d.module.policy);
}
