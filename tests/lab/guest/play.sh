# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Policies that treat all packets alike, and vectors played under them. Sourced,
# never run.

# everything VERDICT [open|closed]: what policy rules has this verdict
everything()
{
	sed "s,VERDICT,$1,g; s,FAIL,${2:-closed}," /lab/every.conf >"$POLICY"
}

# play ZONE LABPLAY-OPTION...: what the kernel does with vectors, in /tmp/played
play()
{
	local zone=$1 place device

	shift
	place=router device=
	[ "$zone" != external ] || place=outside device="--device ext0"
	[ "$zone" != internal ] || place=inside device="--device int0"
	# shellcheck disable=SC2086 # a list of words
	in_ns $place labplay --vectors "$VECTORS" --zone "$zone" \
		--netns router $device "$@" >/tmp/played 2>/tmp/play.said ||
		fail "from $zone: $(last_line /tmp/play.said)"
}
