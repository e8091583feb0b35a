// SPDX-License-Identifier: GPL-2.0-or-later
/* labels.c - read and check labels.conf */
#include <limits.h>
#include <stdio.h>

#include "common/error.h"
#include "config.h"
#include "labels.h"

/* The texts of pages, charts, feeds and mails. */
#define LABELS(X)							\
	X(language) X(date) X(moment) X(separator) X(home) X(skip)	\
	X(bulletins) X(list) X(table)					\
	X(type_alert) X(type_update) X(type_withdrawal) X(type_weekly)	\
	X(type_quarterly)						\
	X(state_draft) X(state_approved) X(state_published)		\
	X(state_updated) X(state_withdrawn)				\
	X(notice_draft) X(notice_approved) X(notice_updated)		\
	X(notice_withdrawn)						\
	X(number) X(published) X(updated) X(revision) X(revision_value)	\
	X(period) X(period_value) X(tlp)				\
	X(tlp_white) X(tlp_white_means) X(tlp_green) X(tlp_green_means)	\
	X(tlp_amber) X(tlp_amber_means) X(tlp_red) X(tlp_red_means)	\
	X(history) X(history_date) X(history_summary)			\
	X(formats) X(text) X(signature) X(csaf) X(feed) X(provider)	\
	X(key) X(languages) X(neighbours) X(previous) X(next)		\
	X(year_value) X(year_title) X(years) X(latest) X(empty)		\
	X(contact) X(site_title) X(feed_title) X(feed_description)	\
	X(chart_series) X(chart_networks) X(chart_directions)		\
	X(chart_worm_in) X(chart_worm_out) X(chart_trend)		\
	X(chart_every_days) X(chart_every_hours)			\
	X(chart_every_minutes) X(chart_every_seconds)			\
	X(chart_zone) X(chart_figures) X(chart_none) X(chart_unseen)	\
	X(chart_new) X(chart_sources)					\
	X(chart_day) X(chart_month) X(chart_time) X(chart_moment)		\
	X(unit_0) X(unit_3) X(unit_6) X(unit_9) X(unit_12) X(unit_15)	\
	X(series_says) X(networks_says) X(directions_says)		\
	X(group_worm) X(group_variants) X(group_pingpong)		\
	X(group_signature) X(group_long_answers)			\
	X(remedy_vendor_fix) X(remedy_stop) X(remedy_filter_in)		\
	X(remedy_filter_out) X(remedy_restart)				\
	X(mail_subject) X(mail_charset)

static const char *const names[] = {
#define X(name) #name,
	LABELS(X)
#undef X
	NULL
};

json_t *labels_load(const char *templates, const char *language,
		    struct error *error)
{
	char path[PATH_MAX], key[64];
	json_t *labels = json_object();
	struct conf *conf;
	size_t i;

	snprintf(path, sizeof(path), "%s/%s/labels.conf", templates, language);
	conf = conf_open(path, error);
	if (!conf) {
		json_decref(labels);
		return NULL;
	}
	conf_known(conf, "labels", names);
	for (i = 0; names[i]; i++) {
		snprintf(key, sizeof(key), "labels.%s", names[i]);
		json_object_set_new(labels, names[i],
				    json_string(conf_text(conf, key)));
	}
	if (conf_error(conf)) {
		error_set(error, "%s", conf_error(conf));
		json_decref(labels);
		labels = NULL;
	}
	conf_close(conf);
	return labels;
}
