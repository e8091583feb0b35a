# SPDX-License-Identifier: GPL-2.0-or-later
#
# The table of `make bench` and how the targets look, from lines
#   KERNEL figure WHO CASE SOURCES ALLOWS END INSTRUCTIONS
#   KERNEL pushed ALLOWS NANOSECONDS BYTES

BEGIN {
	n_cases = split("worm variant request other udp-other tcp", cases)
	usual = "nf_slammer 1 1000"	# what peers are compared with
	# the same, each packet to another target; with signatures for other ports
	aimed = "nf_slammer+targets 1 1000"
	signed = "nf_slammer+signatures 1 1000"
	dearest = "nf_slammer+dearest 1 262144"
}

!seen[$1]++ { kernels[++n_kernels] = $1 }

$2 == "figure" {
	row = $3 " " $5 " " $6
	if (!seen_row[row]++)
		rows[++n_rows] = row
	ends[$1, row, $4] = $7
	cost[$1, row, $4] = $8
}

$2 == "pushed" && $3 == 100000 {
	push[$1] = $4
	memory[$1] = $5
}

# What it costs to have it: all of the way of a packet that is dropped, and for
# one that passes what comes on top of no hook. "" if that was not measured.
function price(kernel, row, name,	none)
{
	if (!((kernel, row, name) in cost))
		return ""
	if (ends[kernel, row, name] == "dropped")
		return cost[kernel, row, name]
	if (!((kernel, "no-hook 1 0", name) in cost))
		return ""
	return cost[kernel, row, name] - cost[kernel, "no-hook 1 0", name]
}

function cell(kernel, row, name,	own, text, ours)
{
	own = price(kernel, row, name)
	if (own == "")
		return "-"
	text = sprintf(ends[kernel, row, name] == "passed" ? "+%.0f" : "%.0f", own)
	ours = price(kernel, usual, name)
	if (ours == "" || row ~ /^no-hook/ || \
	    ends[kernel, row, name] != ends[kernel, usual, name])
		return sprintf("%s     ", text)
	return sprintf("%s %4.2f", text, own / ours)
}

function table(kernel,	r, c, part, line)
{
	printf "\nLinux %s\n\n%-21s %7s %6s", kernel, "", "sources", "allows"
	for (c = 1; c <= n_cases; c++)
		printf " %11s", cases[c] "     "
	print ""
	for (r = 1; r <= n_rows; r++) {
		split(rows[r], part, " ")
		line = sprintf("%-21s %7d %6d", part[1], part[2], part[3])
		for (c = 1; c <= n_cases; c++)
			line = line sprintf(" %11s", cell(kernel, rows[r], cases[c]))
		sub(/ +$/, "", line)
		print line
	}
}

# said WHAT VALUE TEXT GOOD
function said(kernel, what, text, good)
{
	printf "%-5s %-48s %-30s %s\n", kernel, what, text,
		good ? "met" : "MISSED"
}

function circumstance(row)
{
	if (row == signed)
		return ", 64 signatures"
	return row == aimed ? ", 1000000 targets" : ""
}

function above(kernel, row, name, bare, most,	own, other)
{
	own = cost[kernel, row, name]
	other = cost[kernel, bare " 1 0", name]
	if (own == "" || other == "")
		return
	said(kernel, name ", above " bare circumstance(row),
		sprintf("%.0f (at most %d)", own - other, most),
		own - other <= most)
}

# What a sender can make the dearest packets cost, whether they pass or not
function bounded(kernel, name,	own)
{
	own = price(kernel, dearest, name)
	if (own != "")
		said(kernel, "dearest: " name,
			sprintf("%.0f (at most 2000)", own), own <= 2000)
}

# The largest of prices of a row pattern divided by those of another
function ratio(kernel, what, more, less,	c, r, worst, where, a, b)
{
	worst = 0
	for (c = 1; c <= n_cases; c++) {
		a = price(kernel, more, cases[c])
		b = price(kernel, less, cases[c])
		if (a == "" || b == "" || b <= 0)
			continue
		if (a / b > worst) {
			worst = a / b
			where = cases[c]
		}
	}
	if (worst)
		said(kernel, what,
			sprintf("%.3f x, %s (at most 1.3)", worst, where),
			worst <= 1.3)
}

# What does not need the list of allow entries does not pay for it
function unconcerned(kernel,	c, d, worst, n)
{
	for (c = 1; c <= n_cases; c++) {
		if (cases[c] == "request" || \
		    !((kernel, "nf_slammer 1 100000", cases[c]) in cost) || \
		    !((kernel, "nf_slammer 1 0", cases[c]) in cost))
			continue
		n++
		d = cost[kernel, "nf_slammer 1 100000", cases[c]] - \
			cost[kernel, "nf_slammer 1 0", cases[c]]
		if (d > worst)
			worst = d
	}
	if (n)
		said(kernel, "100000 allow entries, where none is needed",
			sprintf("%.2f more (none)", worst), worst < 1)
}

function targets(kernel,	i)
{
	above(kernel, usual, "worm", "bare-drop", 130)
	above(kernel, usual, "udp-other", "bare-accept", 40)
	above(kernel, usual, "tcp", "bare-accept", 20)
	above(kernel, aimed, "worm", "bare-drop", 130)
	above(kernel, signed, "worm", "bare-drop", 130)
	above(kernel, signed, "udp-other", "bare-accept", 40)
	above(kernel, signed, "tcp", "bare-accept", 20)
	ratio(kernel, "1000000 sources against 1", "nf_slammer 1000000 1000",
		"nf_slammer 1 1000")
	ratio(kernel, "100000 allow entries against none",
		"nf_slammer 1 100000", "nf_slammer 1 0")
	ratio(kernel, "the same, 1000000 sources",
		"nf_slammer 1000000 100000", "nf_slammer 1000000 0")
	unconcerned(kernel)
	bounded(kernel, "other")
	bounded(kernel, "stranger")
	bounded(kernel, "answer")
	bounded(kernel, "answer-both")
	if (kernel in push) {
		said(kernel, "pushing 100000 allow entries, 64 signatures",
			sprintf("%.3f s (at most 1)", push[kernel] / 1e9),
			push[kernel] <= 1e9)
		said(kernel, "memory of that policy",
			sprintf("%.1f MiB (at most 32)", memory[kernel] / 2^20),
			memory[kernel] <= 32 * 2^20)
	}
}

END {
	for (k = 1; k <= n_kernels; k++)
		table(kernels[k])
	print "\nInstructions per packet. N: dropped, all that it costs. +N: passed, what that"
	print "adds to no hook at all. Behind it: how many times as much as nf_slammer with"
	print "1 source and 1000 allow entries, where both drop or both pass."
	print "\nTargets, everything switched on (no figure decides over the exit status)\n"
	for (k = 1; k <= n_kernels; k++)
		targets(kernels[k])
}
