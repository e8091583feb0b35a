-- SPDX-License-Identifier: GPL-2.0-or-later
-- What one would type to learn the facts of a week and to list the attackers
-- of each constituent. FROM and UNTIL are put in by facts.sh.
.mode csv
.separator , "\n"
.output FOLDER/sql-facts.csv
SELECT 'counter', direction, reason, verdict, sum(packets), sum(bytes)
FROM window AS w JOIN window_counter AS c ON c.window = w.id
WHERE start >= FROM AND start < UNTIL GROUP BY direction, reason, verdict;

SELECT 'distinct', inside, count(DISTINCT address),
	count(DISTINCT CASE WHEN signature + pingpong + overflow + slammer > 0
		THEN address END),
	count(DISTINCT CASE WHEN slammer > 0 THEN address END),
	count(DISTINCT CASE WHEN overflow > 0 THEN address END),
	count(DISTINCT CASE WHEN request > 0 THEN address END)
FROM window AS w JOIN window_source AS s ON s.window = w.id
WHERE start >= FROM AND start < UNTIL GROUP BY inside;

SELECT 'infected', hex(address), interface, min(first), max(last), sum(slammer), sum(bytes)
FROM window AS w JOIN window_source AS s ON s.window = w.id
WHERE start >= FROM AND start < UNTIL AND inside = 1
GROUP BY address HAVING sum(slammer) > 0
ORDER BY sum(signature + pingpong + overflow + slammer) DESC, address LIMIT 10000;

SELECT 'top', hex(address), interface, min(first), max(last),
	sum(signature + pingpong + overflow + slammer), sum(bytes)
FROM window AS w JOIN window_source AS s ON s.window = w.id
WHERE start >= FROM AND start < UNTIL AND inside = 0
GROUP BY address
ORDER BY sum(signature + pingpong + overflow + slammer) DESC, address LIMIT 10;

SELECT 'network', hex(substr(address, 1,
		iif(substr(address, 1, 12) = x'00000000000000000000ffff', 15, 6))) AS network,
	count(DISTINCT address), sum(signature + pingpong + overflow + slammer)
FROM window AS w JOIN window_source AS s ON s.window = w.id
WHERE start >= FROM AND start < UNTIL AND inside = 0
	AND signature + pingpong + overflow + slammer > 0
GROUP BY network ORDER BY 4 DESC, network LIMIT 10;

SELECT 'constituent', name, count(DISTINCT address),
	count(DISTINCT CASE WHEN slammer > 0 THEN address END),
	sum(signature + pingpong + overflow + slammer) AS attacks
FROM window AS w JOIN window_source AS s ON s.window = w.id
JOIN constituent AS c ON c.id = s.constituent
WHERE start >= FROM AND start < UNTIL
GROUP BY name ORDER BY attacks DESC, name LIMIT 1000;

SELECT 'hour', start / 3600, direction, reason, sum(packets)
FROM window AS w JOIN window_counter AS c ON c.window = w.id
WHERE start >= FROM AND start < UNTIL GROUP BY start / 3600, direction, reason;

.output FOLDER/sql-notices.csv
SELECT name, hex(address), min(first), max(last),
	sum(signature + pingpong + overflow + slammer) AS attacks
FROM window AS w JOIN window_source AS s ON s.window = w.id
JOIN constituent AS c ON c.id = s.constituent
WHERE start >= FROM AND start < UNTIL
GROUP BY name, address HAVING attacks > 0 ORDER BY name, address;
