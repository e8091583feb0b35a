#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The packages on a machine that has booted: how systemd starts, confines, reloads,
# restarts, watches and stops the daemon. Runs there as lab.service of boot.sh, and
# reports on ttyS1 in the format of tests/lab/vm.sh.
set -u

export LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
POLICY=/etc/nf-slammer/policy.conf
DATABASE=/var/lib/nf-slammer/statistics.db
# CAP_NET_ADMIN
CAPABILITY=0000000000001000

cd /work || exit 1
# shellcheck source=tests.sh
. ./tests.sh

# equal WHAT GOT EXPECTED
equal()
{
	[ "$2" = "$3" ] || fail "$1: \"$2\" instead of \"$3\""
}

# wait_for SECONDS COMMAND...: until the command succeeds
wait_for()
{
	tries=$(($1 * 5))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.2
	done
}

# property NAME [UNIT]: as systemd knows it
property()
{
	systemctl show --value -p "$1" "${2:-nf-slammer.service}"
}

# status FILTER: of the status that the daemon reports
status()
{
	slammerctl status --json | jq -r "$1"
}

# Worms that the module has dropped since it was loaded
dropped()
{
	status '[.counters[] | select(.reason == "worm" and .verdict == "drop")
		.packets] | add // 0'
}

# The same of the store, which may have the history of another kernel
stored()
{
	slammerctl flush >/dev/null || fail "slammerctl flush"
	sqlite3 -readonly $DATABASE "SELECT coalesce(sum(packets), 0)
		FROM window_counter WHERE reason = 'worm' AND verdict = 'drop'"
}

generation()
{
	status .kernel.generation
}

# The daemon and the kernel have the same policy
in_step()
{
	equal "the same in both" "$(status '.daemon.digest == .kernel.digest')" true
}

# send COUNT: worms from outside to inside, across this router
send()
{
	ip netns exec outside ./labsend --vectors vectors.txt --name worm-in \
		--from 203.0.113.66 --to 192.0.2.10 --count "$1"
}

# The process id of the daemon
daemon()
{
	pid=$(property MainPID)
	[ "$pid" -gt 1 ] || fail "the daemon is not running"
	echo "$pid"
}

# process FIELD: of the daemon's /proc/PID/status
process()
{
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$(daemon)/status" |
		tr '\t' ' '
}

# another PID: the daemon is a process other than that, and is ready
another()
{
	[ "$(property MainPID)" != "$1" ] && [ "$(property MainPID)" -gt 1 ] &&
		[ "$(property ActiveState)" = active ]
}

# As the operator does it
reload()
{
	systemctl reload nf-slammer || fail "systemctl reload: status $?"
}

# edited COMMAND...: the command edits the policy, which is reloaded, until restored
edited()
{
	cp $POLICY /tmp/good
	"$@"
	reload
}

restored()
{
	cp /tmp/good $POLICY
	reload
}

test_starts_at_boot()
{
	equal state "$(property ActiveState)" active
	equal enabled "$(systemctl is-enabled nf-slammer.service)" enabled
	equal type "$(property Type)" notify
	property StatusText | grep -q . || fail "no StatusText"
	grep -q '^nf_slammer ' /proc/modules || fail "the module is not loaded"
	[ "$(generation)" -gt 1 ] || fail "the kernel has the built-in policy"
	in_step
	slammerctl status --explain
}

# With or without the daemon: a service that has nothing to load is not active.
test_module_is_loaded_at_boot()
{
	equal modules-load "$(systemctl is-active systemd-modules-load.service)" active
	grep -qx nf_slammer /usr/lib/modules-load.d/nf-slammer.conf ||
		fail "modules-load.d does not name the module"
}

test_nothing_has_failed()
{
	equal "failed units" "$(systemctl list-units --failed --plain --no-legend)" ""
}

# What systemd-analyze only reads from the unit, of the running process
test_is_confined()
{
	user=$(id -u nf-slammer)
	equal Uid "$(process Uid)" "$user $user $user $user"
	for set in CapPrm CapEff CapBnd CapAmb; do
		equal $set "$(process $set)" $CAPABILITY
	done
	equal NoNewPrivs "$(process NoNewPrivs)" 1
	equal Seccomp "$(process Seccomp)" 2
	[ "$(process Seccomp_filters)" -gt 1 ] ||
		fail "only one of systemd's list of calls and its own is there"
	pid=$(daemon) || exit 1
	! nsenter -t "$pid" -m test -e /dev/vda || fail "disks can be seen from within"
	for place in /usr /etc /var/lib /home /root; do
		! nsenter -t "$pid" -m touch $place/mine 2>/dev/null ||
			fail "$place can be written from within, by root"
	done
	# /tmp and /var/tmp are private ones.
	nsenter -t "$pid" -m runuser -u nf-slammer -- find / \
		\( -path /proc -o -path /sys -o -path /dev \) -prune -o \
		-type d -writable -print 2>/dev/null | sort | tr '\n' ' ' >/tmp/output
	equal "folders that it can write" "$(cat /tmp/output)" \
		"/run/lock /run/nf-slammer /tmp /var/lib/nf-slammer /var/tmp "
}

# Interfaces appear after the daemon has started, as at every boot
test_filters_what_comes_up_later()
{
	stored >/tmp/history
	for name in outside inside; do
		ip netns add $name
		ip -n $name link set lo up
	done
	ip link add wan0 type veth peer name ext0 netns outside
	ip link add lan0 type veth peer name int0 netns inside
	ip addr add 203.0.113.1/24 dev wan0
	ip addr add 192.0.2.1/24 dev lan0
	ip -n outside addr add 203.0.113.66/24 dev ext0
	ip -n inside addr add 192.0.2.10/24 dev int0
	ip link set wan0 up
	ip link set lan0 up
	ip -n outside link set ext0 up
	ip -n inside link set int0 up
	ip -n outside route add default via 203.0.113.1
	ip -n inside route add default via 192.0.2.1
	echo 1 >/proc/sys/net/ipv4/ip_forward
	wait_for 30 send 1 || fail "the link does not come up"
	before=$(dropped)
	send 100
	equal "worms dropped" "$(($(dropped) - before))" 100
	equal infected "$(slammerctl sources --json |
		jq -r '.sources[] | select(.packets.slammer > 0).address')" \
		203.0.113.66
}

test_reload()
{
	before=$(generation)
	echo 'defrag = true;' >>$POLICY
	reload
	equal generation "$(generation)" $((before + 1))
	equal defrag "$(slammerctl policy show | grep -c '^defrag = true;')" 1
}

# systemctl fails, the journal has the line, and nothing has changed
test_reload_of_a_bad_policy()
{
	pid=$(daemon) || exit 1
	before=$(generation)
	cp $POLICY /tmp/good
	echo 'ingres: { slammer = "dorp"; };' >>$POLICY
	! systemctl reload nf-slammer >/tmp/output 2>&1 ||
		fail "systemctl reports success"
	cp /tmp/good $POLICY
	journalctl -u nf-slammer -o cat >/tmp/output
	prints 'policy.conf:.*ingres'
	equal generation "$(generation)" "$before"
	equal process "$(property MainPID)" "$pid"
	equal state "$(property ActiveState)" active
}

# inspection FIELD VALUE
inspection()
{
	[ "$(status ".inspection.$1")" = "$2" ]
}

queue_worms()
{
	sed -i '/^ingress/,/^}/s/slammer = "drop"/slammer = "queue"/' $POLICY
	echo 'samples: { directory = "/var/lib/nf-slammer/samples"; };
		queue: { number = 7; fail = "closed"; };' >>$POLICY
}

# From the kernel's queue to a file, within the confinement of the unit
test_queue_and_samples()
{
	edited queue_worms
	wait_for 20 inspection listening true ||
		fail "the queue has no listener: $(status .inspection)"
	send 20
	wait_for 20 inspection received 20 ||
		fail "packets are missing: $(status .inspection)"
	restored
	slammerctl samples --class slammer \
		--directory /var/lib/nf-slammer/samples --write /tmp/kept ||
		fail "slammerctl samples"
	[ "$(stat -c %s /tmp/kept)" -gt $((20 * 404)) ] || fail "they were not stored"
}

serve_metrics()
{
	echo 'metrics = "127.0.0.1:9434";' >>$POLICY
}

test_metrics()
{
	edited serve_metrics
	bash -c 'exec 3<>/dev/tcp/127.0.0.1/9434
		printf "GET /metrics HTTP/1.0\r\n\r\n" >&3; cat <&3' >/tmp/output ||
		fail "no answer on the loopback address"
	prints '^# EOF'
	restored
}

test_killed()
{
	pid=$(daemon) || exit 1
	before=$(dropped)
	kill -KILL "$pid"
	send 10
	wait_for 60 another "$pid" || fail "systemd did not start it again"
	equal "worms dropped meanwhile" "$(($(dropped) - before))" 10
	in_step
}

# A daemon that hangs is restarted by the watchdog
test_hung()
{
	mkdir -p /run/systemd/system/nf-slammer.service.d
	printf '[Service]\nWatchdogSec=20\n' \
		>/run/systemd/system/nf-slammer.service.d/soon.conf
	systemctl daemon-reload
	systemctl restart nf-slammer || fail "systemctl restart: status $?"
	pid=$(daemon) || exit 1
	sleep 22
	equal "a process that notifies the watchdog" "$(property MainPID)" "$pid"
	kill -STOP "$pid"
	wait_for 90 another "$pid" || fail "the watchdog did not restart it"
	journalctl -u nf-slammer -o cat >/tmp/output
	prints "[Ww]atchdog timeout"
	rm -r /run/systemd/system/nf-slammer.service.d
	systemctl daemon-reload
}

test_instance_of_another_namespace()
{
	unit=nf-slammer@blue.service
	ip netns add blue
	mkdir /etc/nf-slammer/blue
	sed 's/"wan\*", "ppp\*"/"blue*"/' /etc/nf-slammer/policy.conf \
		>/etc/nf-slammer/blue/policy.conf
	before=$(generation)
	systemctl start $unit || fail "systemctl start: status $?"
	equal state "$(property ActiveState $unit)" active
	systemctl reload $unit || fail "systemctl reload: status $?"
	slammerctl status --socket /run/nf-slammer/blue/slammerd.sock --json \
		>/tmp/output || fail "it does not answer"
	equal "policy file" "$(jq -r .daemon.policy /tmp/output)" \
		/etc/nf-slammer/blue/policy.conf
	systemctl stop $unit || fail "systemctl stop: status $?"
	equal result "$(property Result $unit)" success
	equal "generation of the first" "$(generation)" "$before"
}

# Without the daemon the filter goes on, and its counters are stored at the next start
test_stops()
{
	systemctl stop nf-slammer || fail "systemctl stop: status $?"
	equal state "$(property ActiveState)" inactive
	equal result "$(property Result)" success
	before=$(dropped)
	send 10
	equal "worms dropped without the daemon" "$(($(dropped) - before))" 10
	systemctl start nf-slammer || fail "systemctl start: status $?"
	equal "worms in the store" "$(stored)" $(($(cat /tmp/history) + $(dropped)))
}

# Neither seccomp list is too short, and the sandbox refuses nothing that is needed
test_log_has_no_errors()
{
	journalctl -k -o cat >/tmp/kernel
	! grep 'type=1326' /tmp/kernel || fail "a system call was refused"
	journalctl -u nf-slammer -u nf-slammer@blue -o cat >/tmp/output
	! grep -i -e 'not permitted' -e 'permission denied' -e 'read-only' /tmp/output ||
		fail "the daemon lacks a permission"
	! grep -E 'BUG:|WARNING:|Call Trace|Oops' /tmp/kernel || fail "the kernel"
}

mkdir /tmp/files
run_tests "$0" >/tmp/results
grep -v -e '^ok ' -e '^not ok ' /tmp/results >/tmp/files/log.txt
grep -e '^ok ' -e '^not ok ' /tmp/results >/tmp/verdict
echo "end $(wc -l </tmp/verdict)" >>/tmp/verdict
journalctl -b >/tmp/files/journal.txt
tar -cf /dev/vda -C /tmp/files .
sync
stty -F /dev/ttyS1 -onlcr
cat /tmp/verdict >/dev/ttyS1
