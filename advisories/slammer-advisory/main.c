// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammer-advisory; all of it is in commands.c, which tests call as well */
#include "cli.h"

int main(int argc, char **argv)
{
	return commands_run(argc, argv);
}
