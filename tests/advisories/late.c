// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * late.c - loaded before a program: who it begets is born late
 *
 * A new session is what a courier begins with (advisories/notices/sendmail_helper.c), and it
 * still has all that its parent had open. It says so by the file that LATE_BORN names,
 * and goes on when the file is gone.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t setsid(void)
{
	const char *born = getenv("LATE_BORN");
	int fd = born ? open(born, O_CREAT | O_WRONLY, 0600) : -1;

	if (fd >= 0)
		close(fd);
	while (fd >= 0 && !access(born, F_OK))
		usleep(10000);
	return (pid_t)syscall(SYS_setsid);
}
