# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A host that came three times, once a minute: see revisit.sh.

# shellcheck source=../revisit.sh
. /lab/revisit.sh

test_revisits_are_recognised()
{
	wait_for 300 [ -e $AGAIN_DONE ] || fail "the visits do not end"
	cat /tmp/again.log
	labstate --netns again-router sources | tee /tmp/again.sources
	grep '^source inside' /tmp/again.sources |
		grep -q ' revisits 1 period [67][0-9]$' || fail "not recognised"
	again_end
}
