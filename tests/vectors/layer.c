// SPDX-License-Identifier: GPL-2.0-or-later
/* layer.c - the headers of a "frame" line: `vlan 100 / ip4 a b / udp 53 1434` */
#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

#define BIT(kind)	(1u << (kind))
#define IP		(BIT(LAYER_IP4) | BIT(LAYER_IP6))
#define BLANKS		" \t"

static const struct {
	const char *name;
	enum layer_kind kind;
	int number;		/* -1: the first argument */
} kinds[] = {
	{ "vlan", LAYER_VLAN, -1 },
	{ "pppoe", LAYER_PPPOE, ETHERTYPE_PPPOE },
	{ "snap", LAYER_SNAP, 0 },
	{ "mpls", LAYER_MPLS, -1 },
	{ "ether", LAYER_ETHER, -1 },
	{ "ip4", LAYER_IP4, IPPROTO_NR_IPIP },
	{ "ip6", LAYER_IP6, IPPROTO_NR_IPV6 },
	{ "gre", LAYER_GRE, IPPROTO_NR_GRE },
	{ "udp", LAYER_UDP, IPPROTO_NR_UDP },
	{ "proto", LAYER_PROTO, -1 },
	{ "slice", LAYER_SLICE, 0 },
	{ "hopopts", LAYER_EXT, IPPROTO_NR_HOPOPTS },
	{ "routing", LAYER_EXT, IPPROTO_NR_ROUTING },
	{ "fragment", LAYER_EXT, IPPROTO_NR_FRAGMENT },
	{ "ah", LAYER_EXT, IPPROTO_NR_AH },
	{ "dstopts", LAYER_EXT, IPPROTO_NR_DSTOPTS },
	{ "mobility", LAYER_EXT, IPPROTO_NR_MOBILITY },
	{ "ext", LAYER_EXT, -1 },
};

/* KEY=NUMBER, and KEY alone where @max is 1. */
static const struct {
	const char *key;
	unsigned int kinds;
	size_t member;
	long max;
} numbers[] = {
	{ "tpid", BIT(LAYER_VLAN), offsetof(struct layer, tpid), 65535 },
	{ "version", IP, offsetof(struct layer, version), 15 },
	{ "ihl", BIT(LAYER_IP4), offsetof(struct layer, ihl), 15 },
	{ "next", IP | BIT(LAYER_EXT) | BIT(LAYER_PPPOE) | BIT(LAYER_SNAP),
	  offsetof(struct layer, next), 65535 },
	{ "offset", BIT(LAYER_IP4) | BIT(LAYER_EXT),
	  offsetof(struct layer, offset), 65528 },
	{ "size", BIT(LAYER_EXT), offsetof(struct layer, size), 2048 },
	{ "more", BIT(LAYER_IP4) | BIT(LAYER_EXT),
	  offsetof(struct layer, more), 1 },
	{ "jumbo", BIT(LAYER_EXT), offsetof(struct layer, jumbo), 1 },
	{ "brief", BIT(LAYER_PPPOE), offsetof(struct layer, brief), 1 },
	{ "control", BIT(LAYER_PPPOE), offsetof(struct layer, control), 1 },
	{ "bridge", BIT(LAYER_SNAP), offsetof(struct layer, bridge), 1 },
};

static int parse_length(struct reader *r, const char *value,
			struct layer_length *length)
{
	length->how = *value == '+' || *value == '-' ? LENGTH_OFF : LENGTH_IS;
	return reader_number(r, value + (*value == '+'),
			     length->how == LENGTH_OFF ? -65535 : 0, 65535,
			     &length->value);
}

static int parse_checksum(struct reader *r, const char *value,
			  struct layer *layer)
{
	if (!strcmp(value, "zero"))
		layer->checksum = CHECKSUM_ZERO;
	else if (!strcmp(value, "bad"))
		layer->checksum = CHECKSUM_BAD;
	else
		return reader_fail(r, "unknown checksum \"%s\" (zero, bad)",
				   value);
	return 0;
}

static int parse_options(struct reader *r, const char *value,
			 struct layer *layer)
{
	if (hex_append(r, value, strlen(value), layer->options,
		       &layer->n_options, sizeof(layer->options)))
		return -1;
	if (layer->n_options % 4)
		return reader_fail(r, "options of %zu bytes: not a multiple of 4",
				   layer->n_options);
	return 0;
}

/* One KEY=VALUE or flag after the arguments of a header. */
static int parse_option(struct reader *r, char *word, struct layer *layer)
{
	unsigned int bit = BIT(layer->kind);
	char *value = strchr(word, '=');
	long n = 1;
	size_t i;

	if (value)
		*value++ = '\0';
	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (strcmp(word, numbers[i].key) || !(numbers[i].kinds & bit))
			continue;
		if (!value != (numbers[i].max == 1))
			break;
		if (value && reader_number(r, value, 0, numbers[i].max, &n))
			return -1;
		*(int *)((char *)layer + numbers[i].member) = (int)n;
		return 0;
	}
	if (value && !strcmp(word, "length") && bit & (IP | BIT(LAYER_UDP)))
		return parse_length(r, value, &layer->length);
	if (value && !strcmp(word, "checksum") &&
	    bit & (BIT(LAYER_IP4) | BIT(LAYER_UDP)))
		return parse_checksum(r, value, layer);
	if (value && !strcmp(word, "options") && layer->kind == LAYER_IP4)
		return parse_options(r, value, layer);
	return reader_fail(r, "\"%s\" is not allowed here", word);
}

static int parse_host(struct reader *r, const char *name,
		      enum layer_kind kind, struct address *address)
{
	size_t i;

	for (i = 0; i < r->hosts; i++) {
		if (strcmp(name, r->host[i].name))
			continue;
		*address = r->host[i].address;
		if (address_is_ip4(*address) != (kind == LAYER_IP4))
			return reader_fail(r, "host \"%s\" has no such address",
					   name);
		return 0;
	}
	return reader_fail(r, "unknown host \"%s\"", name);
}

/* The mandatory arguments of a header. */
static int parse_arguments(struct reader *r, char **save, struct layer *layer)
{
	int want = layer->kind == LAYER_IP4 || layer->kind == LAYER_IP6 ||
		   layer->kind == LAYER_UDP || layer->kind == LAYER_SLICE ? 2 :
		   layer->number < 0;
	char *word[2] = { NULL, NULL };
	long value[2] = { 0, 0 };
	int i;

	for (i = 0; i < want; i++) {
		word[i] = strtok_r(NULL, BLANKS, save);
		if (!word[i])
			return reader_fail(r, "%d argument(s) expected, %d found",
					   want, i);
		if (BIT(layer->kind) & IP) {
			if (parse_host(r, word[i], layer->kind,
				       i ? &layer->dst : &layer->src))
				return -1;
		} else if (reader_number(r, word[i], 0, 65535, &value[i])) {
			return -1;
		}
	}
	if (layer->number < 0)
		layer->number = (int)value[0];
	layer->sport = layer->from = (int)value[0];
	layer->dport = layer->to = (int)value[1];
	return 0;
}

static int parse_layer(struct reader *r, char *text, struct layer *layer)
{
	char *save, *word = strtok_r(text, BLANKS, &save);
	size_t i;

	if (!word)
		return reader_fail(r, "empty header");
	for (i = 0; strcmp(word, kinds[i].name); )
		if (++i == sizeof(kinds) / sizeof(*kinds))
			return reader_fail(r, "unknown header \"%s\"", word);

	*layer = (struct layer){
		.kind = kinds[i].kind, .number = kinds[i].number,
		.tpid = ETHERTYPE_8021Q, .version = -1, .ihl = -1, .next = -1,
		.size = kinds[i].number == IPPROTO_NR_AH ? 24 : 8,
	};
	if (parse_arguments(r, &save, layer))
		return -1;
	while ((word = strtok_r(NULL, BLANKS, &save)))
		if (parse_option(r, word, layer))
			return -1;
	if (layer->size % 8 || !layer->size || layer->offset % 8)
		return reader_fail(r, "size and offset must be multiples of 8");
	return 0;
}

int layers_parse(struct reader *r, char *text)
{
	struct vector *v = r->vector;
	char *save, *part;

	for (part = strtok_r(text, "/", &save); part;
	     part = strtok_r(NULL, "/", &save)) {
		if (v->layers == VECTOR_LAYERS_MAX)
			return reader_fail(r, "more than %d headers",
					   VECTOR_LAYERS_MAX);
		if (parse_layer(r, part, &v->layer[v->layers]))
			return -1;
		v->layers++;
	}
	return 0;
}
