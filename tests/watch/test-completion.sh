#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The completions for bash, zsh and fish offer every command and option of every --help, files where
# a command takes files, and the words of options that take one of a few.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh
# shellcheck source=etc/completions/slammerctl
. etc/completions/slammerctl

PATH=$PWD/build:$PATH

# completes WORD...: sets COMPREPLY to the completions of the last one
completes()
{
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	"$(complete -p "$1" | sed 's/.* -F \([^ ]*\) .*/\1/')"
}

# gives "WORD..." "EXPECTED..."
gives()
{
	local words

	read -ra words <<<"$1"
	[[ $1 == *" " ]] && words+=("")
	completes "${words[@]}"
	equal "$1|" "$(printf '%s\n' "${COMPREPLY[@]}" | sort | xargs)" "$2"
}

# knows PROGRAM COMMAND...: every option that its --help names
knows()
{
	local option missing=

	completes "$@" --
	while read -r option; do
		[[ " ${COMPREPLY[*]} " == *" $option "* ]] || missing+=" $option"
	done < <("$@" --help | grep -E '^( +-|Usage)' | grep -oE -- '--[a-z][a-z-]*' |
		sort -u)
	[ "${#COMPREPLY[@]}" -gt 0 ] || missing+=" all"
	equal "options of $* that are not completed" "$missing" ""
}

knows slammerd
for command in $(slammer-advisory --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	knows slammer-advisory "$command"
done
for command in $(slammerctl --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	completes slammerctl "${command:0:3}"
	is "command $command" grep -qw "$command" <<<"${COMPREPLY[*]}"
	[ "$command" = policy ] || knows slammerctl "$command"
done
for command in $(slammerctl policy --help |
		grep -oE '^(Usage:|      ) slammerctl policy [a-z]+' | awk '{ print $NF }'); do
	completes slammerctl policy "${command:0:2}"
	is "command policy $command" grep -qw "$command" <<<"${COMPREPLY[*]}"
	knows slammerctl policy "$command"
done

touch "$work/policy.conf" "$work/capture.pcap"
mkdir "$work/place"
gives "slammerctl sta" "status"
gives "slammerctl policy che" "check"
gives "slammerctl nonsense " ""
gives "slammerctl status " ""
gives "slammerctl status --ex" "--explain"
gives "slammerctl policy check $work/p" "$work/place $work/policy.conf"
gives "slammerctl policy test $work/policy.conf $work/c" "$work/capture.pcap"
gives "slammerctl policy test x --from " "auto external internal local unnamed"
gives "slammerctl policy test x --only dr" "drop"
gives "slammerctl policy test x --from in" "internal"
gives "slammerctl top --by " "class direction interface sources"
gives "slammerctl top --sort d" "dropped"
gives "slammerctl status --socket $work/pl" "$work/place"
gives "slammerctl status --socket = $work/pl" "$work/place"
gives "slammerctl samples --class s" "signature slammer"
gives "slammerd -c $work/po" "$work/policy.conf"
gives "slammerd --user roo" "root"
gives "slammerd --check --co" "--config"
gives "slammer-advisory ren" "render"
gives "slammer-advisory notify --via s" "sendmail"
gives "slammer-advisory import --format " "auto csv intelmq"
gives "slammer-advisory import --window 5" "5m"
gives "slammer-advisory import $work/po" "$work/policy.conf"
gives "slammer-advisory render --lang " "both en ja"
gives "slammer-advisory render --charset " "iso-2022-jp utf-8"
gives "slammer-advisory new --type " "alert quarterly weekly"
gives "slammer-advisory new --recipes e" "exact"
gives "slammer-advisory list --state " "approved draft published"
gives "slammer-advisory render --templates $work/p" "$work/place"

# in_zsh WORD...: what zsh offers for the last one, a line each; FILES: of files
in_zsh()
{
	# shellcheck disable=SC2016 # zsh expands this
	zsh -fc '
		_describe() { print -l -- ${(P)@[-1]} | sed "s/:.*//"; }
		_files() { print FILES; }
		_message() { print -r -- "$1"; }
		words=("$@"); CURRENT=$#; . etc/completions/zsh/_slammerctl
	' zsh "$@"
}

in_fish()
{
	# shellcheck disable=SC2016 # fish expands this
	fish -c '. etc/completions/fish/slammerctl.fish; complete -C "$argv"' "$*" 2>&1 |
		cut -f 1
}

# offers SHELL WORD...: every option and command that --help names
offers()
{
	local shell=$1 option missing=

	shift
	"in_$shell" "$@" -- >"$work/offered"
	[ "$shell" = zsh ] || in_fish "$@" - >>"$work/offered"
	while read -r option; do
		grep -qxF -e "$option" "$work/offered" || missing+=" $option"
	done < <("$@" --help | grep -E '^ +-' | grep -oE -- ' --[a-z][a-z-]*' |
		tr -d ' ' | sort -u)
	"in_$shell" "$@" "" >"$work/offered"
	while read -r option; do
		grep -qxF -e "$option" "$work/offered" || missing+=" $option"
	done < <("$@" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p')
	equal "what $shell does not offer for $*" "$missing" ""
}

for shell in zsh fish; do
	command -v $shell >/dev/null || { not_ok "there is no $shell"; continue; }
	offers $shell slammerd
	offers $shell slammerctl
	offers $shell slammer-advisory
	for command in $(slammerctl --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
		offers $shell slammerctl "$command"
	done
	offers $shell slammerctl policy check
	offers $shell slammer-advisory notify
done
is "zsh: syntax" zsh -n etc/completions/zsh/_slammerctl
is "fish: syntax" fish -n etc/completions/fish/slammerctl.fish
equal "zsh: a file" "$(in_zsh slammerctl status --socket x)" FILES

# bash-completion loads the file that has the program's name
# shellcheck disable=SC2016 # it is that shell that expands this
is "bash-completion finds it" bash -c '
	export XDG_DATA_DIRS= BASH_COMPLETION_USER_DIR=$1
	mkdir -p "$1/completions" && cp etc/completions/slammer* "$1/completions" &&
	. /usr/share/bash-completion/bash_completion &&
	for name in slammerctl slammerd slammer-advisory; do
		__load_completion $name
		[ "$(complete -p $name)" = "complete -F _nf_slammer $name" ] || exit 1
	done
' bash "$work/user"
finish
