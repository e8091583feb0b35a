# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A host that came once a minute: see revisit.sh.

# shellcheck source=../revisit.sh
. /lab/revisit.sh

test_revisits_are_recognised()
{
	wait_for 600 [ -e $AGAIN_DONE ] || fail "the visits do not end"
	cat /tmp/again.log
	labstate --netns again-router sources
	recognised || fail "not recognised"
	again_end
}
