// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seen.c - build/seen STORE: what a router saw, a line for each source of a window
 *
 *   TIME ADDRESS inside|outside CLASS PACKETS[/TARGETS] INTERFACE
 *
 * TARGETS sets so many bits of the bitmap. Lines are in order of time, seconds since 1970. A window is a quarter of an hour,
 * and each is of another epoch: its counters begin at 0. More may be added later.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/names.h"
#include "store/store.h"

#define WINDOW	900
#define SECOND	1000000000ull
#define MOST	100000

static struct store_source sources[MOST];
static size_t count;

static int flush(struct store *store, int64_t start)
{
	struct store_snapshot snapshot = {
		.epoch = (uint64_t)start, .generation = 1, .digest = 1,
		.taken_ns = (uint64_t)(start + WINDOW) * SECOND,
		.sources = sources, .n_sources = count,
	};
	int ret;

	if (!count)
		return 0;
	ret = store_record(store, "router", start, WINDOW, &snapshot);
	if (ret)
		fprintf(stderr, "seen: %s\n", store_error(store));
	count = 0;
	return ret;
}

static int take(const char *line, int64_t *time)
{
	struct store_source *s = &sources[count];
	char address[64], side[16], class[16], number[32], *end;
	struct error error;
	unsigned long targets;
	uint64_t packets;
	struct prefix p;

	memset(s, 0, sizeof(*s));
	if (sscanf(line, "%" SCNd64 " %63s %15s %15s %31s %15[^\n]", time, address,
		   side, class, number, s->interface) != 6 ||
	    prefix_parse(address, &p, &error) || class_number(class) < 0)
		return -1;
	packets = strtoull(number, &end, 10);
	targets = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
	if (*end || end == number || targets > 63)
		return -1;
	s->targets = (1ull << targets) - 1;
	s->address = p.addr;
	s->inside = !strcmp(side, "inside");
	s->instance = 1 + count;
	s->first_ns = (uint64_t)*time * SECOND;
	s->last_ns = s->first_ns + SECOND;
	s->packets[class_number(class)] = packets;
	s->bytes = packets * 404;
	count++;
	return 0;
}

static int read_lines(struct store *store)
{
	int64_t time, start = 0;
	struct store_source s;
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		if (count == MOST || take(line, &time)) {
			fprintf(stderr, "seen: bad line: %s", line);
			return -1;
		}
		if (start && time / WINDOW * WINDOW != start) {
			s = sources[--count];
			if (flush(store, start))
				return -1;
			sources[count++] = s;
		}
		start = time / WINDOW * WINDOW;
	}
	return flush(store, start);
}

int main(int argc, char **argv)
{
	struct error error;
	struct store *store;
	int ret;

	if (argc != 2) {
		fprintf(stderr, "usage: seen STORE\n");
		return 2;
	}
	store = store_open(argv[1], DB_WRITE, &error);
	if (!store) {
		fprintf(stderr, "seen: %s\n", error.text);
		return 1;
	}
	ret = read_lines(store);
	store_close(store);
	return ret ? 1 : 0;
}
