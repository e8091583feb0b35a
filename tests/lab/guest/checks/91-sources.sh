# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Sources, estimates and events.

# shellcheck source=../world.sh
. /lab/world.sh

# from_inside_on MASK VECTOR OPTION...: by the right cable, to this processor
from_inside_on()
{
	local mask=$1 vector=$2

	shift 2
	in_ns right taskset "$mask" labflood --vectors "$VECTORS" --device r0 \
		--name "$vector" "$@" >/dev/null
}

from_inside()
{
	from_inside_on 1 "$@"
}

from_outside()
{
	local vector=$1

	shift
	in_ns left taskset 1 labflood --vectors "$VECTORS" --device l0 \
		--name "$vector" "$@" >/dev/null
}

# table SIDE WHAT: size, used, evicted or untracked
places()
{
	labstate --netns mid tables |
		sed -n "s/^table $1 .*$2 \\([0-9]*\\).*/\\1/p"
}

# tallies SIDE CLASS: "SOURCES PACKETS" for each number of packets of the class that
# a source of the side sent, all processors together
tallies()
{
	labstate --netns mid sources | awk -v side="$1" -v class="$2" '
		$2 == side {
			for (i = 5; i < NF; i += 2)
				if ($i == class)
					sum[$3] += $(i + 1)
		}
		END {
			for (address in sum)
				many[sum[address]]++
			for (n in many)
				print many[n], n
		}' | sort -n
}

# targets SIDE: the estimated number, for each source of that side on each processor
targets()
{
	labstate --netns mid sources | sed -n "s/^source $1 .* targets //p"
}

tracked()
{
	world
	guard p0 p1 "\$a tracking: { outside = 1024; inside = 1024; };"
}

# Inside hosts are counted exactly, as long as they fit
test_sources_inside_are_exact()
{
	tracked
	from_inside worm-out --sources 500 --count 5000
	from_inside worm-out --sources 100 --count 300
	equal "sources and their worms" "$(tallies inside slammer |
		tr '\n' ';')" "100 13;400 10;"
	equal "places in use" "$(places inside used)" 500
	equal "evicted" "$(places inside evicted)" 0
	equal "untracked" "$(places inside untracked)" 0
	world_end
}

# As many as the policy names, wherever the network card puts what they send: all on
# one processor, or on each. Every table has a key of its own and is another draw.
test_sources_inside_have_room()
{
	local hosts round

	tracked
	for round in 1 2 3 4 5 6 7 8; do
		hosts=$((1024 << round % 2))
		guard p0 p1 "\$a tracking: { inside = $hosts; };"
		from_inside worm-out --sources "$hosts" --count "$hosts"
		equal "sources on one processor" \
			"$(tallies inside slammer)" "$hosts 1"
		from_inside_on 2 worm-out --sources "$hosts" --count "$hosts"
		equal "sources on both" "$(tallies inside slammer)" "$hosts 2"
		equal "places in use" "$(places inside used)" $((2 * hosts))
	done
	equal "untracked" "$(places inside untracked)" 0
	world_end
}

# Above that every source is accounted for: tracked, evicted or untracked
test_sources_that_do_not_fit()
{
	tracked
	from_outside worm-in --sources 5000 --count 5000
	equal "sources tracked, evicted and untracked" \
		$(($(places outside used) + $(places outside evicted) +
		   $(places outside untracked))) 5000
	[ "$(places outside evicted)" -gt 0 ] || fail "no source was evicted"
	[ "$(places outside used)" -le "$(places outside size)" ] ||
		fail "more places in use than there are"
	booked "ingress worm drop 5000"
	world_end
}

# A source that sends much is not evicted by a flood of new sources
test_sources_that_send_much_stay()
{
	tracked
	from_outside worm-in --count 500
	from_outside worm-in --sources 20000 --count 20000
	from_outside worm-in --count 500
	equal "worms of the one that stayed" "$(labstate --netns mid sources |
		sed -n 's/^source outside 203.0.113.66 .* slammer //p')" 1001
	# and the inside has a table of its own
	equal "places in use inside" "$(places inside used)" 0
	world_end
}

test_tables_of_another_size()
{
	tracked
	equal "places inside" "$(places inside size)" 4096
	equal "places outside" "$(places outside size)" 1024
	from_inside worm-out --sources 200 --count 400
	guard p0 p1 "\$a tracking: { outside = 8192; inside = 1024; };"
	equal "places outside" "$(places outside size)" 8192
	equal "sources inside" "$(tallies inside slammer)" "200 2"
	guard p0 p1
	equal "sources inside" "$(tallies inside slammer)" ""
	equal "places inside" "$(places inside size)" 8192
	world_end
}

# evidence ADDRESS: "GRADE INFECTED", as slammerctl tells it without a daemon
evidence()
{
	in_ns mid slammerctl sources --socket /none --json |
		jq -r --arg a "$1" '.sources[] | select(.address == $a) |
			"\(.evidence) \(.infected)"'
}

# Targets of attacks are counted, but not those of the worm
test_targets_of_a_source()
{
	tracked
	from_inside heap-long --targets 3 --count 30
	equal "few targets" "$(targets inside)" 3
	equal "a few packets to a few hosts" "$(evidence 192.0.2.66)" \
		"weak false"
	from_inside heap-long --targets 40 --count 400
	if [ "$(targets inside)" -lt 25 ] || [ "$(targets inside)" -gt 60 ]; then
		fail "$(targets inside) targets, and they are 40"
	fi
	equal "many packets to many hosts" "$(evidence 192.0.2.66)" "many true"
	from_outside worm-in --targets 40 --count 400
	equal "targets of the worm" "$(targets outside)" ""
	world_end
}

# A slot that another source gets does not inherit the targets of the one before
test_targets_are_not_inherited()
{
	tracked
	from_outside heap-alone --sources 3000 --targets 31 --count 30000
	from_outside worm-in --sources 20000 --count 20000
	[ "$(places outside evicted)" -gt 0 ] || fail "no source was evicted"
	equal "worms with targets" "$(labstate --netns mid sources |
		grep -v ' overflow ' | grep -c ' targets ' || true)" 0
	world_end
}

# One packet of the worm is enough, however many others are not
test_one_worm_accuses()
{
	tracked
	from_inside heap-long --count 1000
	equal "many packets to one host" "$(evidence 192.0.2.66)" "weak false"
	from_inside worm-out --count 1
	equal "with one worm" "$(evidence 192.0.2.66)" "worm true"
	world_end
}

# What the policy accepts says nothing against its sender; what it drops does
test_permitted_are_no_sources()
{
	tracked
	from_outside freetds --count 20
	booked "ingress instance accept 20"
	equal "sources" "$(labstate --netns mid sources)" ""
	from_outside freetds-stranger --count 20
	equal "sources" "$(tallies outside request)" "1 20"
	guard p0 p1 's/request = "drop"/request = "monitor"/'
	from_outside freetds-stranger --count 20
	equal "sources that would be dropped" "$(tallies outside request)" "1 20"
	guard p0 p1 's/request = "drop"/request = "accept"/'
	from_outside freetds-stranger --count 20
	equal "sources, as before" "$(tallies outside request)" "1 20"
	world_end
}

# estimate SIDE WHAT: as slammerctl tells it
estimate()
{
	in_ns mid slammerctl status --socket /none --json |
		jq ".estimates[] | select(.side == \"$1\" and .what == \"$2\")
			| .estimate"
}

# near WHAT IS TRUE: within three standard errors, 7 %
near()
{
	if [ "$2" -lt $(($3 * 93 / 100)) ] || [ "$2" -gt $(($3 * 107 / 100)) ]
	then
		fail "$1: $2, and they are $3"
	fi
}

test_estimates()
{
	tracked
	from_outside worm-in --sources 20000 --count 20000
	from_inside worm-out --targets 5000 --count 5000
	near "sources outside" "$(estimate outside sources)" 20000
	near "targets of the inside" "$(estimate inside targets)" 5000
	equal "sources inside" "$(estimate inside sources)" 1
	world_end
}

# merged FILE FILE: the larger of each two registers
merged()
{
	cat "$1" "$2" | awk '
		{
			key = $1 " " $2 " " $3
			if (!(key in one)) {
				one[key] = $4
				next
			}
			out = ""
			for (i = 1; i < length($4); i += 2) {
				a = substr(one[key], i, 2)
				b = substr($4, i, 2)
				out = out (a > b ? a : b)
			}
			print key, out
		}'
}

# Registers of two windows, merged, are those of one window that saw both
test_registers_merge()
{
	tracked
	from_outside worm-in --sources 3000 --count 3000
	labstate --netns mid reset >/tmp/window.1
	labstate --netns mid sketches | grep 'outside sources' |
		grep -q ' 0*$' || fail "they do not begin at 0 again"
	from_outside worm-in --sources 5000 --count 5000
	labstate --netns mid reset >/tmp/window.2
	from_outside worm-in --sources 3000 --count 3000
	from_outside worm-in --sources 5000 --count 5000
	labstate --netns mid sketches >/tmp/window.both
	merged /tmp/window.1 /tmp/window.2 | cmp - /tmp/window.both ||
		fail "merged registers are other ones"
	world_end
}

# record_events: those of mid, to /tmp/events, until events_recorded
record_events()
{
	rm -f /tmp/events.ready
	start mid /tmp/events labevents --ready /tmp/events.ready
	recorder=$!
	wait_for 10 test -e /tmp/events.ready
}

events_recorded()
{
	usleep 300000
	kill "$recorder"
	wait "$recorder" || fail "labevents"
}

# One for each host, however much it sends, and for the worm only
test_event_on_first_sight()
{
	tracked
	record_events
	from_inside worm-out --sources 30 --count 300
	from_inside worm-out --sources 30 --count 300
	from_inside name-101-bare --count 20
	from_outside worm-in --sources 10 --count 100
	events_recorded
	equal "events of worms" "$(grep -c '^event 1 192.0.2..* worm$' \
		/tmp/events)" 30
	equal "hosts that were reported" "$(cut -d ' ' -f 3 /tmp/events |
		sort -u | grep -c .)" 30
	equal "events" "$(grep -c . /tmp/events)" 30
	equal "lost" "$(labstate --netns mid lost)" "lost 0"
	world_end
}

# To two processors it is new, and is reported once
test_event_once_for_all_processors()
{
	tracked
	record_events
	from_inside worm-out --sources 60 --count 60
	from_inside_on 2 worm-out --sources 60 --count 60
	events_recorded
	equal "events" "$(grep -c . /tmp/events)" 60
	world_end
}

# accounted: events of worms that were received, or are known to be lost
accounted()
{
	echo $(($(grep -c '^event 1 ' /tmp/events) +
		$(labstate --netns mid lost | cut -d ' ' -f 2)))
}

all_accounted()
{
	[ "$(accounted)" -eq "$1" ]
}

# A thousand at once: so many a second, and the others are counted
test_events_are_limited()
{
	local before after events

	tracked
	guard p0 p1 "\$a tracking: { inside = 4096; };"
	record_events
	before=$(cut -d . -f 1 /proc/uptime)
	from_inside worm-out --sources 1000 --count 1000
	wait_for 10 all_accounted 1000 || fail "received or lost: $(accounted) of 1000"
	events_recorded
	after=$(cut -d . -f 1 /proc/uptime)
	events=$(grep -c '^event 1 ' /tmp/events)
	echo "$events events in $((after - before)) seconds"
	[ "$events" -gt 0 ] || fail "no event"
	[ "$events" -le $((100 * (after - before + 2))) ] ||
		fail "$events events in $((after - before)) seconds"
	equal "events, received or lost" "$(accounted)" 1000
	world_end
}
