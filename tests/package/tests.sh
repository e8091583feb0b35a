# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the scripts share that run in the Debian of the package tests: each function
# test_NAME of a script is a result. They run in the order of the file, and each
# continues from the state that the one before has left. Sourced, never run.

# fail WHY: ends the test
fail()
{
	echo "$*" >/tmp/why
	exit 1
}

# prints PATTERN: it is in the output of the last command
prints()
{
	grep -q -e "$1" /tmp/output || fail "no '$1' in the output"
}

# run_tests SCRIPT: prints "ok NAME" or "not ok NAME: WHY" for each, and the TEXT of
# lines "note: TEXT" that a test prints
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
