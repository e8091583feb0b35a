/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tool.h - what the lab's programs share: errors, endpoints, time, signals
 *
 * Header-only, because every .c in this folder is a program of its own.
 */
#ifndef LAB_TOOL_H
#define LAB_TOOL_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "vectors/vector.h"

#define EXIT_USAGE	2

static volatile sig_atomic_t tool_stopped;

/* These programs need no cleanup: the kernel closes what is open. */
static inline void __attribute__((noreturn, format(printf, 2, 3)))
die(int status, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

static inline void tool_stop(int signal)
{
	tool_stopped = signal;
}

/* SIGTERM and SIGINT end a wait and set tool_stopped. */
static inline void tool_catch(void)
{
	struct sigaction action = { .sa_handler = tool_stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

static inline int64_t tool_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void tool_sleep(int64_t ns)
{
	struct timespec t = { ns / 1000000000, ns % 1000000000 };

	nanosleep(&t, NULL);
}

/* An Ethernet address, in the usual notation. */
static inline void tool_mac(const char *text, uint8_t mac[6])
{
	int end = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", mac, mac + 1,
		   mac + 2, mac + 3, mac + 4, mac + 5, &end) != 6 || text[end])
		die(EXIT_USAGE, "--mac: \"%s\" is no address", text);
}

static inline long tool_number(const char *option, const char *text, long min,
			       long max)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (end == text || *end || errno || n < min || n > max)
		die(EXIT_USAGE, "--%s: \"%s\" is not a number from %ld to %ld",
		    option, text, min, max);
	return n;
}

static inline struct vectors *tool_vectors(const char *path)
{
	struct error error;
	struct vectors *vectors;

	if (!path)
		die(EXIT_USAGE, "--vectors is missing");
	vectors = vectors_load(path, &error);
	if (!vectors)
		die(EXIT_FAILURE, "%s", error.text);
	return vectors;
}

static inline const struct vector *tool_vector(const struct vectors *vectors,
					       const char *name)
{
	const struct vector *vector = vectors_find(vectors, name);

	if (!vector)
		die(EXIT_USAGE, "unknown vector \"%s\"", name);
	return vector;
}

struct endpoint {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t length;
};

/*
 * "192.0.2.1:53", "[2001:db8::1]:53", ":53" (both families), or without a port;
 * then it is @port, or an error if that is negative.
 */
static inline struct endpoint endpoint_parse(const char *text, long port)
{
	struct endpoint e = { .length = 0 };
	char copy[80], *host = copy, *colon;

	if (strlen(text) >= sizeof(copy))
		die(EXIT_USAGE, "\"%s\" is no address", text);
	strcpy(copy, text);
	colon = strrchr(copy, ':');
	if (*copy == '[') {
		host = copy + 1;
		colon = strchr(copy, ']');
		if (!colon)
			die(EXIT_USAGE, "\"%s\": ] is missing", text);
		*colon = '\0';
		colon = colon[1] == ':' ? colon + 1 : NULL;
	} else if (colon && strchr(copy, ':') != colon) {
		colon = NULL;		/* a bare IPv6 address */
	}
	if (colon) {
		*colon = '\0';
		port = tool_number("port", colon + 1, 0, 65535);
	}
	if (port < 0)
		die(EXIT_USAGE, "\"%s\" has no port", text);

	if (inet_pton(AF_INET, host, &e.v4.sin_addr) == 1) {
		e.v4.sin_family = AF_INET;
		e.v4.sin_port = htons((uint16_t)port);
		e.length = sizeof(e.v4);
	} else if (!*host || inet_pton(AF_INET6, host, &e.v6.sin6_addr) == 1) {
		e.v6.sin6_family = AF_INET6;
		e.v6.sin6_port = htons((uint16_t)port);
		e.length = sizeof(e.v6);
	} else {
		die(EXIT_USAGE, "\"%s\" is no address", text);
	}
	return e;
}

static inline int endpoint_socket(const struct endpoint *e)
{
	int fd = socket(e->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die(EXIT_FAILURE, "socket: %s", strerror(errno));
	return fd;
}

/* A bound UDP socket; ":PORT" is of both families. */
static inline int endpoint_bind(const struct endpoint *e, const char *text)
{
	int fd = endpoint_socket(e), no = 0;

	if (e->any.sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no)))
		die(EXIT_FAILURE, "IPV6_V6ONLY: %s", strerror(errno));
	if (bind(fd, &e->any, e->length))
		die(EXIT_FAILURE, "%s: bind: %s", text, strerror(errno));
	return fd;
}

/* A UDP socket that sends from an address which this host does not have. */
static inline int endpoint_spoof(const struct endpoint *e, const char *text)
{
	bool ip6 = e->any.sa_family == AF_INET6;
	int fd = endpoint_socket(e), yes = 1;

	if (setsockopt(fd, ip6 ? IPPROTO_IPV6 : IPPROTO_IP,
		       ip6 ? IPV6_TRANSPARENT : IP_TRANSPARENT, &yes, sizeof(yes)))
		die(EXIT_FAILURE, "transparent: %s", strerror(errno));
	if (bind(fd, &e->any, e->length))
		die(EXIT_FAILURE, "%s: bind: %s", text, strerror(errno));
	return fd;
}

/* Create @path, for a script that waits until all sockets are bound. */
static inline void tool_ready(const char *path)
{
	int fd;

	if (!path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		die(EXIT_FAILURE, "%s: %s", path, strerror(errno));
	close(fd);
}

static inline void tool_print(json_t *object)
{
	if (!object || json_dumpf(object, stdout, 0) || putchar('\n') == EOF ||
	    fflush(stdout))
		die(EXIT_FAILURE, "cannot write the result");
	json_decref(object);
}

/* Enter a network namespace that `ip netns` made. */
static inline void tool_enter(const char *netns)
{
	char path[256];
	int fd;

	if (strchr(netns, '/'))
		die(EXIT_USAGE, "\"%s\" is not the name of a namespace", netns);
	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(EXIT_FAILURE, "%s: %s", path, strerror(errno));
	close(fd);
}

#endif /* LAB_TOOL_H */
