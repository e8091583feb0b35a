#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# slammerctl top in a real terminal, that of tmux: the screen, the keys, any size,
# and that the terminal is restored. The counters are those of fake-daemon.py, so
# every rate is known.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

export LC_ALL=C.UTF-8
TOP="build/slammerctl top --socket $SOCKET"

# One server for all sessions: a server that exits with its last session would take a
# new one with it
echo 'set -s exit-empty off' >"$work/tmux.conf"

terminal()
{
	tmux -f "$work/tmux.conf" -S "$work/tmux" "$@"
}

tidy()
{
	terminal kill-server 2>/dev/null
}

screen()
{
	terminal capture-pane -p -t top
}

keys()
{
	terminal send-keys -t top "$@"
}

# asks WHAT: a number of tmux about the terminal
asks()
{
	terminal display-message -p -t top "#{$1}"
}

# open COLUMNS LINES OPTION...: top in a new terminal, with stty before and after
open()
{
	size="-x $1 -y $2"
	shift 2
	rm -f "$work/pid" "$work/after"
	cat >"$work/run" <<-RUN
		trap : INT	# for top alone
		echo before
		stty -a >"$work/stty.before"
		sh -c 'echo \$\$ >"$work/pid"; exec $TOP $*'
		echo "status \$?"
		stty -a >"$work/stty.after"
		echo done >"$work/after"
		exec sleep 1000
	RUN
	# shellcheck disable=SC2086 # options
	terminal new-session -d -s top $size "sh $work/run"
}

close()
{
	terminal kill-session -t top
	wait_for sh -c "! tmux -S $work/tmux has-session -t top" 2>/dev/null
}

# shows NAME PATTERN: a line of the screen matches, within the patience of wait_for
shows()
{
	if wait_for on_screen "$2"; then
		ok "$1"
	else
		not_ok "$1: no line is like \"$2\""
		screen | sed 's/^/    |/'
	fi
}

on_screen()
{
	screen | grep -Eq -- "$1"
}

# Sources from the top to the bottom
order()
{
	screen | awk '/^source/ { on = 1; next } on && /^[0-9]/ { printf "%s ", $1 }'
}

in_order()
{
	[ "$(order)" = "$1" ]
}

# sorted NAME EXPECTED
sorted()
{
	if wait_for in_order "$2"; then
		ok "$1"
	else
		not_ok "$1: $(order)instead of $2"
	fi
}

# fills LINES LAST: header at the top, keys at the bottom: no line has wrapped
fills()
{
	[ "$(screen | head -n 1 | cut -c 1-15)" = "slammerctl top " ] &&
		[ "$(screen | wc -l)" -eq "$1" ] &&
		screen | tail -n 1 | grep -q "^$2"
}

# cleaned NAME STATUS: the program has ended, and the terminal is restored
cleaned()
{
	wait_for test -e "$work/after" || not_ok "$1: it does not exit"
	shows "$1: the normal screen, and the status" "^status $2\$"
	is "$1: its old content" on_screen '^before$'
	equal "$1: alternate screen" "$(asks alternate_on)" 0
	equal "$1: cursor" "$(asks cursor_flag)" 1
	is "$1: settings" cmp -s "$work/stty.before" "$work/stty.after"
}

SICK=192.0.2.66
LOUD=203.0.113.66
MANY=2001:db8:1111:2222:3333:4444:5555:6666
QUIET=192.0.2.7

start_daemon
open 80 24 --interval 0.2

shows "rates of a class" \
	'^slammer +1500 +4\.85M +1500 100\.0 % +0 +0\.0 % +[0-9]+$'
shows "what would be dropped" \
	'^overflow +25 +40000 +0 +0\.0 % +25 100\.0 % +[0-9]+$'
shows "the sum" \
	'^packets/s +1575  bits/s +4\.91M  dropped +95\.2 %  would drop +1\.6 %  infected 1$'
shows "policy" '^policy generation 2, digest 00000000000000aa, same as the daemon'
shows "an infected host" "^$SICK +INFECTED +50 +162k +[0-9]+k? slammer"
shows "an address of IPv6" "^$MANY outside +100 +323k +[0-9.]+[kM] slammer"
is "80x24 is filled" fills 24 'sort r rate'
equal "alternate screen" "$(asks alternate_on)" 1

sorted "by rate" "$SICK $LOUD $MANY $QUIET "
keys t
sorted "t: by total" "$SICK $MANY $LOUD $QUIET "
keys n
sorted "n: by name" "$SICK $QUIET $LOUD $MANY "
keys b
sorted "b: by bits" "$SICK $LOUD $MANY $QUIET "
shows "the order is shown" 'by bits/s'
keys d
shows "d: by direction" '^ingress +1040 +3\.24M +1000 +96\.2 %'
keys i
shows "i: by interface" '^wan0 +external +7000 +[0-9]+ +2 +0$'
shows "infected hosts at an interface" '^lan0 +internal +300 +[0-9]+ +2 +1$'
keys s
wait_for sh -c "! tmux -S $work/tmux capture-pane -p -t top | grep -q ^wan0"
shows "s: sources only" '^source '
is "s: nothing else" [ "$(screen | grep -cE '^(wan0|ingress|slammer )')" -eq 0 ]
keys c
shows "c: by class" '^class +packets/s'
keys +
shows "+: a longer interval" 'every 0\.5 s'
keys -
keys p
shows "p: pause" ' PAUSED$'
keys p
wait_for sh -c "! tmux -S $work/tmux capture-pane -p -t top | grep -q PAUSED"
before=$(cat "$work/looks")
wait_for sh -c "[ \$(cat $work/looks) -gt $((before + 2)) ]"
is "it continues" [ "$(cat "$work/looks")" -gt $((before + 2)) ]

terminal resize-window -t top -x 60 -y 15
wait_for fills 15 'q quit'
is "60x15 is filled" fills 15 'q quit'
shows "60x15: sources" "^$SICK +INFECTED"
terminal resize-window -t top -x 120 -y 40
wait_for fills 40 'sort r rate'
is "120x40 is filled" fills 40 'sort r rate'
shows "120x40: the last target" "^$MANY outside .* slammer +wan0 +198\.51\.100\.77$"
terminal resize-window -t top -x 20 -y 3
wait_for fills 3 'q quit'
is "20x3 is filled" fills 3 'q quit'
terminal resize-window -t top -x 80 -y 24
wait_for fills 24 'sort r rate'
is "80x24 again" fills 24 'sort r rate'

stop_daemon
shows "the daemon has stopped" 'slammerd is not running'
start_daemon
shows "the daemon is back" 'same as the daemon'

kill -TSTP "$(cat "$work/pid")"
wait_for sh -c "[ \"\$(tmux -S $work/tmux display-message -p -t top '#{alternate_on}')\" = 0 ]"
equal "stopped: alternate screen" "$(asks alternate_on)" 0
kill -CONT "$(cat "$work/pid")"
shows "continued: the screen" '^slammerctl top '
equal "continued: alternate screen" "$(asks alternate_on)" 1

keys q
cleaned "q" 0
close
open 80 24 --interval 0.2 --by direction --sort total
shows "--by direction" '^direction +packets/s'
shows "--sort total" 'by total'
keys C-c
cleaned "^C" 130
close
open 80 24
shows "it has started" '^slammerctl top '
kill "$(cat "$work/pid")"
cleaned "SIGTERM" 143
close
open 80 24 --interval 0.1 --count 3
cleaned "--count" 0
close

$TOP >"$work/out" 2>"$work/err" </dev/null
equal "without a terminal: status" $? 1
equal "without a terminal" "$(cat "$work/err")" "slammerctl: top needs a terminal (--once prints one screen, --batch one after the other)"
is "without a terminal: nothing else" [ ! -s "$work/out" ]
$TOP --once --interval 0.1 >"$work/out"
equal "--once: status" $? 0
is "--once: rates" grep -Eq '^slammer +1500 +4\.85M' "$work/out"
is "--once: plain text" [ -z "$(tr -d '\n -~' <"$work/out")" ]
equal "--batch --count 3" "$($TOP --batch --interval 0.1 --count 3 |
	grep -c '^slammer +*1500\|^slammer  *1500')" 3
equal "--json" "$($TOP --json --once --interval 0.1 |
	jq -c '[.seconds, .all.rates.packets, .sources[0].infected]')" \
	'[2,1575,true]'
finish
