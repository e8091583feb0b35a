// SPDX-License-Identifier: GPL-2.0-or-later
/* metrics_server.c - libmicrohttpd in our event loop, and the policy's address */
#include <stdlib.h>
#include <string.h>

#include "slammerd/control/metrics_server.h"

static void start_server(struct metrics_server *server, const char *address)
{
	struct error error;

	server->http = http_open(server->loop, address, server->access,
				 server->fn, server->arg, &error);
	if (!server->http) {
		alert_raise(&server->alert, "%s", error.text);
		return;
	}
	alert_clear(&server->alert, "the metrics are served again");
	server->address = strdup(address);
	log_message(LOG_INFO, "serving metrics on %s", address);
}

void metrics_server_set(struct metrics_server *server, const char *address)
{
	if (address && server->address && !strcmp(address, server->address))
		return;
	if (server->http)
		log_message(LOG_INFO, "stopped serving metrics on %s",
			    server->address ? server->address : "the old address");
	metrics_server_close(server);
	if (address)
		start_server(server, address);
	else
		server->alert.active = false;
}

void metrics_server_set_access(struct metrics_server *server)
{
	http_set_access(server->http);
}

void metrics_server_close(struct metrics_server *server)
{
	http_close(server->http);
	server->http = NULL;
	free(server->address);
	server->address = NULL;
}

#ifdef HAVE_MICROHTTPD
#include <errno.h>
#include <microhttpd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/control/http_clients.h"
#include "slammerd/os/sockets.h"
#include "status/metrics.h"

#define BACKLOG		128	/* clients that connect all the time do not fill it */
#define ACCEPTS		16	/* per turn of the event loop */
#define KEPT_TIMES	10	/* a text is used again for so long as it took to make */

/**
 * struct http - the server
 * @timer:	for deadlines, and what the library asks for
 * @paused:	accept() failed; the timer tries again
 * @access:	who may connect to a UNIX socket; NULL: TCP
 * @path:	of a UNIX socket
 * @text:	the last one, NULL: none; used until @until (ns of CLOCK_MONOTONIC)
 */
struct http {
	struct loop *loop;
	struct MHD_Daemon *server;
	struct watch watch;
	struct watch timer;
	struct watch listener;
	bool paused;
	const struct access *access;
	char *path;
	metrics_fn fn;
	void *arg;
	struct MHD_Response *text;
	int64_t until;
	struct http_clients clients;
};

static int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A connection carries one request, so the deadline of one is that of the other. */
static struct MHD_Response *describe(struct MHD_Response *response, const char *type)
{
	if (response &&
	    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
				    type) == MHD_YES &&
	    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION,
				    "close") == MHD_YES)
		return response;
	if (response)
		MHD_destroy_response(response);
	return NULL;
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
			      unsigned int code, const char *sentence)
{
	struct MHD_Response *response = describe(
		MHD_create_response_from_buffer(strlen(sentence),
						(void *)(uintptr_t)sentence,
						MHD_RESPMEM_PERSISTENT),
		"text/plain; charset=utf-8");
	enum MHD_Result result = MHD_NO;

	if (!response)
		return MHD_NO;
	if (code != MHD_HTTP_METHOD_NOT_ALLOWED ||
	    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
				    "GET, HEAD") == MHD_YES)
		result = MHD_queue_response(connection, code, response);
	MHD_destroy_response(response);
	return result;
}

static void forget_text(struct http *http)
{
	if (http->text)
		MHD_destroy_response(http->text);
	http->text = NULL;
}

/* The text, made again unless that would cost more than a tenth of our time. */
static struct MHD_Response *fresh_text(struct http *http)
{
	int64_t began = monotonic_ns(), ended;
	char *text;

	if (http->text && began < http->until)
		return http->text;
	forget_text(http);
	text = http->fn(http->arg);
	if (!text)
		return NULL;
	http->text = describe(MHD_create_response_from_buffer(strlen(text), text,
						MHD_RESPMEM_MUST_FREE),
			      METRICS_TYPE);
	ended = monotonic_ns();
	http->until = ended + (ended - began) * KEPT_TIMES;
	return http->text;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_size, void **state)
{
	struct http *http = arg;
	struct MHD_Response *text;

	if (strcmp(url, "/metrics"))
		return refuse(connection, MHD_HTTP_NOT_FOUND,
			      "Not found: only /metrics exists.\n");
	if (strcmp(method, MHD_HTTP_METHOD_GET) &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD))
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "Method not allowed: /metrics is read-only.\n");
	/* The first call is for the head alone: reply at the second. */
	if (!*state) {
		*state = http;
		return MHD_YES;
	}
	text = fresh_text(http);
	if (!text)
		return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
			      "Out of memory.\n");
	return MHD_queue_response(connection, MHD_HTTP_OK, text);
}

/* Run the library, and call it again when it wants to be called, or a second later. */
static void run_server(struct http *http)
{
	struct itimerspec when = { 0 };
	MHD_UNSIGNED_LONG_LONG milliseconds;

	MHD_run(http->server);
	http_clients_sweep(&http->clients);
	if (MHD_get_timeout(http->server, &milliseconds) != MHD_YES ||
	    milliseconds > 1000)
		milliseconds = 1000;
	if (http->clients.count || http->paused) {
		when.it_value.tv_sec = (time_t)(milliseconds / 1000);
		when.it_value.tv_nsec = (long)(milliseconds % 1000) * 1000000 + 1;
	}
	timerfd_settime(http->timer.fd, 0, &when, NULL);
}

static void on_ready(void *arg, uint32_t events)
{
	run_server(arg);
}

static void on_timer(void *arg, uint32_t events)
{
	struct http *http = arg;
	uint64_t expirations;

	if (read(http->timer.fd, &expirations, sizeof(expirations)) <= 0)
		return;
	http_clients_expire(&http->clients, monotonic_ns() / 1000000);
	if (http->paused && !loop_add(http->loop, &http->listener, EPOLLIN))
		http->paused = false;
	run_server(http);
}

/* Frees the place of one that has to go; the library closes it. */
static struct http_client *make_place(struct http *http, int fd)
{
	const int64_t now = monotonic_ns() / 1000000;
	struct http_client *client;

	client = http_clients_add(&http->clients, http->access, fd, now);
	if (client)
		return client;
	MHD_run(http->server);
	return http_clients_add(&http->clients, http->access, fd, now);
}

static void add_client(struct http *http, int fd, const struct sockaddr *address,
		       socklen_t length)
{
	static const char forbidden[] =
		"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n";
	struct http_client *client;

	if (http->access && !http_clients_may(http->access, fd)) {
		send(fd, forbidden, sizeof(forbidden) - 1,
		     MSG_NOSIGNAL | MSG_DONTWAIT);
		close(fd);
		return;
	}
	client = make_place(http, fd);
	if (!client) {
		close(fd);
		return;
	}
	/* Closes @fd if it fails. Starts it now, or, since 1.0, as it runs next. */
	if (MHD_add_connection(http->server, fd, address, length) != MHD_YES)
		http_clients_remove(&http->clients, client);
}

static void on_listener(void *arg, uint32_t events)
{
	struct http *http = arg;
	struct sockaddr_storage address;
	socklen_t length;
	int fd, i;

	for (i = 0; i < ACCEPTS; i++) {
		length = sizeof(address);
		fd = accept4(http->listener.fd, (struct sockaddr *)&address,
			     &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			break;
		add_client(http, fd, (struct sockaddr *)&address, length);
	}
	if (i < ACCEPTS && errno != EAGAIN && errno != EINTR &&
	    errno != ECONNABORTED) {
		/* Out of memory or descriptors: try again later, do not spin. */
		loop_remove(http->loop, &http->listener);
		http->paused = true;
	}
	run_server(http);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **own,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http *http = arg;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*own = http_clients_started(&http->clients, MHD_get_connection_info(
			connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
	else if (*own)
		http_clients_remove(&http->clients, *own);
}

/* The library's messages are about clients. */
static void ignore_message(void *arg, const char *format, va_list args)
{
}

/* Descriptors of clients are added: who may connect, and for how long, is ours. */
static int start_http(struct http *http)
{
	const union MHD_DaemonInfo *info;

	http->server = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_ERROR_LOG |
		MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, on_request, http,
		MHD_OPTION_EXTERNAL_LOGGER, ignore_message, NULL,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)HTTP_CLIENTS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_MEMORY,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
		MHD_OPTION_END);
	if (!http->server)
		return -1;
	info = MHD_get_daemon_info(http->server, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return -1;
	http->watch = (struct watch){ info->epoll_fd, on_ready, http };
	if (loop_add(http->loop, &http->watch, EPOLLIN) < 0) {
		http->watch.fd = -1;
		return -1;
	}
	return loop_add(http->loop, &http->listener, EPOLLIN);
}

static int open_timer(struct http *http)
{
	http->timer = (struct watch){
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
		on_timer, http
	};
	if (http->timer.fd >= 0 &&
	    !loop_add(http->loop, &http->timer, EPOLLIN))
		return 0;
	return -1;
}

static int listen_at(struct http *http, const char *address,
		     const struct access *access, struct error *error)
{
	int fd;

	if (!strchr(address, '/'))
		return tcp_listen(address, BACKLOG, error);
	fd = unix_listen(address, BACKLOG, error);
	if (fd < 0)
		return -1;
	http->path = strdup(address);
	if (http->path && !access_set_mode(access, address))
		return fd;
	error_set(error, "cannot listen on %s: %s", address,
		 strerror(errno));
	close(fd);
	return -1;
}

struct http *http_open(struct loop *loop, const char *address,
		       const struct access *access, metrics_fn fn, void *arg,
		       struct error *error)
{
	struct http *http = calloc(1, sizeof(*http));
	int fd;

	if (!http) {
		error_no_memory(error);
		return NULL;
	}
	*http = (struct http){ .loop = loop, .watch.fd = -1, .timer.fd = -1,
			       .access = strchr(address, '/') ? access : NULL,
			       .fn = fn, .arg = arg };
	fd = listen_at(http, address, access, error);
	http->listener = (struct watch){ fd, on_listener, http };
	if (fd >= 0 && !open_timer(http) && !start_http(http))
		return http;
	if (fd >= 0)
		error_set(error, "cannot serve HTTP on %s: %s", address,
			 strerror(errno));
	http_close(http);
	return NULL;
}

void http_set_access(struct http *http)
{
	if (http && http->path && access_set_mode(http->access, http->path) < 0)
		log_message(LOG_WARNING, "cannot set owner and mode of %s: %s",
			    http->path, strerror(errno));
}

void http_close(struct http *http)
{
	if (!http)
		return;
	if (http->listener.fd >= 0) {
		loop_remove(http->loop, &http->listener);
		close(http->listener.fd);
	}
	if (http->watch.fd >= 0)
		loop_remove(http->loop, &http->watch);
	if (http->server)
		MHD_stop_daemon(http->server);
	forget_text(http);
	if (http->timer.fd >= 0) {
		loop_remove(http->loop, &http->timer);
		close(http->timer.fd);
	}
	if (http->path)
		unlink(http->path);
	free(http->path);
	free(http);
}
#else
struct http *http_open(struct loop *loop, const char *address,
		       const struct access *access, metrics_fn fn, void *arg,
		       struct error *error)
{
	error_set(error, "cannot serve the metrics on %s: this slammerd was built without libmicrohttpd",
		 address);
	return NULL;
}

void http_set_access(struct http *http)
{
}

void http_close(struct http *http)
{
}
#endif
