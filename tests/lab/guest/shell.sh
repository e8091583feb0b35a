#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# lab=shell: a root shell on the router, for trying things out. The
# module is loaded and slammerd runs; the hosts send what `send` asks them to.
set -e

# shellcheck source=lib.sh
. /lab/lib.sh

# size=ROWSxCOLUMNS of the terminal that the console is
size=$(asked size)
console=/dev/$(asked console)
[ -z "$size" ] || stty -F "$console" rows "${size%x*}" cols "${size#*x}"

sh /lab/topology.sh
in_ns router insmod /nf_slammer.ko
in_ns router slammerd --pid-file /run/slammerd.pid
ok shell

cat <<END

You are root on the router; slammerd runs with $POLICY.

  outside 198.51.100.10, 203.0.113.66 --- wan0 [router] lan0 --- 192.0.2.10 inside

Try:
  send worm              1000 worm packets from outside  (send: all there is to send)
  slammerctl status      what was dropped, where and why
  send infected 5000 &   a host inside sends the worm
  slammerctl top         rates and senders, live (q quits)
  slammerctl sources     who sends what; the infected host is named
  vi $POLICY    change the policy, then
  slammerctl reload --confirm 60    apply it; undone unless you say: slammerctl confirm
  slammerctl flush && slammer-advisory render --lang en --last 15min | more
  exit                   the machine stops

END
cd /root 2>/dev/null || cd /
export TERM=vt100 ENV=/lab/shell.rc
setsid -c nsenter --net=/run/netns/router -- sh -i <>"$console" >&0 2>&1 ||
	true
