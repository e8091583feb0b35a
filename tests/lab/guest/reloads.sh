#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# lab=reloads: a thousand reloads, and nothing else, while as many packets come in as
# this machine makes. Its clock counts instructions, so "a second" does not depend on
# who else is on the host.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=traffic.sh
. /lab/traffic.sh
# shellcheck source=checks.sh
. /lab/checks.sh

export WANTED=0 PAUSE=5

cp "$POLICY" "$PRISTINE"
sh /lab/topology.sh || not_ok topology "cannot be set up"
fresh_module
one_test /lab/checks/33-reloads.sh test_a_thousand_reloads
stop_daemon
