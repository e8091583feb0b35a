# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Two hundred times the daemon is killed at a random moment: while it starts, while
# a window is written, in a reload, while a policy waits for its confirmation. At
# the end the store holds what the kernel has counted, to the packet, and what is
# on the disk is whole.

# shellcheck source=60-daemon.sh
. /lab/checks/60-daemon.sh

KILLS=200
STATE=/var/lib/nf-slammer

# plan SEED: lines of what is asked of the daemon, ms until it is killed, and s
# that a policy waits for its confirmation. One in ten is sure to wait for it, for
# then the daemon is there and has answered.
plan()
{
	awk -v seed="$1" -v kills=$KILLS 'BEGIN {
		srand(seed)
		n = split("flush flush reload reload reload-confirm " \
			"reload-confirm confirm rollback nothing", what, " ")
		for (i = 0; i < kills; i++)
			if (i % 10 == 0)
				print "reload-answered", int(rand() * 150), 60
			else
				print what[1 + int(rand() * n)], \
					int(rand() * 150), rand() < 0.5 ? 1 : 60
	}'
}

# ask WHAT SECONDS: whatever the answer is, if there is one
ask()
{
	case $1 in
	reload*)
		# the other one of two policies, as an editor puts it there
		turn=$((1 - ${turn:-0}))
		cp "/tmp/policy.$turn" "$POLICY.new"
		mv "$POLICY.new" "$POLICY"
		;;
	esac
	case $1 in
	nothing) : ;;
	reload-*) in_ns router slammerctl reload --confirm "$2" ;;
	*) in_ns router slammerctl "$1" ;;
	esac >/tmp/asked 2>&1 &
	asker=$!
	[ "$1" != reload-answered ] || wait $asker ||
		fail "it was refused: $(cat /tmp/asked)"
}

# run_daemon: without waiting until it is there, so that a start is a moment, too.
# Its list of system calls takes longer to make than all else that it does.
run_daemon()
{
	nsenter --net=/run/netns/router -- slammerd --foreground \
		--no-seccomp --pid-file "$PIDFILE" >>/tmp/daemon.log 2>&1 &
	daemon=$!
}

answers()
{
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '.daemon != null'
}

two_policies()
{
	sed 's/^window = .*/window = 10;/' "$POLICY" >/tmp/policy.0
	sed "/^allow = (/a { from = \"203.0.113.0/24\"; to = \"192.0.2.10\"; }," \
		/tmp/policy.0 >/tmp/policy.1
	grep -q '^window = 10;' /tmp/policy.0 || fail "the window is not as asked"
	cp /tmp/policy.0 "$POLICY"
}

# flood_outside: from some sources, until it is killed
flood_outside()
{
	# shellcheck disable=SC2046 # a list of words
	start outside /tmp/flood labflood --vectors "$VECTORS" --device ext0 \
		--mac 02:00:00:00:01:01 --rate 2000 --sources 20 \
		$(options --name "" worm-in dns-id-04 jdbc worm-in)
	flooder=$!
}

# kill_each: as the plan says
kill_each()
{
	local what delay seconds n=0

	while read -r what delay seconds; do
		ask "$what" "$seconds"
		usleep $((delay * 1000))
		kill -9 "$daemon" || fail "it was dead before: $(tail -n 1 /tmp/daemon.log)"
		wait "$daemon" || true
		wait $asker || true
		run_daemon
		n=$((n + 1))
		[ $((n % 10)) -ne 0 ] || wait_for 20 answers ||
			fail "it does not start after kill $n: $(tail -n 1 /tmp/daemon.log)"
	done </tmp/plan
	equal kills $n $KILLS
}

# whole NAME: this file of the state is there and good, or not there
whole()
{
	[ ! -e "$STATE/$1" ] || slammerctl policy check "$STATE/$1" ||
		fail "$1 is not whole"
}

test_killed_two_hundred_times()
{
	local seed waited

	seed=$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')
	plan "$seed" >/tmp/plan
	echo "seed $seed: $(cut -d ' ' -f 1 /tmp/plan | sort | uniq -c |
		awk '{ printf "%s%d %s", n++ ? ", " : "", $1, $2 }')"
	fresh_module
	rm -rf "$DATABASE"* "$STATE"
	two_policies
	: >/tmp/daemon.log
	run_daemon
	wait_for 20 answers || fail "it does not start"
	flood_outside
	kill_each
	kill $flooder
	wait $flooder
	wait_for 20 answers || fail "it does not start"
	in_ns router slammerctl flush
	store_is_kernel
	holds /tmp/status.json '.daemon.digest == .kernel.digest' ||
		fail "daemon and kernel differ"
	whole last-good.conf
	whole pending.conf
	waited=$(grep -c 'from before the restart is waiting' /tmp/daemon.log)
	[ "$waited" -gt 0 ] || fail "none was killed while a policy waited"
	echo "a policy waited on $waited times," \
		"was rolled back $(grep -c 'rolled back:' /tmp/daemon.log) times"
	cat /tmp/flood
	store_counters
}
