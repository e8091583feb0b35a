// SPDX-License-Identifier: GPL-2.0-or-later
/* address.c - addresses and prefixes as text, and back */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/address.h"
#include "common/text.h"
#include "nfslammer/bytes.h"

#define IP4_OFFSET	96	/* an IPv4 length is stored as 96 + n */

static void store_be64(__u8 *p, __u64 v)
{
	int i;

	for (i = 7; i >= 0; i--, v >>= 8)
		p[i] = (__u8)v;
}

static const char *any_text(struct address a, bool ip4,
			    char buf[ADDRESS_TEXT_MAX])
{
	__u8 bytes[16];

	store_be64(bytes, a.hi);
	store_be64(bytes + 8, a.lo);
	if (ip4)
		return inet_ntop(AF_INET, bytes + 12, buf, ADDRESS_TEXT_MAX);
	return inet_ntop(AF_INET6, bytes, buf, ADDRESS_TEXT_MAX);
}

const char *address_text(struct address a, char buf[ADDRESS_TEXT_MAX])
{
	return any_text(a, address_is_ip4(a), buf);
}

const char *prefix_text(const struct prefix *p, char buf[PREFIX_TEXT_MAX])
{
	bool ip4 = address_is_ip4(p->addr) && p->len >= IP4_OFFSET;
	char address[ADDRESS_TEXT_MAX];

	snprintf(buf, PREFIX_TEXT_MAX, "%s/%u", any_text(p->addr, ip4, address),
		 ip4 ? p->len - IP4_OFFSET : p->len);
	return buf;
}

/* @width: set to the number of bits in that notation: 32 or 128. */
static bool parse_address(const char *text, struct address *a,
			  unsigned int *width)
{
	__u8 bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1) {
		*a = address_ip4(load_be32(bytes));
		*width = 32;
		return true;
	}
	if (inet_pton(AF_INET6, text, bytes) == 1) {
		*a = address_load(bytes);
		*width = 128;
		return true;
	}
	return false;
}

/* Decimal digits only, without the blanks, signs and zeros that strtoul() accepts. */
static bool parse_length(const char *text, unsigned int max, unsigned int *len)
{
	unsigned int n = 0;
	const char *c;

	if (!*text || (text[0] == '0' && text[1]))
		return false;
	for (c = text; *c; c++) {
		if (*c < '0' || *c > '9')
			return false;
		n = n * 10 + (unsigned int)(*c - '0');
		if (n > max)
			return false;
	}
	*len = n;
	return true;
}

static int host_bits(const struct prefix *given, struct error *error)
{
	struct prefix net = *given, host = *given;
	char g[PREFIX_TEXT_MAX], n[PREFIX_TEXT_MAX], h[PREFIX_TEXT_MAX];

	net.addr = address_and(given->addr, address_mask(given->len));
	host.len = 128;
	return error_set(error,
			 "%s has host bits: did you mean %s, or %s?",
			 prefix_text(given, g), prefix_text(&net, n),
			 prefix_text(&host, h));
}

int prefix_parse(const char *text, struct prefix *p, struct error *error)
{
	const char *slash = strchrnul(text, '/');
	char address[ADDRESS_TEXT_MAX], quoted[TEXT_QUOTE_MAX];
	unsigned int width, len;
	size_t n = (size_t)(slash - text);

	text_quote(text, quoted);
	if (n < sizeof(address)) {
		memcpy(address, text, n);
		address[n] = '\0';
	}
	if (n >= sizeof(address) || !parse_address(address, &p->addr, &width))
		return error_set(error, "%s is not %s", quoted, *slash ?
				 "a prefix such as 192.0.2.0/24 or 2001:db8::/32" :
				 "an IP address such as 192.0.2.1 or 2001:db8::1");
	len = width;
	if (*slash && !parse_length(slash + 1, width, &len))
		return error_set(error,
				 "%s: the length of an %s prefix is 0 to %u",
				 quoted, width == 32 ? "IPv4" : "IPv6", width);
	p->len = (__u8)(width == 32 ? IP4_OFFSET + len : len);
	if (!prefix_valid(p))
		return host_bits(p, error);
	return 0;
}
