# SPDX-License-Identifier: GPL-2.0-or-later
#
# One line of the book (see traffic.sh) from four files: the kernel's status
# before and after, labsend's and labrecv's JSON.
# Arguments: $kind, $drop and $pass (names between blanks), $to_drop, $to_pass

# Packets on port 1434; those that policy does not rule are counted without bytes
def ruled(f): [.counters[] | select(.bytes > 0) | select(f).packets] | add // 0;
def received($names):
	[.received[$names | scan("\\S+")]]
	| if all(. != null) then add // 0
	  else error("a vector was not counted") end;
def odd(f; text): if f == 0 then empty else "\(f) \(text)" end;

. as [$before, $after, $sent, $got]
| def more(f): ($after | ruled(f)) - ($before | ruled(f));
  more(.verdict == "drop") as $dropped
| more(.verdict != "drop") as $passed
| [
	$kind,
	([$sent.sent, $sent.refused | add] | add),
	$dropped,
	($got | received($pass)),
	$to_drop,
	$to_pass,
	([
		odd($got | received($drop); "attacks came through"),
		odd($got.lost; "lost in the socket"),
		odd($got.unknown; "unknown datagrams"),
		odd($passed - ($to_pass | tonumber) * ($ruled | tonumber);
		    "more passed, says the kernel")
	] | join("; "))
] | join("|")
