# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the kernel of tests/sanitized can tell at the end beside its log: memory
# that nobody points to any more, and whether it has looked all the time.
# Sourced, never run.

KMEMLEAK=/sys/kernel/debug/kmemleak

sanitized()
{
	case $(uname -r) in
	*-sanitized) ;;
	*) return 1 ;;
	esac
}

# Where the functions of the module are: a report on it comes when it is gone
load_addresses()
{
	! sanitized || grep '\[nf_slammer\]$' /proc/kallsyms >/files/symbols.txt
}

sanitizers()
{
	mount -t debugfs debugfs /sys/kernel/debug
	if watched >/tmp/blind; then
		ok sanitizers
	else
		not_ok sanitizers "$(last_line /tmp/blind)"
	fi
	leaks
}

# Says what has not looked, or stopped to look: lockdep does at its first report
watched()
{
	dmesg | grep -q 'kasan: KernelAddressSanitizer initialized' || {
		echo "no KASAN"
		return 1
	}
	grep -q '^ *debug_locks: *1$' /proc/lockdep_stats || {
		echo "lockdep has stopped"
		return 1
	}
	echo scan >"$KMEMLEAK" || {
		echo "kmemleak has stopped"
		return 1
	}
}

# An object has to be lost in two scans, and to be older than five seconds
leaks()
{
	sleep 6
	echo scan >"$KMEMLEAK"
	sleep 6
	echo scan >"$KMEMLEAK"
	cat "$KMEMLEAK" >/files/kmemleak.txt
	if [ -s /files/kmemleak.txt ]; then
		not_ok kmemleak "$(grep -c '^unreferenced' /files/kmemleak.txt \
			) objects that nobody points to (kmemleak.txt)"
	else
		ok kmemleak
	fi
}
