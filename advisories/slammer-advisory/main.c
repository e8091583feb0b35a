// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammer-advisory; all of it is in commands.c, which tests call as well */
#include <errno.h>
#include <string.h>

#include "cli.h"
#include "common/output.h"

int main(int argc, char **argv)
{
	int status = commands_run(argc, argv);

	/* commands_run() has said what it could not write; closing may fail as well. */
	if (!output_finish(stdout) || status)
		return status;
	return command_error("standard output: %s", strerror(errno));
}
