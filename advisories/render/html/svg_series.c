// SPDX-License-Identifier: GPL-2.0-or-later
/* svg_series.c - packets of the worm over time, both directions, and their trend */
#include <stdlib.h>
#include <string.h>

#include "svg.h"

#define HEIGHT		330
#define LEFT		86
#define RIGHT		(SVG_WIDTH - 12)
#define TOP		44
#define BOTTOM		282
#define TICKS		5
#define MARKED		40	/* with more points, none has a mark */
#define MARK		3.5

/* @seen: there was a sensor; 0 packets without one is no data */
struct point {
	struct moment moment;
	const char *start;
	bool seen;
	int64_t in;
	int64_t out;
};

struct series {
	struct svg_chart *chart;
	struct point *points;
	size_t n;
	int64_t seconds;
	struct scale scale;
	double trend_from, trend_until;
	bool trend;
	size_t n_seen;
};

static int64_t packets(const json_t *point, const char *name)
{
	int64_t n = path_integer(point, name);

	return n > 0 ? n : 0;
}

static int by_time(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return (p->moment.at > q->moment.at) - (p->moment.at < q->moment.at);
}

static bool was_watched(const json_t *point)
{
	const json_t *watched = json_object_get(point, "watched");

	return !watched || json_integer_value(watched) > 0;
}

static void read_points(struct series *s)
{
	const json_t *list = path_at(s->chart->facts, "chart.points"), *value;
	struct point *p;
	struct tm tm;
	size_t i;

	s->points = calloc(json_array_size(list) + 1, sizeof(*s->points));
	if (!s->points)
		return;
	json_array_foreach(list, i, value) {
		p = &s->points[s->n];
		p->start = path_text(value, "start");
		if (!format_clock(p->start, &tm) ||
		    !format_epoch(p->start, &p->moment.at))
			continue;
		p->moment.clock = timegm(&tm);
		p->in = packets(value, "worm_in");
		p->out = packets(value, "worm_out");
		p->seen = was_watched(value);
		s->n_seen += p->seen;
		s->n++;
	}
	qsort(s->points, s->n, sizeof(*s->points), by_time);
}

static void read_trend(struct series *s)
{
	const json_t *trend = path_at(s->chart->facts, "chart.trend");

	s->trend = path_true(trend, "known") && s->n > 1;
	s->trend_from = json_number_value(path_at(trend, "slope_from"));
	s->trend_until = json_number_value(path_at(trend, "slope_until"));
	if (s->trend_from < 0)
		s->trend_from = 0;
	if (s->trend_until < 0)
		s->trend_until = 0;
}

static int64_t greatest(const struct series *s)
{
	int64_t max = 0;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->points[i].in > max)
			max = s->points[i].in;
		if (s->points[i].out > max)
			max = s->points[i].out;
	}
	return max;
}

static double x_at(const struct series *s, int64_t at)
{
	int64_t first = s->points[0].moment.at;
	int64_t span = s->points[s->n - 1].moment.at + s->seconds - first;

	return LEFT + (RIGHT - LEFT) * ((double)(at - first) / (double)span);
}

/* A point is in the middle of its interval. */
static double x_of(const struct series *s, const struct point *p)
{
	return x_at(s, p->moment.at) +
	       (x_at(s, p->moment.at + s->seconds) - x_at(s, p->moment.at)) / 2;
}

static double y_of(const struct series *s, double n)
{
	double top = (double)s->scale.top;

	return n >= top ? TOP : BOTTOM - (BOTTOM - TOP) * (n / top);
}

static void draw_grid(struct series *s)
{
	char text[FORMAT_NUMBER_MAX], key[16];
	const json_t *labels = s->chart->labels;
	uint64_t tick;
	double y;

	snprintf(key, sizeof(key), "unit_%u", s->scale.power);
	svg_text(s->chart, "unit", 0, 20, format_label(labels, key));
	for (tick = 0; tick <= s->scale.top; tick += s->scale.step) {
		y = y_of(s, (double)tick);
		svg_line(s->chart, tick ? "grid" : "axis", LEFT, y, RIGHT, y);
		svg_text(s->chart, "value", LEFT - 8, y + 6,
			 format_number(labels, (int64_t)(tick / s->scale.unit), text));
	}
}

/* At midnight the day is shown; the hours after it belong to it. */
static const char *tick_label(const char *label, int64_t clock)
{
	return !strcmp(label, "chart_time") && clock % 86400 == 0 ? "chart_day" :
	       label;
}

/* Near an end it is not centred, so that it is not cut off. */
static const char *anchor(double x, size_t length)
{
	double half = (double)length * SVG_LETTER / 2;

	return x + half > SVG_WIDTH ? "value" : x < half ? "begin" : "tick";
}

static void draw_times(struct series *s)
{
	struct moment *moments = calloc(s->n, sizeof(*moments));
	struct time_tick ticks[AXIS_TICKS];
	char text[FORMAT_TIME_MAX], iso[32];
	const char *label;
	size_t i, n;
	time_t clock;
	struct tm tm;
	double x;

	if (!moments)
		return;
	for (i = 0; i < s->n; i++)
		moments[i] = s->points[i].moment;
	n = axis_ticks(moments, s->n, s->seconds, ticks, &label);
	free(moments);
	for (i = 0; i < n; i++) {
		clock = ticks[i].clock;
		gmtime_r(&clock, &tm);
		strftime(iso, sizeof(iso), "%Y-%m-%dT%H:%M:%S", &tm);
		x = x_at(s, ticks[i].at);
		svg_line(s->chart, "axis", x, BOTTOM, x, BOTTOM + 6);
		format_time(s->chart->labels, tick_label(label, clock), iso, text);
		svg_text(s->chart, anchor(x, strlen(text)), x, BOTTOM + 30, text);
	}
}

/* Are a point and the one before it adjacent intervals? */
static bool goes_on(const struct series *s, size_t i)
{
	return i && s->points[i].seen && s->points[i - 1].seen &&
	       s->points[i].moment.at - s->points[i - 1].moment.at <=
	       s->seconds + s->seconds / 2;
}

static void add_point(FILE *d, char letter, double x, double y)
{
	char a[SVG_NUMBER_MAX], b[SVG_NUMBER_MAX];

	fprintf(d, "%c%s %s", letter, svg_number(x, a), svg_number(y, b));
}

/* A line through all points, or the area below it; it stops where data is missing. */
static char *path_of(struct series *s, bool inward, bool area)
{
	char *text = NULL;
	size_t length, i;
	FILE *d = open_memstream(&text, &length);
	const struct point *p;
	bool open = false;
	double x = 0;

	for (i = 0; d && i < s->n; i++) {
		p = &s->points[i];
		if (!goes_on(s, i) && open && area)
			add_point(d, 'L', x, BOTTOM);
		open = p->seen;
		if (!open)
			continue;
		x = x_of(s, p);
		if (area && !goes_on(s, i))
			add_point(d, 'M', x, BOTTOM);
		add_point(d, area || goes_on(s, i) ? 'L' : 'M', x,
			  y_of(s, (double)(inward ? p->in : p->out)));
	}
	if (d && open && area)
		add_point(d, 'L', x, BOTTOM);
	if (d)
		fclose(d);
	return text;
}

static void draw_path(struct series *s, const char *class, bool inward, bool area)
{
	char *text = path_of(s, inward, area);

	xml_start(s->chart->xml, "path");
	xml_attr(s->chart->xml, "class", class);
	xml_attr(s->chart->xml, "d", text ? text : "");
	xml_end_void(s->chart->xml);
	free(text);
}

/* Intervals without a sensor are shaded. */
static void draw_unseen(struct series *s)
{
	size_t i, first;
	double x;

	for (i = 0; i < s->n; i++) {
		first = i;
		while (i < s->n && !s->points[i].seen)
			i++;
		if (i == first)
			continue;
		x = x_at(s, s->points[first].moment.at);
		svg_rect(s->chart, "unseen", x, TOP,
			 x_at(s, s->points[i - 1].moment.at + s->seconds) - x,
			 BOTTOM - TOP);
	}
}

static bool is_alone(const struct series *s, size_t i)
{
	return s->points[i].seen && !goes_on(s, i) && (i + 1 == s->n || !goes_on(s, i + 1));
}

/* Round ones from outside, square ones from inside. */
static void draw_marks(struct series *s)
{
	struct xml *xml = s->chart->xml;
	const struct point *p;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (!s->points[i].seen || (s->n > MARKED && !is_alone(s, i)))
			continue;
		p = &s->points[i];
		svg_rect(s->chart, "mark-out", x_of(s, p) - MARK,
			 y_of(s, (double)p->out) - MARK, 2 * MARK, 2 * MARK);
		xml_start(xml, "circle");
		xml_attr(xml, "class", "mark-in");
		svg_attr(xml, "cx", x_of(s, p));
		svg_attr(xml, "cy", y_of(s, (double)p->in));
		svg_attr(xml, "r", MARK);
		xml_end_void(xml);
	}
}

static int64_t sum(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static char *says(struct series *s)
{
	const json_t *labels = s->chart->labels;
	char from[FORMAT_TIME_MAX], until[FORMAT_TIME_MAX], when[FORMAT_TIME_MAX];
	char in[FORMAT_NUMBER_MAX], out[FORMAT_NUMBER_MAX], max[FORMAT_NUMBER_MAX];
	const struct point *most = s->points, *p;
	int64_t sum_in = 0, sum_out = 0;

	for (p = s->points; p < s->points + s->n; p++) {
		sum_in = sum(sum_in, p->in);
		sum_out = sum(sum_out, p->out);
		if (p->in > most->in)
			most = p;
	}
	format_time(labels, "moment", s->points[0].start, from);
	format_time(labels, "moment", s->points[s->n - 1].start, until);
	format_time(labels, "moment", most->start, when);
	return format_fill(labels, "series_says", "from", from, "until", until,
			  "when", when,
			  "in", format_number(labels, sum_in, in),
			  "out", format_number(labels, sum_out, out),
			  "max", format_number(labels, most->in, max), NULL);
}

static void draw_legend(struct series *s)
{
	const json_t *labels = s->chart->labels;

	xml_start(s->chart->xml, "ul");
	xml_attr(s->chart->xml, "class", "legend");
	svg_legend(s->chart, "line-in", format_label(labels, "chart_worm_in"));
	svg_legend(s->chart, "line-out", format_label(labels, "chart_worm_out"));
	if (s->trend)
		svg_legend(s->chart, "line-trend",
			   format_label(labels, "chart_trend"));
	if (s->n_seen < s->n)
		svg_legend(s->chart, "unseen", format_label(labels, "chart_unseen"));
	xml_end(s->chart->xml);
}

/* How long the intervals are, and by which clock. */
static void draw_note(struct series *s)
{
	static const char *const units[] = { "days", "hours", "minutes", "seconds" };
	const json_t *labels = s->chart->labels, *facts = s->chart->facts;
	const char *zone = path_text(facts, "period.zone");
	const char *offset = path_text(facts, "period.offset");
	char key[40], n[FORMAT_NUMBER_MAX], *every, *note;
	int64_t count = 0;
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]) && !count; i++) {
		snprintf(key, sizeof(key), "chart.every.%s", units[i]);
		count = path_integer(facts, key);
		snprintf(key, sizeof(key), "chart_every_%s", units[i]);
	}
	every = format_fill(labels, key, "n", format_number(labels, count, n), NULL);
	note = format_fill(labels, "chart_zone", "every", every ? every : "",
			  "zone", zone ? zone : "", "offset",
			  offset ? offset : "", NULL);
	xml_element(s->chart->xml, "p", "note", note ? note : "");
	free(every);
	free(note);
}

static void draw(struct series *s)
{
	char *text = says(s);

	svg_start(s->chart, HEIGHT, format_label(s->chart->labels, "chart_series"),
		  text ? text : "");
	free(text);
	draw_unseen(s);
	draw_grid(s);
	draw_times(s);
	draw_path(s, "area-in", true, true);
	draw_path(s, "line-in", true, false);
	draw_path(s, "line-out", false, false);
	draw_marks(s);
	if (s->trend)
		svg_line(s->chart, "line-trend", x_of(s, &s->points[0]),
			 y_of(s, s->trend_from), x_of(s, &s->points[s->n - 1]),
			 y_of(s, s->trend_until));
	xml_end(s->chart->xml);
}

void svg_series(struct svg_chart *chart)
{
	struct series s = {
		.chart = chart,
		.seconds = path_integer(chart->facts, "chart.seconds"),
	};

	if (s.seconds <= 0)
		s.seconds = 1;
	read_points(&s);
	if (!s.n_seen) {
		xml_element(chart->xml, "p", "none",
			    format_label(chart->labels, "chart_none"));
		free(s.points);
		return;
	}
	read_trend(&s);
	s.scale = scale_make((uint64_t)greatest(&s), TICKS);
	draw_legend(&s);
	draw(&s);
	draw_note(&s);
	free(s.points);
}
