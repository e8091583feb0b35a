// SPDX-License-Identifier: GPL-2.0-or-later
/* table.c - the protocols of all kinds, one after the other */
#include "table.h"

const struct protocol *session_protocol(size_t number)
{
	static const struct protocol *const kinds[] = {
		protocols_networks, protocols_tunnels, protocols_media,
		protocols_things, protocols_games, protocols_peers
	};
	size_t i, k;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		for (k = 0; kinds[i][k].name; k++)
			if (!number--)
				return &kinds[i][k];
	return NULL;
}
