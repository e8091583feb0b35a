// SPDX-License-Identifier: GPL-2.0-or-later
/* metrics.c - metrics: where they are served, which is this machine only */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "common/text.h"
#include "schema.h"

#define SOCKET_PATH_MAX	(sizeof(((struct sockaddr_un *)0)->sun_path) - 1)
#define HOST_MAX	64

/* "1" to "65535" */
static bool port_valid(const char *text)
{
	size_t n = strspn(text, "0123456789");
	long port = strtol(text, NULL, 10);

	return n && n <= 5 && !text[n] && text[0] != '0' && port <= 65535;
}

/* "127.0.0.1:9434", "[::1]:9434": the host without its brackets, or false. */
static bool split(const char *text, char host[HOST_MAX])
{
	const char *colon = strrchr(text, ':');
	bool six = text[0] == '[';
	const char *from = text + six, *end;

	if (!colon || !port_valid(colon + 1))
		return false;
	end = six ? colon - 1 : colon;
	if (end <= from || (size_t)(end - from) >= HOST_MAX ||
	    (six && *end != ']'))
		return false;
	memcpy(host, from, (size_t)(end - from));
	host[end - from] = '\0';
	return true;
}

/* 1: loopback, 0: another address, -1: no address */
static int loopback(const char *host, bool six)
{
	struct in6_addr a6;
	struct in_addr a4;

	if (six)
		return inet_pton(AF_INET6, host, &a6) != 1 ? -1 :
			IN6_IS_ADDR_LOOPBACK(&a6);
	return inet_pton(AF_INET, host, &a4) != 1 ? -1 :
		ntohl(a4.s_addr) >> 24 == 127;
}

void take_metrics(struct load *load, const config_setting_t *setting,
		  const struct key *key)
{
	const char *text = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX], host[HOST_MAX];
	int own;

	text_quote(text, quoted);
	if (text[0] == '/') {
		if (strlen(text) <= SOCKET_PATH_MAX)
			load->policy->metrics = schema_path(load, setting);
		else
			schema_say(load, POLICY_ERROR, setting,
				   "the path of a socket has at most %zu bytes",
				   SOCKET_PATH_MAX);
		return;
	}
	own = split(text, host) ? loopback(host, text[0] == '[') : -1;
	if (own < 0)
		schema_say(load, POLICY_ERROR, setting,
			   "%s is neither \"127.0.0.1:PORT\" nor \"[::1]:PORT\" nor the absolute path of a socket",
			   quoted);
	else if (!own)
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no loopback address: metrics are served on this machine only, such as on \"127.0.0.1:9434\"",
			   quoted);
	else
		load->policy->metrics = schema_copy(load, setting);
}
