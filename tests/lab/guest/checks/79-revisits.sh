# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The first visit of an infected host; 89-revisited.sh looks at the result.

# shellcheck source=../revisit.sh
. /lab/revisit.sh

test_first_visit()
{
	again_begin
	labstate --netns again-router sources | grep -q '^source inside' ||
		fail "the host is not in the table"
}
