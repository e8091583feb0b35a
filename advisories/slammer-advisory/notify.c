// SPDX-License-Identifier: GPL-2.0-or-later
/* notify.c - `slammer-advisory notify`: tell constituents about their own hosts */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "facts/clock.h"
#include "notify.h"

#define DAY	86400

/* All that a run needs, opened one after the other. */
struct job {
	struct notify_options *options;
	struct publisher *publisher;
	struct constituents *constituents;
	struct notice_words *words;
	struct store *store;
	struct desk *desk;
	struct ledger *ledger;
	struct deliver deliver;
	int64_t now;
	int64_t done;
	struct store_range range;
	char spool[PATH_MAX];
	int lock;
};

static void help(void)
{
	puts("Usage: slammer-advisory notify MODE [OPTION]...\n"
	     "Tells constituents about hosts of their own, each source once.\n"
	     "\n"
	     "Modes:\n"
	     "  --dry-run         make all mails that are due, and send none\n"
	     "  --preview NAME    print the mail that is due to one constituent\n"
	     "  --send            send what is due, and what failed before\n"
	     "  --retry           send only what failed before, at once\n"
	     "  --list            notices that are not out yet, and why\n"
	     "  --settle ID sent|resend\n"
	     "                    say what became of a notice that is uncertain\n"
	     "\n"
	     "Period (from a day before the end of the last one that was done, or the\n"
	     "last 24 hours):\n"
	     "  --from TIME       from this time on\n"
	     "  --until TIME      until this time, without it (now)\n"
	     "  --last DURATION   of this length: 90m, 24h, 7d, 2w\n"
	     "  --sensor NAME     of one router only\n"
	     "\n"
	     "Delivery:\n"
	     "  --via WAY         sendmail, sendmail:PROGRAM, maildir:FOLDER or mbox:FILE\n"
	     "                    (sendmail)\n"
	     "  --spool DIR       for mails on their way (beside the desk)\n"
	     "\n"
	     "Files:\n"
	     "  --constituents FILE  (/etc/nf-slammer/constituents.conf)\n"
	     "  --store FILE      (" DEFAULT_STORE ")\n"
	     "  --desk FILE       (" DEFAULT_DESK ")\n"
	     "  --publisher FILE  (/etc/nf-slammer/publisher.conf)\n"
	     "  --templates DIR   (those that were installed)\n"
	     "\n"
	     "  --now TIME        as if it were that time\n"
	     "  --json            say it as JSON\n"
	     "  --help            show this");
}

static int set_mode(struct notify_options *o, enum notify_mode mode)
{
	if (o->mode != NOTIFY_NONE)
		return complain_usage("one of --dry-run, --preview, --send, --retry, --list and --settle, not two");
	o->mode = mode;
	return 0;
}

static int take_option(struct notify_options *o, int c, char **argv)
{
	switch (c) {
	case 'D': return set_mode(o, NOTIFY_DRY_RUN);
	case 'P': o->what = optarg; return set_mode(o, NOTIFY_PREVIEW);
	case 'G': return set_mode(o, NOTIFY_SEND);
	case 'R': return set_mode(o, NOTIFY_RETRY);
	case 'I': return set_mode(o, NOTIFY_LIST);
	case 'E': o->what = optarg; return set_mode(o, NOTIFY_SETTLE);
	case 's': o->store = optarg; return 0;
	case 'd': o->desk = optarg; return 0;
	case 'p': o->publisher = optarg; return 0;
	case 't': o->templates = optarg; return 0;
	case 'c': o->constituents = optarg; return 0;
	case 'f': o->from = optarg; return 0;
	case 'u': o->until = optarg; return 0;
	case 'l': o->last = optarg; return 0;
	case 'S': o->sensor = optarg; return 0;
	case 'v': o->via = optarg; return 0;
	case 'o': o->spool = optarg; return 0;
	case 'n': o->now = optarg; return 0;
	case 'j': o->json = true; return 0;
	case 'h': o->help = true; return 0;
	case ':': return complain_usage("%s needs a value", argv[optind - 1]);
	default: return complain_usage("unknown option %s", argv[optind - 1]);
	}
}

static int check_options(struct notify_options *o, int argc, char **argv)
{
	if (o->help)
		return 0;
	if (o->mode == NOTIFY_SETTLE && optind < argc)
		o->how = argv[optind++];
	if (optind < argc)
		return complain_usage("\"%s\" is one word too many",
				      argv[optind]);
	if (o->mode == NOTIFY_NONE)
		return complain_usage("notify: --dry-run, --preview, --send, --retry, --list or --settle?");
	if (o->mode == NOTIFY_SETTLE &&
	    (!o->how || (strcmp(o->how, "sent") && strcmp(o->how, "resend"))))
		return complain_usage("--settle ID sent, or --settle ID resend");
	if (o->from && o->until && o->last)
		return complain_usage("--from, --until and --last: one of them too many");
	return 0;
}

static int parse_options(struct notify_options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{ "dry-run", no_argument, NULL, 'D' },
		{ "preview", required_argument, NULL, 'P' },
		{ "send", no_argument, NULL, 'G' },
		{ "retry", no_argument, NULL, 'R' },
		{ "list", no_argument, NULL, 'I' },
		{ "settle", required_argument, NULL, 'E' },
		{ "store", required_argument, NULL, 's' },
		{ "desk", required_argument, NULL, 'd' },
		{ "publisher", required_argument, NULL, 'p' },
		{ "templates", required_argument, NULL, 't' },
		{ "constituents", required_argument, NULL, 'c' },
		{ "from", required_argument, NULL, 'f' },
		{ "until", required_argument, NULL, 'u' },
		{ "last", required_argument, NULL, 'l' },
		{ "sensor", required_argument, NULL, 'S' },
		{ "via", required_argument, NULL, 'v' },
		{ "spool", required_argument, NULL, 'o' },
		{ "now", required_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c, ret = 0;

	opterr = 0;
	while (!ret && (c = getopt_long(argc, argv, ":h", names, NULL)) != -1)
		ret = take_option(o, c, argv);
	return ret ? ret : check_options(o, argc, argv);
}

static int find_now(struct job *job)
{
	const char *text = job->options->now;

	job->now = (int64_t)time(NULL);
	if (text && clock_parse(text, job->now, &job->now))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      text);
	return 0;
}

static int bad_time(const char *text)
{
	return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
			      text);
}

/*
 * A day back from the last one's end, for sensors may be late; who was told is in the
 * ledger, so nothing comes twice.
 */
static int find_period(struct job *job)
{
	const struct notify_options *o = job->options;
	int64_t length = DAY;

	if (o->last && clock_duration(o->last, &length))
		return complain_usage("\"%s\" is not a duration (90m, 24h, 7d)",
				      o->last);
	job->range.sensor = o->sensor;
	job->range.until = job->now;
	if (o->until && clock_parse(o->until, job->now, &job->range.until))
		return bad_time(o->until);
	job->range.from = job->range.until - length;
	if (!o->from && !o->last && job->done)
		job->range.from = job->done - DAY;
	if (o->from && clock_parse(o->from, job->now, &job->range.from))
		return bad_time(o->from);
	if (o->from && o->last)
		job->range.until = job->range.from + length;
	if (job->range.from < 0 || job->range.from >= job->range.until)
		return complain_usage("the period ends before it begins");
	return 0;
}

static int open_publisher(struct job *job)
{
	static char path[PATH_MAX], templates[PATH_MAX];
	const struct notify_options *o = job->options;
	char error[NOTIFY_ERROR_MAX];

	job->publisher = publisher_load(o->publisher ? o->publisher :
					default_publisher(path), error,
					sizeof(error));
	if (!job->publisher ||
	    clock_zone(publisher_timezone(job->publisher), error, sizeof(error)))
		return complain("%s", error);
	job->words = notice_words_new(o->templates ? o->templates :
				      default_templates(templates));
	return job->words ? 0 : complain("out of memory");
}

static int open_constituents(struct job *job)
{
	static char path[PATH_MAX];
	struct policy_messages messages = { 0 };

	job->constituents = constituents_load(job->options->constituents ?
					      job->options->constituents :
					      default_constituents(path),
					      &messages);
	policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	return job->constituents ? 0 :
	       complain("the file of constituents has errors: nobody is told anything");
}

static bool sends(const struct job *job)
{
	return job->options->mode == NOTIFY_SEND ||
	       job->options->mode == NOTIFY_RETRY;
}

/* Who only looks makes no desk, and needs none. */
static int open_desk(struct job *job)
{
	const char *path = job->options->desk ? job->options->desk :
			   DEFAULT_DESK;
	bool writes = sends(job) || job->options->mode == NOTIFY_SETTLE;
	char error[NOTIFY_ERROR_MAX];

	if (!writes && access(path, F_OK) && errno == ENOENT)
		return 0;
	job->desk = desk_open(path, writes ? STORE_WRITE : STORE_READ, error,
			      sizeof(error));
	if (!job->desk)
		return complain("%s", error);
	job->ledger = ledger_open(job->desk);
	if (!job->ledger || ledger_done(job->ledger, &job->done))
		return complain("%s", desk_error(job->desk));
	snprintf(job->spool, sizeof(job->spool), "%s.spool", path);
	return 0;
}

/* One run at a time: what another is about to send is not in the ledger yet. */
static int lock(struct job *job)
{
	const char *desk = job->options->desk ? job->options->desk :
			   DEFAULT_DESK;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.notify", desk);
	job->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (job->lock < 0)
		return complain("%s: %s", path, strerror(errno));
	if (!flock(job->lock, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return complain("another notify is at work with this desk");
	return complain("%s: %s", path, strerror(errno));
}

static int open_way(struct job *job)
{
	const struct notify_options *o = job->options;
	char error[NOTIFY_ERROR_MAX];

	if (deliver_via(&job->deliver.via, o->via ? o->via : "sendmail", error,
			sizeof(error)))
		return complain_usage("%s", error);
	job->deliver.desk = job->desk;
	job->deliver.ledger = job->ledger;
	job->deliver.spool = o->spool ? o->spool : job->spool;
	job->deliver.sender = publisher_email(job->publisher);
	return 0;
}

static int open_store(struct job *job)
{
	char error[NOTIFY_ERROR_MAX];

	job->store = store_open(job->options->store ? job->options->store :
				DEFAULT_STORE, STORE_READ, error, sizeof(error));
	return job->store ? 0 : complain("%s", error);
}

static int look_at_ledger(struct job *job)
{
	const struct notify_options *o = job->options;

	if (!job->ledger)
		return complain("there is no desk: nothing was ever sent from it");
	if (o->mode == NOTIFY_LIST)
		return notify_list(job->desk, job->ledger, o->json);
	return notify_settle(job->desk, job->ledger, o->what, o->how, job->now);
}

static int prepare(struct job *job)
{
	int ret = open_publisher(job);

	if (!ret)
		ret = find_now(job);
	if (!ret && (sends(job) || job->options->mode == NOTIFY_SETTLE))
		ret = lock(job);
	if (!ret)
		ret = open_desk(job);
	if (ret || job->options->mode == NOTIFY_LIST ||
	    job->options->mode == NOTIFY_SETTLE)
		return ret;
	ret = sends(job) ? open_way(job) : 0;
	if (ret || job->options->mode == NOTIFY_RETRY)
		return ret;
	ret = find_period(job);
	if (!ret)
		ret = open_constituents(job);
	return ret ? ret : open_store(job);
}

static void fill_run(struct job *job, struct notices_run *run,
		     struct notify_print *print)
{
	*run = (struct notices_run){
		.constituents = job->constituents, .store = job->store,
		.desk = job->desk, .ledger = job->ledger,
		.deliver = sends(job) ? &job->deliver : NULL,
		.common = { .publisher = job->publisher, .words = job->words,
			    .zip_above = NOTICE_ZIP_ABOVE, .range = job->range,
			    .now = job->now },
		.told = notify_print_told, .step = notify_print_step,
		.arg = print,
	};
	if (job->options->mode != NOTIFY_PREVIEW)
		return;
	run->only = job->options->what;
	if (!job->options->json)
		run->mail = notify_print_mail;
}

static int run_all(struct job *job)
{
	struct notify_print print = { .options = job->options, .out = stdout };
	enum notify_mode mode = job->options->mode;
	char error[NOTIFY_ERROR_MAX];
	struct notices_run run;
	int ret = 0;

	fill_run(job, &run, &print);
	if (mode == NOTIFY_PREVIEW &&
	    constituents_named(job->constituents, run.only) ==
	    CONSTITUENTS_NOBODY)
		return complain("there is no constituent \"%s\"", run.only);
	notify_print_begin(&print, &run);
	if (sends(job))
		ret = notices_resume(&run, mode == NOTIFY_RETRY, error,
				     sizeof(error));
	if (!ret && mode != NOTIFY_RETRY)
		ret = notices_run(&run, error, sizeof(error));
	notify_print_end(&print, &run);
	if (ret)
		return complain("%s", error);
	if (mode == NOTIFY_PREVIEW && !run.notices && !run.errors)
		complain("nothing is due to \"%s\"", run.only);
	return run.failed || run.uncertain || run.errors ? 1 : 0;
}

static void close_all(struct job *job)
{
	store_close(job->store);
	ledger_close(job->ledger);
	desk_close(job->desk);
	notice_words_free(job->words);
	constituents_free(job->constituents);
	publisher_free(job->publisher);
	if (job->lock >= 0)
		close(job->lock);
}

int cmd_notify(int argc, char **argv)
{
	struct notify_options options = { .mode = NOTIFY_NONE };
	struct job job = { .options = &options, .lock = -1 };
	int ret = parse_options(&options, argc, argv);

	if (ret)
		return ret;
	if (options.help) {
		help();
		return 0;
	}
	ret = prepare(&job);
	if (!ret)
		ret = options.mode == NOTIFY_LIST ||
		      options.mode == NOTIFY_SETTLE ? look_at_ledger(&job) :
						      run_all(&job);
	close_all(&job);
	return ret;
}
