# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The results of a test program: what run.sh counts. Sourced from the top of the
# tree; a test ends with "finish".

failed=0

ok()
{
	echo "ok $1"
}

not_ok()
{
	echo "not ok $1"
	failed=1
}

# is NAME COMMAND...: ok if the command succeeds
is()
{
	name=$1
	shift
	if "$@"; then
		ok "$name"
	else
		not_ok "$name"
	fi
}

# equal NAME GOT EXPECTED
equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1: \"$2\" instead of \"$3\""
	fi
}

finish()
{
	exit "$failed"
}
