// SPDX-License-Identifier: GPL-2.0-or-later
/* notify.c - `slammer-advisory notify`: tell constituents about their own hosts */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "common/error.h"
#include "common/clock.h"
#include "notify.h"
#include "context.h"
#include "period.h"
#include "render/mail/mail.h"
#include "sign/sign.h"

#define DAY	86400

/* As it was asked for, and all that a run needs, opened one after the other. */
struct job {
	struct notify_options options;
	struct office office;
	struct period period;
	const char *constituents_path;
	const char *via;
	const char *spool;
	const char *at;
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
	     HELP_PERIOD
	     "\n"
	     "Delivery:\n"
	     "  --via WAY         sendmail, sendmail:PROGRAM, maildir:FOLDER or mbox:FILE\n"
	     "                    (as publisher.conf has it, or sendmail)\n"
	     "  --spool DIR       for mails on their way (beside the desk)\n"
	     "\n"
	     "Files:\n"
	     "  --constituents FILE  (/etc/nf-slammer/constituents.conf)\n"
	     "  --desk FILE       (" DEFAULT_DESK ")\n"
	     HELP_PUBLISHER
	     "\n"
	     "  --now TIME        as if it were that time\n"
	     "  --json            say it as JSON\n"
	     HELP_END HELP_TIME);
}

/* Exactly one of them. */
static int find_mode(struct job *job, const bool flags[NOTIFY_MODE_COUNT])
{
	enum notify_mode mode;

	for (mode = NOTIFY_DRY_RUN; mode < NOTIFY_MODE_COUNT; mode++) {
		if (!flags[mode])
			continue;
		if (job->options.mode != NOTIFY_NONE)
			return complain_usage("one of --dry-run, --preview, --send, --retry, --list and --settle, not two");
		job->options.mode = mode;
	}
	if (job->options.mode == NOTIFY_NONE)
		return complain_usage("notify: --dry-run, --preview, --send, --retry, --list or --settle?");
	return 0;
}

static int check_words(struct job *job, const char *word)
{
	bool settles = job->options.mode == NOTIFY_SETTLE;

	if (!settles && word)
		return complain_usage("\"%s\" is one word too many", word);
	if (settles && (!word || (strcmp(word, "sent") && strcmp(word, "resend"))))
		return complain_usage("--settle ID sent, or --settle ID resend");
	job->options.how = word;
	return 0;
}

static int parse_options(struct job *job, int argc, char **argv)
{
	bool flags[NOTIFY_MODE_COUNT] = { false };
	const char *preview = NULL, *settle = NULL, *word = NULL;
	const struct option_row rows[] = {
		{ "dry-run", .flag = &flags[NOTIFY_DRY_RUN] },
		{ "preview", .value = &preview },
		{ "send", .flag = &flags[NOTIFY_SEND] },
		{ "retry", .flag = &flags[NOTIFY_RETRY] },
		{ "list", .flag = &flags[NOTIFY_LIST] },
		{ "settle", .value = &settle },
		OPTIONS_PUBLISHER(&job->office),
		OPTIONS_DESK(&job->office),
		OPTIONS_PERIOD(&job->period),
		{ "constituents", .value = &job->constituents_path },
		{ "via", .value = &job->via },
		{ "spool", .value = &job->spool },
		{ "now", .value = &job->at },
		{ "json", .flag = &job->options.json },
		{ NULL }
	};
	size_t count;
	int ret = options_parse(rows, argc, argv, &word, 1, &count);

	if (ret)
		return ret;
	flags[NOTIFY_PREVIEW] = preview != NULL;
	flags[NOTIFY_SETTLE] = settle != NULL;
	job->options.what = preview ? preview : settle;
	ret = find_mode(job, flags);
	return ret ? ret : check_words(job, word);
}

static int find_now(struct job *job)
{
	job->now = (int64_t)time(NULL);
	if (job->at && clock_parse(job->at, job->now, &job->now))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      job->at);
	return 0;
}

/*
 * A day back from the last one's end, for sensors may be late; who was told is in the
 * ledger, so nothing comes twice.
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
	const struct publisher *p = job->office.publisher;
	struct error error;

	job->words = notice_templates_new(job->office.templates);
	if (!job->words)
		return complain("out of memory");
	if (publisher_mail_from(p) &&
	    mailbox_parse(&job->from, publisher_mail_from(p), &error))
		return complain("%s", error.text);
	if (!publisher_key(p))
		return 0;
	job->signer = signer_open(publisher_key(p), publisher_key_home(p), &error);
	return job->signer ? 0 : complain("%s", error.text);
}

static int open_constituents(struct job *job)
{
	static char path[PATH_MAX];
	struct policy_messages messages = { 0 };

	job->constituents = constituents_load(job->constituents_path ?
					      job->constituents_path :
					      default_constituents(path),
					      &messages);
	policy_messages_print(&messages, stderr);
	policy_messages_free(&messages);
	return job->constituents ? 0 :
	       complain("the file of constituents has errors: nobody is told anything");
}

static bool sends(const struct job *job)
{
	return job->options.mode == NOTIFY_SEND ||
	       job->options.mode == NOTIFY_RETRY;
}

static const char *archive_path(const struct job *job)
{
	return job->office.archive_path ? job->office.archive_path : DEFAULT_DESK;
}

/* Who only looks makes no archive, and needs none. */
static int open_archive(struct job *job)
{
	bool writes = sends(job) || job->options.mode == NOTIFY_SETTLE;
	struct error error;

	if (!writes && access(archive_path(job), F_OK) && errno == ENOENT)
		return 0;
	job->office.archive = archive_open(archive_path(job), writes ? STORE_WRITE :
				     STORE_READ, &error);
	if (!job->office.archive)
		return complain("%s", error.text);
	job->ledger = ledger_open(job->office.archive);
	if (!job->ledger || ledger_done(job->ledger, &job->done))
		return complain("%s", archive_error(job->office.archive));
	return 0;
}

/*
 * One run at a time: what another is about to send is not in the ledger yet. The lock
 * belongs to the process, so a courier that has just been born does not hold it on
 * behalf of a run that was killed.
 */
static int lock(struct job *job)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.notify", archive_path(job));
	job->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (job->lock < 0)
		return complain("%s: %s", path, strerror(errno));
	if (!fcntl(job->lock, F_SETLK, &whole))
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		return complain("another notify is at work with this desk");
	return complain("%s: %s", path, strerror(errno));
}

static int open_way(struct job *job)
{
	const struct publisher *p = job->office.publisher;
	const char *via = job->via ? job->via : publisher_notices(p);
	struct error error;

	snprintf(job->via_text, sizeof(job->via_text), "sendmail:%s",
		 publisher_sendmail(p));
	if (deliver_via(&job->deliver.via, via && strcmp(via, "sendmail") ?
			via : job->via_text, &error))
		return job->via ? complain_usage("%s", error.text) :
				  complain("publisher.mail.notices: %s", error.text);
	snprintf(job->spool_path, sizeof(job->spool_path), "%s.spool",
		 archive_path(job));
	job->deliver.archive = job->office.archive;
	job->deliver.ledger = job->ledger;
	job->deliver.spool = job->spool ? job->spool : job->spool_path;
	job->deliver.sender = *job->from.address ? job->from.address :
			      publisher_email(p);
	return 0;
}

static int look_at_ledger(struct job *job)
{
	const struct notify_options *o = &job->options;

	if (!job->ledger)
		return complain("%s: there is no desk, so nothing was ever sent from it",
				archive_path(job));
	if (o->mode == NOTIFY_LIST)
		return notify_list(job->office.archive, job->ledger, o->json);
	return notify_settle(job->office.archive, job->ledger, o->what, o->how,
			     job->now);
}

static int prepare(struct job *job)
{
	enum notify_mode mode = job->options.mode;
	int ret = office_prepare(&job->office);

	if (!ret)
		ret = find_now(job);
	if (!ret && (sends(job) || mode == NOTIFY_SETTLE))
		ret = lock(job);
	if (!ret)
		ret = open_archive(job);
	if (ret || mode == NOTIFY_LIST || mode == NOTIFY_SETTLE)
		return ret;
	ret = open_words(job);
	if (!ret && sends(job))
		ret = open_way(job);
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
		.archive = job->office.archive, .ledger = job->ledger,
		.deliver = sends(job) ? &job->deliver : NULL,
		.common = { .publisher = job->office.publisher,
			    .templates = job->words, .signer = job->signer,
			    .from = &job->from,
			    .range = job->range, .now = job->now },
		.result = notify_print_told, .step = notify_print_step,
		.arg = print,
	};
	if (job->options.mode != NOTIFY_PREVIEW)
		return;
	run->only = job->options.what;
	if (!job->options.json)
		run->mail = notify_print_mail;
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
		return complain("there is no constituent \"%s\"", run.only);
	notify_print_begin(&print, &run);
	if (sends(job))
		ret = notices_resume(&run, mode == NOTIFY_RETRY, &error);
	if (!ret && mode != NOTIFY_RETRY)
		ret = notices_run(&run, &error);
	notify_print_end(&print, &run);
	if (ret)
		return complain("%s", error.text);
	if (fflush(stdout) || ferror(stdout))
		return complain("standard output: %s", strerror(errno));
	if (mode == NOTIFY_PREVIEW && !run.notices && !run.errors)
		complain("nothing is due to \"%s\"", run.only);
	return run.failed || run.uncertain || run.errors ? 1 : 0;
}

static void close_all(struct job *job)
{
	store_close(job->store);
	ledger_close(job->ledger);
	signer_close(job->signer);
	notice_templates_free(job->words);
	constituents_free(job->constituents);
	office_close(&job->office);
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
		      job.options.mode == NOTIFY_SETTLE ?
		      look_at_ledger(&job) : run_all(&job);
	close_all(&job);
	return ret;
}
