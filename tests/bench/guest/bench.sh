# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Measures, and says on stdout:
#   now TEXT				what it is about to do
#   figure WHO CASE SOURCES ALLOWS END INSTRUCTIONS
#			WHO "nf_slammer+..." is it under other circumstances
#   push JSON				what benchpush says
#   failed TEXT				and goes on
#   end N				the last line; N figures came before
#
# A figure counts only if every packet came to the end (dropped or passed) that
# who filters is there to give it, and if nf_slammer counted every one: a rule that
# is set wrongly, or what is not switched on, is a failure.

# shellcheck source=peers.sh
. /bench/peers.sh
# shellcheck source=profile.sh
. /bench/profile.sh

DEVICE=wan0
ASKER=lan0
FLOWS=1000000
SIGNATURES=64	# as many as there can be
TARGETS=1000000
figures=0

# words NAME: what the command line says to bench.NAME
words()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^bench\\.$1=//p" | tr ',' ' '
}

failed()
{
	echo "failed $*"
}

# expected WHO CASE: where its packets have to end
expected()
{
	case $1/$2 in
	nf_slammer+*flow*/*) echo passed; return ;;
	nf_slammer+dearest/stranger | nf_slammer+dearest/answer*)
		echo dropped; return ;;
	esac
	case ${1%+*}/$2 in
	bare-drop/*) echo dropped ;;
	nf_slammer/worm | nf_slammer/variant) echo dropped ;;
	nft-port/worm | nft-port/variant) echo dropped ;;
	nft-port/request | nft-port/other) echo dropped ;;
	nft-mark/worm | ipt-u32/worm) echo dropped ;;
	tc-bpf/worm | tc-bpf/variant) echo dropped ;;
	xdp-generic/worm | xdp-generic/variant) echo dropped ;;
	*) echo passed ;;
	esac
}

# bare_hook WHO: the hook that nfsl_bench has to set itself
bare_hook()
{
	case $1 in
	bare-drop) echo drop ;;
	bare-accept) echo accept ;;
	*) echo none ;;
	esac
}

# run WHO CASE SOURCES [PARAMETER=...]: nfsl_bench, which stays with its result
run()
{
	local who=$1 case=$2 sources=$3

	shift 3
	insmod /bench/nfsl_bench.ko device=$DEVICE sources="$sources" \
		hook="$(bare_hook "$who")" \
		frame="$(sed -n "s/^$case [^ ]* //p" /bench/frames |
			sed 's/.\{1000\}/&,/g; s/,$//')" "$@"
}

# seen WHO CASE: packets of its kind that nf_slammer counted, and sources it tracks
seen()
{
	case $1 in
	nf_slammer+*flow*) benchcount solicited ;;
	*) benchcount "$(sed -n "s/^$2 \([^ ]*\) .*/\1/p" /bench/frames)" ;;
	esac
}

# counted WHO CASE SEEN: that is what nf_slammer counted of what was received
# since, and who sends an attack is tracked
counted()
{
	local before=$3 after

	[ "${1%+*}" = nf_slammer ] || return 0
	after=$(seen "$1" "$2")
	[ $((${after% *} - ${before% *})) -eq \
	  "$(cat /sys/module/nfsl_bench/parameters/received)" ] || return 1
	[ "$2" != worm ] || [ "${after#* }" -gt 0 ]
}

# one WHO CASE SOURCES ALLOWS
one()
{
	local result end name="$1 $2, $3 sources, $4 allow entries"
	local before='' targets=1 warm=1000 flows=0

	[ "${1%+*}" != nf_slammer ] || before=$(seen "$1" "$2")
	[ "$1" != nf_slammer+flow ] || flows=1
	[ "$1" != nf_slammer+flows ] || flows=$FLOWS
	[ "$1" != nf_slammer+targets ] || targets=$TARGETS
	[ "$3" -eq 1 ] || warm=150000	# until the tables are full
	if ! run "$1" "$2" "$3" targets="$targets" warm="$warm" \
	     asker=$ASKER flows=$flows; then
		failed "$name: $(dmesg | grep nfsl_bench: | tail -n 1)"
		return
	fi
	result=$(cat /sys/module/nfsl_bench/parameters/result)
	end=$(expected "$1" "$2")
	if [ "${result% *}" != "$end" ]; then
		failed "$name: $result, not $end"
	elif ! counted "$1" "$2" "$before"; then
		failed "$name: they were not counted"
	else
		figures=$((figures + 1))
		echo "figure $1 $2 $3 $4 $result"
		[ -z "$PROFILE" ] || profile "$1" "$2"
	fi
	rmmod nfsl_bench
}

# cases WHO SOURCES ALLOWS
cases()
{
	local case

	for case in $CASES; do
		one "$1" "$case" "$2" "$3"
	done
}

# push ALLOWS SIGNATURES
push()
{
	local file=/bench/policy.conf

	[ "$1" -ne 0 ] || file=/bench/policy-0.conf
	if benchpush --allows "$1" --signatures "$2" $file >/tmp/push 2>/tmp/why
	then
		return
	fi
	failed "push of $1 allow entries, $2 signatures: $(cat /tmp/why)"
	return 1
}

# nf_slammer ALLOWS: a module that has seen no packet, with its policy
nf_slammer()
{
	local count

	if ! insmod /bench/nf_slammer.ko; then
		failed "nf_slammer: $(dmesg | tail -n 1)"
		return
	fi
	push "$1" "$SIGNATURES" && echo "push $(cat /tmp/push)" &&
	push "$1" 0 &&
	for count in $SOURCES; do
		cases nf_slammer "$count" "$1"
	done
	rmmod nf_slammer
}

# The same under other circumstances: with all signatures that there can be, for
# other ports; and each packet to another target, as the worm sends them
otherwise()
{
	if ! insmod /bench/nf_slammer.ko; then
		failed "nf_slammer: $(dmesg | tail -n 1)"
		return
	fi
	push 1000 "$SIGNATURES" && cases nf_slammer+signatures 1 1000
	push 1000 0 && one nf_slammer+targets worm 1 1000
	rmmod nf_slammer
}

# The dearest packets, under the policy that makes them so: all signatures of the port
# are tried, and allow entries are nested as deeply as can be
dearest()
{
	local case

	if ! insmod /bench/nf_slammer.ko; then
		failed "nf_slammer: $(dmesg | tail -n 1)"
		return
	fi
	if benchpush --dearest /bench/policy.conf >/tmp/push 2>/tmp/why; then
		for case in other stranger answer answer-both; do
			one nf_slammer+dearest "$case" 1 262144
		done
	else
		failed "push of the dearest policy: $(cat /tmp/why)"
	fi
	rmmod nf_slammer
}

# Each packet answers the question of a flow, the only one or one of very many
solicited()
{
	local case

	for case in $CASES; do
		case $case in
		request | other | variant) ;;
		*) continue ;;
		esac
		if ! insmod /bench/nf_slammer.ko flows=1048576; then
			failed "nf_slammer: $(dmesg | tail -n 1)"
			return
		fi
		push 1000 0 && one nf_slammer+flow "$case" 1 1000 &&
			one nf_slammer+flows "$case" 1 1000
		rmmod nf_slammer
	done
}

# peer WHO
peer()
{
	local name

	name=$(echo "$1" | tr - _)
	if "set_$name" >/tmp/why 2>&1; then
		cases "$1" 1 0
	else
		failed "$1: $(tail -n 1 /tmp/why)"
	fi
	"unset_$name" >/tmp/why 2>&1 || failed "$1: $(tail -n 1 /tmp/why)"
}

WHO=$(words who)
SOURCES=$(words sources)
ALLOWS=$(words allows)
CASES=$(words cases)
PROFILE=$(words profile)

for module in /modules/*.ko; do
	insmod "$module"
done
for device in $DEVICE $ASKER; do
	/usr/sbin/ip link add "$device" type dummy
	echo 1 >"/proc/sys/net/ipv6/conf/$device/disable_ipv6"
	/usr/sbin/ip link set "$device" up
done

for who in $WHO; do
	case $who in
	nf_slammer)
		for allows in $ALLOWS; do
			echo "now nf_slammer, $allows allow entries"
			nf_slammer "$allows"
		done
		[ -n "$PROFILE" ] || {
			echo "now nf_slammer, with signatures, and many targets"
			otherwise
			echo "now nf_slammer, with solicited flows"
			solicited
			echo "now nf_slammer, the dearest packets"
			dearest
		}
		;;
	bare-drop | bare-accept | no-hook)
		echo "now $who"
		cases "$who" 1 0
		;;
	*)
		echo "now $who"
		peer "$who"
		;;
	esac
done
echo "end $figures"
