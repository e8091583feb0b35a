# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Measures, and says on stdout:
#   now TEXT				what it is about to do
#   figure WHO CASE SOURCES ALLOWS END INSTRUCTIONS
#   push JSON				what benchpush says
#   failed TEXT				and goes on
#   end N				the last line; N figures came before
#
# A figure counts only if every packet came to the end (dropped or passed) that
# who filters is there to give it: a rule that is set wrongly is a failure.

# shellcheck source=peers.sh
. /bench/peers.sh
# shellcheck source=profile.sh
. /bench/profile.sh

DEVICE=wan0
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
	bare-drop/*) echo dropped ;;
	nf_slammer/worm | nf_slammer/variant) echo dropped ;;
	nft-port/worm | nft-port/variant | nft-port/request) echo dropped ;;
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
		frame="$(sed -n "s/^$case //p" /bench/frames)" "$@"
}

# one WHO CASE SOURCES ALLOWS
one()
{
	local result end

	if ! run "$1" "$2" "$3" warm="$([ "$3" -gt 1 ] && echo 150000 || echo 1000)"
	then
		failed "$1 $2, $3 sources, $4 allow entries: $(dmesg |
			grep nfsl_bench: | tail -n 1)"
		return
	fi
	result=$(cat /sys/module/nfsl_bench/parameters/result)
	rmmod nfsl_bench
	end=$(expected "$1" "$2")
	if [ "${result% *}" = "$end" ]; then
		figures=$((figures + 1))
		echo "figure $1 $2 $3 $4 $result"
	else
		failed "$1 $2, $3 sources, $4 allow entries: $result, not $end"
	fi
}

# cases WHO SOURCES ALLOWS
cases()
{
	local case

	for case in $CASES; do
		one "$1" "$case" "$2" "$3"
		[ -z "$PROFILE" ] || profile "$1" "$case" "$2"
	done
}

# nf_slammer ALLOWS: a module that has seen no packet, with its policy
nf_slammer()
{
	local count file=/bench/policy.conf

	[ "$1" -ne 0 ] || file=/bench/policy-0.conf
	if ! insmod /bench/nf_slammer.ko; then
		failed "nf_slammer: $(dmesg | tail -n 1)"
		return
	fi
	if benchpush --allows "$1" $file >/tmp/push 2>/tmp/why; then
		echo "push $(cat /tmp/push)"
		for count in $SOURCES; do
			cases nf_slammer "$count" "$1"
		done
	else
		failed "push: $(cat /tmp/why)"
	fi
	rmmod nf_slammer
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
/usr/sbin/ip link add $DEVICE type dummy
echo 1 >/proc/sys/net/ipv6/conf/$DEVICE/disable_ipv6
/usr/sbin/ip link set $DEVICE up

for who in $WHO; do
	case $who in
	nf_slammer)
		for allows in $ALLOWS; do
			echo "now nf_slammer, $allows allow entries"
			nf_slammer "$allows"
		done
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
