#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Recipes of the manual pages, run with the programs that they are for. A recipe is a
# block .nf ... .fi after a line '.\" recipe: NAME'; the function recipe_NAME tests it,
# and a name without a function fails.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

PAGES=$(grep -rlE '^\.\\" recipe: ' userspace advisories kmod --include='*.[1-8]')
exporter=
tidy() { [ -z "$exporter" ] || kill "$exporter"; }

# recipe NAME: its text, without the marks of roff
recipe()
{
	# shellcheck disable=SC2086 # names without blanks
	sed -n '/^\.\\" recipe: '"$1"'$/,/^\.fi$/{/^\./d;p}' $PAGES |
		sed 's/\\-/-/g; s/\\(aq/'"'"'/g'
}

has_test() { declare -F "recipe_$1" >/dev/null; }

# The policy's line is valid, and so is Prometheus' configuration.
recipe_prometheus()
{
	recipe prometheus | sed '/^$/,$d' | cat etc/policy.conf - >"$work/policy.conf"
	is "the policy of the recipe" build/slammerctl policy check --no-interfaces \
		"$work/policy.conf"
	recipe prometheus | sed '1,/^$/d' >"$work/prometheus.yml"
	is "prometheus.yml of the recipe" promtool check config "$work/prometheus.yml"
}

exported() { curl -sf "http://127.0.0.1:$port/metrics" >"$work/exported"; }

# A line of cron, whose command writes a file that the real node exporter accepts
recipe_textfile()
{
	local command

	recipe textfile >"$work/cron"
	equal "lines of the recipe for cron" "$(wc -l <"$work/cron")" 1
	is "it has five fields and a user" grep -qE '^([0-9*/,-]+ ){5}root [^%]+$' \
		"$work/cron"
	start_daemon
	mkdir "$work/files"
	command=$(cut -d ' ' -f 7- "$work/cron" | sed \
		"s,/var/lib/prometheus/node-exporter,$work/files,
		 s,/usr/sbin/slammerctl metrics,$PWD/build/slammerctl metrics --socket $SOCKET,")
	is "cron's shell runs it" env -i PATH=/usr/bin:/bin sh -c "$command"
	is "promtool accepts the file" sh -c \
		"promtool check metrics <'$work/files/nf-slammer.prom' >/dev/null 2>&1 ||
		 [ \$? -eq 3 ]"	# 3: remarks on names
	port=$((20000 + $$ % 20000))
	prometheus-node-exporter --web.listen-address="127.0.0.1:$port" \
		--collector.disable-defaults --collector.textfile \
		--collector.textfile.directory="$work/files" 2>"$work/log" &
	exporter=$!
	is "the node exporter answers" wait_for exported
	is "it has no error" grep -q '^node_textfile_scrape_error 0$' "$work/exported"
	is "it has read the file" grep -q \
		'^node_textfile_mtime_seconds{file=.*nf-slammer.prom' "$work/exported"
	equal "metrics that it exports" "$(grep -c '^nf_slammer_' "$work/exported")" \
		"$(grep -c '^nf_slammer_' "$work/files/nf-slammer.prom")"
	is "a counter is one" grep -q '^# TYPE nf_slammer_packets_total counter$' \
		"$work/exported"
	stop_daemon
}

# curl takes the options, and reads from a UNIX socket.
recipe_socket()
{
	local server command

	/usr/bin/python3 -c '
import http.server, os, socketserver, sys
os.chdir(os.path.dirname(sys.argv[1]))
open("metrics", "w").write("served\n")
class Server(socketserver.UnixStreamServer):
    def get_request(self):
        return self.socket.accept()[0], ("", 0)
Server(sys.argv[1], http.server.SimpleHTTPRequestHandler).handle_request()
' "$work/http" 2>/dev/null &
	server=$!
	wait_for test -S "$work/http"
	command=$(recipe socket | sed "s/^# //; s,/run/nf-slammer/metrics,$work/http,")
	equal "the recipe for a UNIX socket" "$(sh -c "$command -s")" served
	kill "$server" 2>/dev/null
}

# shellcheck disable=SC2013,SC2086 # names without blanks
for one in $(sed -n 's/^\.\\" recipe: //p' $PAGES); do
	is "recipe $one has a test" has_test "$one"
	! has_test "$one" || "recipe_$one"
done
unmarked=$(awk '/^\.SH EXAMPLES/ { on = 1 } /recipe:/ { marked = 1 }
	/^\.nf/ { n += on && !marked } /^\.fi/ { marked = 0 } END { print n + 0 }' \
	userspace/status/nf-slammer-metrics.5)
equal "recipes for monitoring without a mark" "$unmarked" 0
finish
