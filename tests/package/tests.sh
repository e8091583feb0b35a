# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the scripts share that run in the packages' own Debian: each function
# test_NAME of the script is a result, in their order, for each goes on where the
# last one ended. Sourced, never run.

# fail WHY: ends the test
fail()
{
	echo "$*" >/tmp/why
	exit 1
}

# said PATTERN: in what the last command had to say
said()
{
	grep -q -e "$1" /tmp/said || fail "nobody said '$1'"
}

# run_tests SCRIPT: prints "ok NAME" or "not ok NAME: WHY" for each, and what a test
# says in a line "note: TEXT"
run_tests()
{
	# shellcheck disable=SC2013 # a word a line
	for name in $(sed -n 's/^\(test_[a-z0-9_]*\)()$/\1/p' "$1"); do
		rm -f /tmp/why
		if ("$name") >/tmp/log 2>&1; then
			echo "ok ${name#test_}"
		else
			sed 's/^/    /' /tmp/log
			echo "not ok ${name#test_}: $(cat /tmp/why 2>/dev/null ||
				tail -n 1 /tmp/log)"
		fi
		sed -n 's/^note: //p' /tmp/log
	done
}
