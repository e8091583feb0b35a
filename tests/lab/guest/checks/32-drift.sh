# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# File, daemon, kernel and interfaces drift apart: status reports it, and the daemon
# repairs it where policy says so.

# drifted WHAT [PATTERN]: the status reports such a drift
drifted()
{
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json "any(.drift[]; .what == \"$1\" and
		(.text | test(\"${2:-}\")))"
}

# in_step: the status reports none
in_step()
{
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '.drift == []'
}

# repaired COUNT: how often the daemon has pushed its policy again
repaired()
{
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json ".daemon.repaired.count == $1"
}

test_drift_of_the_file()
{
	fresh
	in_step || fail "there is a drift from the start"
	# a comment means nothing
	echo "# a comment" >>"$POLICY"
	in_step || fail "a comment is reported as a drift"
	sed -i 's/request = "drop"/request = "monitor"/' "$POLICY"
	drifted file "edited, not reloaded" || fail "the edit is not reported"
	in_ns router slammerctl status | grep -q '^DRIFT .*file' ||
		fail "the text does not report it"
	echo broken >>"$POLICY"
	drifted file "cannot be loaded" || fail "the broken file is not reported"
	rm "$POLICY"
	drifted file "cannot be loaded" || fail "the missing file is not reported"
	cp "$PRISTINE" "$POLICY"
	in_step || fail "the drift does not end"
}

test_drift_by_another_push()
{
	local before

	fresh
	before=$(kernel_state)
	sed 's/request = "drop"/request = "accept"/' "$POLICY" >/tmp/other.conf
	labpush --netns router /tmp/other.conf
	drifted policy "not ours" || fail "it is not reported"
	[ "$(kernel_state)" != "$before" ] || fail "it was repaired although policy does not ask for it"
	in_ns router slammerctl reload
	in_step || fail "the drift does not end"
	equal digest "$(kernel_state | cut -d ' ' -f 2)" "${before#* }"
}

# At once, but at most once in ten seconds
test_drift_is_repaired()
{
	local before

	echo 'drift = "repair";' >>"$POLICY"
	fresh
	before=$(kernel_state | cut -d ' ' -f 2)
	sed 's/request = "drop"/request = "accept"/' "$POLICY" >/tmp/other.conf
	labpush --netns router /tmp/other.conf
	wait_for 10 repaired 1 || fail "it is not repaired"
	equal digest "$(kernel_state | cut -d ' ' -f 2)" "$before"
	in_step || fail "it is still reported"
	labpush --netns router /tmp/other.conf
	drifted policy || fail "it was repaired twice within ten seconds"
	repaired 1
	wait_for 30 repaired 2 || fail "it is not repaired again"
	equal digest "$(kernel_state | cut -d ' ' -f 2)" "$before"
	guarded_in
}

# The daemon detects it without a request
test_drift_of_the_module()
{
	fresh
	unload
	drifted module "not loaded" || fail "it is not reported"
	fresh_module
	wait_for 10 adopted_again || fail "the new module did not get the policy"
	in_step || fail "the drift does not end"
	repaired 1 || fail "the other module is not reported"
}

adopted_again()
{
	[ "$(labstate --netns router policy | cut -d ' ' -f 2)" -gt 1 ]
}

# An interface that the policy names in full goes, and comes again
test_drift_of_an_interface()
{
	sed -i 's/interfaces = \[ "lan/interfaces = [ "drift0", "lan/' "$POLICY"
	ip -n router link add drift0 type dummy
	fresh
	in_step || fail "there is a drift from the start"
	ip -n router link delete drift0
	drifted device "drift0 does not exist" || fail "it is not reported"
	ip -n router link add drift0 type dummy
	in_step || fail "the drift does not end"
	ip -n router link delete drift0
}

# Mode monitor: everything passes, and status counts what would be dropped
test_mode_monitor()
{
	echo 'mode = "monitor";' >>"$POLICY"
	fresh
	listen inside /tmp/guarded --listen 192.0.2.10:1434 \
		--expect worm-in=50
	receiver=$!
	in_ns outside labsend --vectors "$VECTORS" --name worm-in \
		--from 203.0.113.66 --to 192.0.2.10 --count 50
	wait "$receiver" || fail "not all of them passed"
	in_ns router slammerctl status >/tmp/status
	grep -q 'NOTHING IS DROPPED.*slammer 50 packets' /tmp/status ||
		fail "status does not show what would be dropped"
	sed -i '/^mode = /d' "$POLICY"
	in_ns router slammerctl reload
	guarded_in
}

# advise suggests an allow entry for a client that is not permitted; with the line
# pasted, the client passes once the policy is enforced. An infected host is reported
# and never suggested.
test_policy_advise()
{
	echo 'mode = "monitor";' >>"$POLICY"
	fresh
	in_ns outside labsend --vectors "$VECTORS" --name freetds \
		--from 203.0.113.50 --to 192.0.2.10 --count 30
	in_ns outside labsend --vectors "$VECTORS" --name freetds \
		--from 198.51.100.10 --to 192.0.2.10 --count 30
	in_ns inside labsend --vectors "$VECTORS" --name worm-in \
		--from 192.0.2.66 --to 198.51.100.77 --count 30
	in_ns router slammerctl policy advise | tee /tmp/advice
	grep -q 'WARNING: .* 192.0.2.66 is infected: slammer 30' /tmp/advice ||
		fail "the infected host is not reported"
	in_ns router slammerctl policy advise --json >/tmp/advice.json
	equal advice "$(jq -c '[.allow[] | [.from, .to, .packets]]' \
		/tmp/advice.json)" '[["203.0.113.50","192.0.2.10",30]]'
	sed -i "/^mode = /d
		/^allow = (/a $(jq -r '.allow[0].line' /tmp/advice.json)" "$POLICY"
	in_ns router slammerctl reload
	listen inside /tmp/guarded --listen 192.0.2.10:1434 \
		--expect freetds=30
	receiver=$!
	in_ns outside labsend --vectors "$VECTORS" --name freetds \
		--from 203.0.113.50 --to 192.0.2.10 --count 30
	wait "$receiver" || fail "the line that was advised does not help"
}
