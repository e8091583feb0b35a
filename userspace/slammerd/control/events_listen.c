// SPDX-License-Identifier: GPL-2.0-or-later
/* listen.c - the control socket's place in the file system */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/error.h"
#include "slammerd/control/control.h"
#include "slammerd/os/unix_socket.h"

static void on_listener(void *arg, uint32_t events)
{
	struct control *control = arg;
	int fd;

	fd = accept4(control->listener.fd, NULL, NULL,
		     SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		control_adopt(control, fd);
		return;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
		return;
	/* No memory or no descriptors: look again later, do not spin. */
	loop_remove(control->loop, &control->listener);
	control->deaf = true;
	control_tick(control);
}

int control_listen(struct control *control, const char *path, struct error *error)
{
	control->path = path;
	control->listener.fn = on_listener;
	control->listener.arg = control;
	control->listener.fd = place_listen(path, CONTROL_CLIENTS, error);
	if (control->listener.fd < 0)
		return -1;
	if (rights_apply(&control->rights, path) < 0 ||
	    loop_add(control->loop, &control->listener, EPOLLIN) < 0) {
		return error_set(error, "cannot listen on %s: %s", path,
			 strerror(errno));
	}
	return 0;
}
