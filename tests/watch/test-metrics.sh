#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# slammerctl metrics, read by the parser of prometheus_client: all numbers of the report
# are present, under the names that the alert rules and the dashboard use.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

start_daemon
build/slammerctl metrics --socket "$SOCKET" >"$work/text"
equal "metrics: status" $? 0
/usr/bin/python3 - "$work/text" <<'PYTHON' || failed=1
import sys
from prometheus_client.openmetrics import parser

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
families = {f.name: f for f in parser.text_string_to_metric_families(text)}


def value(name, **labels):
    for family in families.values():
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def equal(what, got, expected):
    print("ok" if got == expected else "not ok", what,
          "" if got == expected else f"{got!r} instead of {expected!r}")
    if got != expected:
        sys.exit(1)


# the first sample is taken after 2 s
equal("worms", value("nf_slammer_packets_total", direction="ingress",
                     **{"class": "slammer"}, reason="worm", verdict="drop"), 2001)
equal("bytes", value("nf_slammer_bytes_total", direction="egress",
                     **{"class": "overflow"}, reason="long-name",
                     verdict="monitor"), 25 * 200 * 2 + 1)
equal("type of a counter", families["nf_slammer_packets"].type, "counter")
equal("unit", families["nf_slammer_bytes"].unit, "bytes")
equal("an interface", value("nf_slammer_unruled_packets_total",
                            interface="wan0", zone="external"), 14000)
equal("generation", value("nf_slammer_policy_generation"), 2)
equal("drift", value("nf_slammer_drift", what="policy"), 0)
equal("module", value("nf_slammer_module_up"), 1)
equal("info", value("nf_slammer_module_info", version="0.1.0",
                    epoch="00000000000000e1", digest="00000000000000aa"), 1)
equal("all have help", [n for n, f in families.items() if not f.documentation], [])
PYTHON
is "ends with # EOF" [ "$(tail -n 1 "$work/text")" = "# EOF" ]
equal "the same as JSON" "$(build/slammerctl metrics --json --socket "$SOCKET" |
	jq '[.families[].name] | length')" "$(grep -c '^# TYPE' "$work/text")"

# Alerts and dashboard use existing metrics, and all metrics are documented.
names()
{
	sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$work/text" | sort
}

documented()
{
	sed -n 's/^\.B \(nf_slammer_[a-z_]*\)$/\1/p' \
		userspace/status/nf-slammer-metrics.5 | sort
}
asked()
{
	grep -oh 'nf_slammer_[a-z_]*' etc/prometheus.rules.yml \
		etc/grafana-board.json | sort -u
}
asked >"$work/asked"
while read -r name; do
	is "alerts and board ask for $name, which is there" \
		grep -q "^${name}[ {]" "$work/text"
done <"$work/asked"
is "alerts are YAML with an expression and a summary each" /usr/bin/python3 -c '
import sys, yaml
rules = [r for g in yaml.safe_load(open(sys.argv[1]))["groups"] for r in g["rules"]]
sys.exit(not rules or not all(r["expr"] and r["annotations"]["summary"] for r in rules))
' etc/prometheus.rules.yml
if command -v promtool >/dev/null; then
	is "promtool has nothing to say" promtool check rules etc/prometheus.rules.yml
fi
is "the board is JSON" jq -e '.panels | length > 0' etc/grafana-board.json >/dev/null
names >"$work/names"
equal "families that are documented, and that there are" "$(documented |
	diff "$work/names" - | tr '\n' ' ')" ""
finish
