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
#include <sys/timerfd.h>
#include <unistd.h>

#include "slammerd/os/sockets.h"
#include "status/metrics.h"

struct http {
	struct loop *loop;
	struct MHD_Daemon *server;
	struct watch watch;
	struct watch timer;	/* when an idle client is to be disconnected */
	char *path;		/* of a UNIX socket */
	metrics_fn fn;
	void *arg;
};

static enum MHD_Result respond(struct MHD_Connection *connection,
			       unsigned int code, const char *type,
			       struct MHD_Response *response)
{
	enum MHD_Result result = MHD_NO;

	if (!response)
		return MHD_NO;
	if (MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
				    type) == MHD_YES &&
	    (code != MHD_HTTP_METHOD_NOT_ALLOWED ||
	     MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
				     "GET, HEAD") == MHD_YES))
		result = MHD_queue_response(connection, code, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
			      unsigned int code, const char *sentence)
{
	return respond(connection, code, "text/plain; charset=utf-8",
		       MHD_create_response_from_buffer(strlen(sentence),
						       (void *)(uintptr_t)sentence,
						       MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_size, void **state)
{
	struct http *http = arg;
	char *text;

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
	text = http->fn(http->arg);
	if (!text)
		return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
			      "Out of memory.\n");
	return respond(connection, MHD_HTTP_OK, METRICS_TYPE,
		       MHD_create_response_from_buffer(strlen(text), text,
						       MHD_RESPMEM_MUST_FREE));
}

/* Run the library, and call it again when it wants to be called. */
static void run_server(struct http *http)
{
	struct itimerspec when = { 0 };
	MHD_UNSIGNED_LONG_LONG milliseconds;

	MHD_run(http->server);
	/* The first run may have made room for clients that wait. */
	MHD_run(http->server);
	if (MHD_get_timeout(http->server, &milliseconds) == MHD_YES) {
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

	if (read(http->timer.fd, &expirations, sizeof(expirations)) > 0)
		run_server(http);
}

/* The library's messages are about clients. */
static void ignore_message(void *arg, const char *format, va_list args)
{
}

static int start_http(struct http *http, int fd)
{
	const union MHD_DaemonInfo *info;

	http->server = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_ERROR_LOG, 0,
		NULL, NULL, on_request, http,
		MHD_OPTION_EXTERNAL_LOGGER, ignore_message, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)HTTP_CLIENTS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)HTTP_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_MEMORY,
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
	return 0;
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
		return tcp_listen(address, HTTP_CLIENTS, error);
	fd = unix_listen(address, HTTP_CLIENTS, error);
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
			       .fn = fn, .arg = arg };
	fd = listen_at(http, address, access, error);
	if (fd >= 0 && !open_timer(http) && !start_http(http, fd))
		return http;
	if (fd >= 0) {
		error_set(error, "cannot serve HTTP on %s: %s", address,
			 strerror(errno));
		if (!http->server)	/* else the library owns it */
			close(fd);
	}
	http_close(http);
	return NULL;
}

void http_close(struct http *http)
{
	if (!http)
		return;
	if (http->watch.fd >= 0)
		loop_remove(http->loop, &http->watch);
	if (http->server)
		MHD_stop_daemon(http->server);
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

void http_close(struct http *http)
{
}
#endif
