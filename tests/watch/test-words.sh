#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The same words in every program and command: -h, --help, help, -V, --version, version
# on standard output with status 0; what is unknown is refused with status 2 and a hint.
# Standard input is "-" wherever a policy is read.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

# commands_of COMMAND...: those that its --help lists
commands_of()
{
	"$@" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# every: each program, command and subcommand, one a line
every()
{
	local command sub

	echo slammerd
	echo slammerctl
	for command in $(commands_of build/slammerctl); do
		echo "slammerctl $command"
		for sub in $(commands_of build/slammerctl "$command"); do
			echo "slammerctl $command $sub"
		done
	done
	echo slammer-advisory
	for command in $(commands_of build/slammer-advisory); do
		echo "slammer-advisory $command"
	done
}

# prints PATTERN WORD...: the output of build/WORD..., status 0, no error
prints()
{
	local pattern=$1

	shift
	"build/$1" "${@:2}" >"$work/out" 2>"$work/err" </dev/null &&
		[ ! -s "$work/err" ] && grep -q "^$pattern" "$work/out"
}

# refuses WORD...: status 2, nothing on standard output, a hint
refuses()
{
	"build/$1" "${@:2}" >"$work/out" 2>"$work/err" </dev/null
	[ $? -eq 2 ] && [ ! -s "$work/out" ] && grep -q "^Try '$1.* --help'" "$work/err"
}

# Where a file may follow, "help" is the name of one.
takes_operands()
{
	build/"$1" "${@:2}" --help | sed -n '/^[A-Z ]/!q; p' |
		grep -Eq ' \[?(FILE|ID|OLD|CAPTURE|INPUT|MODE)'
}

count=0
while read -ra words; do
	count=$((count + 1))
	for word in -h --help; do
		is "${words[*]} $word" prints Usage: "${words[@]}" $word
	done
	for word in -V --version; do
		is "${words[*]} $word" prints "${words[0]} [0-9]" "${words[@]}" $word
	done
	is "${words[*]} --nonsense" refuses "${words[@]}" --nonsense
	takes_operands "${words[@]}" && continue
	is "${words[*]} help" prints Usage: "${words[@]}" help
	# slammer-advisory's commands take -V only.
	[ "${words[0]}:${#words[@]}" = slammer-advisory:2 ] ||
		is "${words[*]} version" prints "${words[0]} [0-9]" "${words[@]}" version
done < <(every)
is "all of them: $count" [ "$count" -gt 30 ]
is "slammerctl help policy check" prints "Usage: slammerctl policy check" \
	slammerctl help policy check
is "slammer-advisory help new" prints "Usage: slammer-advisory new" \
	slammer-advisory help new
is "slammerctl nonsense" refuses slammerctl nonsense
is "slammer-advisory nonsense" refuses slammer-advisory nonsense
is "slammerctl help nonsense" refuses slammerctl help nonsense

# from_stdin COMMAND...: with a policy on standard input
from_stdin()
{
	"build/$1" "${@:2}" <etc/policy.conf >"$work/out" 2>"$work/err"
}

is "policy check -" from_stdin slammerctl policy check --no-interfaces -
is "it is named" grep -q '^<stdin>: valid' "$work/out"
is "policy show -" from_stdin slammerctl policy show -
is "policy diff -" from_stdin slammerctl policy diff etc/policy.conf -
is "policy test -" from_stdin slammerctl policy test - build/example.pcap --summary
is "slammerd --check" from_stdin slammerd --check --config -
echo 'mode = "nonsense";' | build/slammerctl policy check - >"$work/out" 2>&1
is "an error has its line" grep -q '^<stdin>:1: ' "$work/out"
is "standard input once" refuses slammerctl policy diff - -
is "standard input twice" refuses slammerctl policy test - -
is "no reload from standard input" refuses slammerd --foreground --config -

# Without a file: that of the daemon, or the default one
build/slammerctl policy check --no-interfaces --socket "$work/none" >"$work/out" 2>&1
is "no daemon: the default file" grep -q \
	'^/etc/nf-slammer/policy.conf: the default policy file, as no daemon answers' "$work/out"
start_daemon
build/slammerctl policy check --no-interfaces --socket "$SOCKET" >"$work/out" 2>&1
is "the daemon's file" grep -q ': the policy file of the running daemon$' "$work/out"
finish
