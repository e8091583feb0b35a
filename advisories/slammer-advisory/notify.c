// SPDX-License-Identifier: GPL-2.0-or-later
/* notify.c - `slammer-advisory notify`: mail constituents about their own hosts */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "common/error.h"
#include "common/clock.h"
#include "notify.h"
#include "context.h"
#include "denied.h"
#include "render/mail/mail.h"
#include "sign/sign.h"

#define DAY	86400

/**
 * struct job - options, and everything a run has open
 * @now_option: --now
 * @done:  end of the last complete run
 * @lock:  file descriptor, -1: not locked
 */
struct job {
	struct notify_options options;
	struct context context;
	struct period period;
	const char *constituents_path;
	const char *via;
	const char *spool;
	const char *now_option;
	struct constituents *constituents;
	struct notice_templates *words;
	struct signer *signer;
	struct mailbox_text from;
	struct store *store;
	struct ledger *ledger;
	struct deliver deliver;
	int64_t now;
	int64_t done;
	struct store_range range;
	char spool_path[PATH_MAX];
	char via_text[PATH_MAX];
	int lock;
};

static void help(void)
{
	puts("Usage: slammer-advisory notify MODE [OPTION]...\n"
	     "Mails constituents about their own hosts, each source once.\n"
	     "\n"
	     "Modes:\n"
	     "  --dry-run         build all pending mails, send none\n"
	     "  --preview NAME    print the pending mail of one constituent\n"
	     "  --send            send pending mails and retry failed ones that are due\n"
	     "  --retry           retry all failed mails now, send nothing new\n"
	     "  --list            list notices that are not sent, and why\n"
	     "  --resolve ID sent|resend\n"
	     "                    mark an uncertain or failed notice as sent, or send it again\n"
	     "\n"
	     "Period (default: from one day before the end of the last complete run, or the\n"
	     "last 24 hours):\n"
	     HELP_PERIOD
	     "\n"
	     "Delivery:\n"
	     "  --via WAY         sendmail, sendmail:PROGRAM, maildir:FOLDER or mbox:FILE\n"
	     "                    (publisher.mail.notices, or sendmail)\n"
	     "  --spool DIR       for mails in transit (beside the archive)\n"
	     "\n"
	     "Files:\n"
	     "  --constituents FILE  (/etc/nf-slammer/constituents.conf)\n"
	     "  --archive FILE    (" DEFAULT_ARCHIVE ")\n"
	     HELP_PUBLISHER
	     "\n"
	     "  --now TIME        run as if it were this time\n"
	     "  --json            print the result as JSON\n"
	     HELP_END HELP_TIME);
}

/* Exactly one mode. */
static int find_mode(struct job *job, const bool flags[NOTIFY_MODE_COUNT])
{
	enum notify_mode mode;

	for (mode = NOTIFY_DRY_RUN; mode < NOTIFY_MODE_COUNT; mode++) {
		if (!flags[mode])
			continue;
		if (job->options.mode != NOTIFY_NONE)
			return usage_error("--dry-run, --preview, --send, --retry, --list and --resolve exclude each other");
		job->options.mode = mode;
	}
	if (job->options.mode == NOTIFY_NONE)
		return usage_error("no mode given: --dry-run, --preview, --send, --retry, --list or --resolve");
	return 0;
}

static int check_words(struct job *job, const char *word)
{
	bool resolve = job->options.mode == NOTIFY_RESOLVE;

	if (!resolve && word)
		return usage_error("unexpected argument \"%s\"", word);
	if (resolve && (!word || (strcmp(word, "sent") && strcmp(word, "resend"))))
		return usage_error("--resolve expects ID sent or ID resend");
	job->options.how = word;
	return 0;
}

static int parse_options(struct job *job, int argc, char **argv)
{
	bool flags[NOTIFY_MODE_COUNT] = { false };
	const char *preview = NULL, *resolve = NULL, *word = NULL;
	const struct option_row rows[] = {
		{ "dry-run", .flag = &flags[NOTIFY_DRY_RUN] },
		{ "preview", .value = &preview },
		{ "send", .flag = &flags[NOTIFY_SEND] },
		{ "retry", .flag = &flags[NOTIFY_RETRY] },
		{ "list", .flag = &flags[NOTIFY_LIST] },
		{ "resolve", .value = &resolve, .old_name = "settle" },
		OPTIONS_PUBLISHER(&job->context),
		OPTIONS_ARCHIVE(&job->context),
		OPTIONS_PERIOD(&job->period),
		{ "constituents", .value = &job->constituents_path },
		{ "via", .value = &job->via },
		{ "spool", .value = &job->spool },
		{ "now", .value = &job->now_option },
		{ "json", .flag = &job->options.json },
		{ NULL }
	};
	size_t count;
	int ret = options_parse(rows, argc, argv, &word, 1, &count);

	if (ret)
		return ret;
	flags[NOTIFY_PREVIEW] = preview != NULL;
	flags[NOTIFY_RESOLVE] = resolve != NULL;
	job->options.what = preview ? preview : resolve;
	ret = find_mode(job, flags);
	return ret ? ret : check_words(job, word);
}

static int find_now(struct job *job)
{
	job->now = (int64_t)time(NULL);
	if (job->now_option && clock_parse(job->now_option, job->now, &job->now))
		return usage_error("--now: \"%s\" is not a time (" CLOCK_TIME_EXAMPLES ")",
				   job->now_option);
	return 0;
}

/*
 * Starts one day before the end of the last run, because sensors may report late; the
 * ledger keeps reported sources, so none is mailed twice.
 */
static int find_period(struct job *job)
{
	int ret = period_range(&job->period, DAY, job->now, &job->range);

	if (!ret && !job->period.from && !job->period.last && job->done &&
	    job->done - DAY < job->range.until)
		job->range.from = job->done - DAY;
	return ret;
}

static int open_words(struct job *job)
{
	const struct publisher *p = job->context.publisher;
	struct error error;

	job->words = notice_templates_new(job->context.templates);
	if (!job->words)
		return command_error("out of memory");
	if (publisher_mail_from(p) &&
	    mailbox_parse(&job->from, publisher_mail_from(p), &error))
		return command_error("%s", error.text);
	if (!publisher_key(p))
		return 0;
	job->signer = signer_open(publisher_key(p), publisher_key_home(p), &error);
	return job->signer ? 0 : command_error("%s", error.text);
}

static int open_constituents(struct job *job)
{
	static char path[PATH_MAX];
	struct config_messages messages = { 0 };

	job->constituents = constituents_load(job->constituents_path ?
					      job->constituents_path :
					      default_constituents(path),
					      &messages);
	config_messages_print(&messages, stderr);
	config_messages_free(&messages);
	return job->constituents ? 0 :
	       command_error("the constituents file has errors: no notices are sent");
}

static bool sends(const struct job *job)
{
	return job->options.mode == NOTIFY_SEND ||
	       job->options.mode == NOTIFY_RETRY;
}

static const char *archive_path(const struct job *job)
{
	return context_archive_path(&job->context);
}

/* Modes that only read neither need nor create an archive. */
static int open_archive(struct job *job)
{
	bool writes = sends(job) || job->options.mode == NOTIFY_RESOLVE;
	enum db_mode mode = writes ? DB_WRITE : DB_READ;
	struct error error;

	if (!writes && access(archive_path(job), F_OK) && errno == ENOENT)
		return 0;
	job->context.archive = archive_open(archive_path(job), mode, &error);
	if (!job->context.archive) {
		denied_advice(archive_path(job), mode, &error);
		return command_error("%s", error.text);
	}
	job->ledger = ledger_open(job->context.archive);
	if (!job->ledger || ledger_done(job->ledger, &job->done))
		return command_error("%s", archive_error(job->context.archive));
	return 0;
}

/*
 * One run at a time: mails that another run is about to send are not in the ledger yet.
 * The lock belongs to the process (fcntl), so a sendmail helper that survives a killed
 * run does not hold it.
 */
static int lock(struct job *job)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.notify", archive_path(job));
	job->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (job->lock < 0)
		return command_error("%s: %s", path, strerror(errno));
	if (!fcntl(job->lock, F_SETLK, &whole))
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		return command_error("another notify is running with this archive");
	return command_error("%s: %s", path, strerror(errno));
}

static int open_delivery(struct job *job)
{
	const struct publisher *p = job->context.publisher;
	const char *via = job->via ? job->via : publisher_notices(p);
	struct error error;

	snprintf(job->via_text, sizeof(job->via_text), "sendmail:%s",
		 publisher_sendmail(p));
	if (deliver_via(&job->deliver.via, via && strcmp(via, "sendmail") ?
			via : job->via_text, &error))
		return job->via ? usage_error("%s", error.text) :
				  command_error("publisher.mail.notices: %s", error.text);
	snprintf(job->spool_path, sizeof(job->spool_path), "%s.spool",
		 archive_path(job));
	job->deliver.archive = job->context.archive;
	job->deliver.ledger = job->ledger;
	job->deliver.spool = job->spool ? job->spool : job->spool_path;
	job->deliver.sender = *job->from.address ? job->from.address :
			      publisher_email(p);
	return 0;
}

static int use_ledger(struct job *job)
{
	const struct notify_options *o = &job->options;

	if (!job->ledger)
		return command_error("%s: there is no such archive, so no notices were sent",
				 archive_path(job));
	if (o->mode == NOTIFY_LIST)
		return notify_list(job->context.archive, job->ledger, o->json);
	return notify_resolve(job->context.archive, job->ledger, o->what, o->how,
			     job->now);
}

static int prepare(struct job *job)
{
	enum notify_mode mode = job->options.mode;
	int ret = context_prepare(&job->context);

	if (!ret)
		ret = find_now(job);
	if (!ret && (sends(job) || mode == NOTIFY_RESOLVE))
		ret = lock(job);
	if (!ret)
		ret = open_archive(job);
	if (ret || mode == NOTIFY_LIST || mode == NOTIFY_RESOLVE)
		return ret;
	ret = open_words(job);
	if (!ret && sends(job))
		ret = open_delivery(job);
	if (ret || mode == NOTIFY_RETRY)
		return ret;
	ret = find_period(job);
	if (!ret)
		ret = open_constituents(job);
	return ret ? ret : period_open(&job->period, &job->store);
}

static void fill_run(struct job *job, struct notices_run *run,
		     struct notify_print *print)
{
	*run = (struct notices_run){
		.constituents = job->constituents, .store = job->store,
		.archive = job->context.archive, .ledger = job->ledger,
		.deliver = sends(job) ? &job->deliver : NULL,
		.common = { .publisher = job->context.publisher,
			    .templates = job->words, .signer = job->signer,
			    .from = &job->from,
			    .range = job->range, .now = job->now },
		.result = notify_print_result, .step = notify_print_step,
		.arg = print,
	};
	if (job->options.mode != NOTIFY_PREVIEW)
		return;
	run->only = job->options.what;
	if (!job->options.json)
		run->mail = notify_print_mail;
}

static void say_nothing_pending(const struct notices_run *run)
{
	if (run->held)
		command_error("no notice is pending for \"%s\": %" PRIu64 " held back, as their evidence is weak",
			      run->only, run->held);
	else
		command_error("no notice is pending for \"%s\"", run->only);
}

static int run_all(struct job *job)
{
	struct notify_print print = { .options = &job->options, .out = stdout };
	enum notify_mode mode = job->options.mode;
	struct error error;
	struct notices_run run;
	int ret = 0;

	fill_run(job, &run, &print);
	if (mode == NOTIFY_PREVIEW &&
	    constituents_named(job->constituents, run.only) ==
	    CONSTITUENTS_NOBODY)
		return command_error("there is no constituent \"%s\"", run.only);
	notify_print_begin(&print, &run);
	if (sends(job))
		ret = notices_resume(&run, mode == NOTIFY_RETRY, &error);
	if (!ret && mode != NOTIFY_RETRY)
		ret = notices_run(&run, &error);
	notify_print_end(&print, &run);
	if (ret)
		return command_error("%s", error.text);
	if (fflush(stdout) || ferror(stdout))
		return command_error("standard output: %s", strerror(errno));
	if (mode == NOTIFY_PREVIEW && !run.notices && !run.errors)
		say_nothing_pending(&run);
	return run.failed || run.uncertain || run.errors ? 1 : 0;
}

static void close_all(struct job *job)
{
	store_close(job->store);
	ledger_close(job->ledger);
	signer_close(job->signer);
	notice_templates_free(job->words);
	constituents_free(job->constituents);
	context_close(&job->context);
	if (job->lock >= 0)
		close(job->lock);
}

int cmd_notify(int argc, char **argv)
{
	struct job job = { .options = { .mode = NOTIFY_NONE }, .lock = -1 };
	int ret = parse_options(&job, argc, argv);

	if (ret == OPTIONS_HELP) {
		help();
		return 0;
	}
	if (ret)
		return ret;
	ret = prepare(&job);
	if (!ret)
		ret = job.options.mode == NOTIFY_LIST ||
		      job.options.mode == NOTIFY_RESOLVE ?
		      use_ledger(&job) : run_all(&job);
	close_all(&job);
	return ret;
}
