// SPDX-License-Identifier: GPL-2.0-or-later
/* scalars.c - strict parsers of times, addresses and numbers in reports */
#include <arpa/inet.h>
#include <string.h>

#include "internal.h"
#include "nfslammer/prefix.h"

/* Exactly @n digits; returns the text after them, or NULL. */
static const char *digits(const char *s, unsigned int n, unsigned int *value)
{
	*value = 0;
	while (n--) {
		if (*s < '0' || *s > '9')
			return NULL;
		*value = *value * 10 + (unsigned int)(*s++ - '0');
	}
	return s;
}

static const char *expect(const char *s, const char *any)
{
	return s && *s && strchr(any, *s) ? s + 1 : NULL;
}

static unsigned int days_of_month(unsigned int year, unsigned int month)
{
	static const unsigned char days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970 to a day of the Gregorian calendar. */
static int64_t days_since(unsigned int year, unsigned int month,
			  unsigned int day)
{
	int64_t days = 0;
	unsigned int m;

	if (year < 1970)
		return -1;
	days = 365 * (int64_t)(year - 1970);
	/* Leap days of all earlier years, minus those before 1970. */
	days += (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477;
	for (m = 1; m < month; m++)
		days += days_of_month(year, m);
	return days + day - 1;
}

static const char *parse_day(const char *s, int64_t *seconds)
{
	unsigned int year, month, day;

	s = expect(digits(s, 4, &year), "-");
	s = s ? expect(digits(s, 2, &month), "-") : NULL;
	s = s ? digits(s, 2, &day) : NULL;
	if (!s || !month || month > 12 || !day ||
	    day > days_of_month(year, month))
		return NULL;
	*seconds = 86400 * days_since(year, month, day);
	return s;
}

/* 09:00, 09:00:00, 09:00:00.123 */
static const char *parse_clock(const char *s, int64_t *seconds)
{
	unsigned int hour, minute, second = 0;

	s = expect(digits(s, 2, &hour), ":");
	s = s ? digits(s, 2, &minute) : NULL;
	if (s && *s == ':')
		s = digits(s + 1, 2, &second);
	if (!s || hour > 23 || minute > 59 || second > 60)
		return NULL;
	if (*s == '.') {
		if (s[1] < '0' || s[1] > '9')
			return NULL;
		for (s++; *s >= '0' && *s <= '9'; s++)
			;
	}
	/* A leap second counts as the second before it. */
	*seconds += hour * 3600 + minute * 60 + (second < 60 ? second : 59);
	return s;
}

/* Nothing, Z, UTC, GMT, +09:00, +0900, +09 */
static int parse_zone(const char *s, int64_t *seconds)
{
	unsigned int hours, minutes = 0;
	const char *sign;

	s += *s == ' ';
	if (!*s || !strcmp(s, "Z") || !strcmp(s, "UTC") || !strcmp(s, "GMT"))
		return 0;
	sign = s;
	s = expect(s, "+-");
	s = s ? digits(s, 2, &hours) : NULL;
	if (s && *s) {
		s += *s == ':';
		s = digits(s, 2, &minutes);
	}
	if (!s || *s || hours > 14 || minutes > 59)
		return -1;
	*seconds += (*sign == '+' ? -1 : 1) *
		    (int64_t)(hours * 3600 + minutes * 60);
	return 0;
}

int value_time(const char *text, int64_t *time)
{
	const char *s = parse_day(text, time);

	s = expect(s, "T ");
	s = s ? parse_clock(s, time) : NULL;
	return s ? parse_zone(s, time) : -1;
}

static uint64_t load64(const unsigned char *p)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

int value_address(const char *text, struct address *address)
{
	unsigned char bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1) {
		*address = address_ip4((uint32_t)bytes[0] << 24 |
				       (uint32_t)bytes[1] << 16 |
				       (uint32_t)bytes[2] << 8 | bytes[3]);
		return 0;
	}
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return -1;
	address->hi = load64(bytes);
	address->lo = load64(bytes + 8);
	return 0;
}

int value_number(const char *text, uint64_t max, uint64_t *number)
{
	uint64_t n = 0;
	const char *c;

	for (c = text; *c >= '0' && *c <= '9'; c++) {
		n = n * 10 + (uint64_t)(*c - '0');
		if (n > max)
			return -1;
	}
	if (*c || c == text)
		return -1;
	*number = n;
	return 0;
}

struct special {
	struct prefix prefix;
	bool private;
};

#define IP4(a, b, len, private) \
	{ { { 0, ADDRESS_IP4_LO | (a) << 24 | (b) << 16 }, 96 + (len) }, private }
#define IP6(hi, lo, len, private)	{ { { hi, lo }, len }, private }

/* RFC 6890: not valid as a source on the Internet. */
static const struct special specials[] = {
	IP4(0ull, 0ull, 8, false),
	IP4(127ull, 0ull, 8, false),
	IP4(169ull, 254ull, 16, false),
	IP4(224ull, 0ull, 4, false),
	IP4(240ull, 0ull, 4, false),
	IP4(10ull, 0ull, 8, true),
	IP4(100ull, 64ull, 10, true),
	IP4(172ull, 16ull, 12, true),
	IP4(192ull, 168ull, 16, true),
	IP6(0ull, 0ull, 128, false),
	IP6(0ull, 1ull, 128, false),
	IP6(0xff00ull << 48, 0ull, 8, false),
	IP6(0xfe80ull << 48, 0ull, 10, false),
	IP6(0xfc00ull << 48, 0ull, 7, true),
};

bool value_is_host(struct address address, bool private)
{
	size_t i;

	for (i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (prefix_contains(&specials[i].prefix, address) &&
		    !(private && specials[i].private))
			return false;
	return true;
}
