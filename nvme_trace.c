// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* nvme_trace: options -> source -> output, the loop, and the summary at the end. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wall.h"
#include "capture/replay.h"
#include "cli/options.h"
#include "live/live.h"
#include "machine/check.h"
#include "machine/clocks.h"
#include "machine/devices.h"
#include "machine/drive.h"
#include "machine/driver.h"
#include "machine/findings.h"
#include "process/child.h"
#include "process/confine.h"
#include "process/signals.h"
#include "process/users.h"
#include "trace/outputs.h"
#include "trace/report.h"

#define SECOND_NS     1000000000LL
#define MILLISECOND   1000000LL
#define NEVER	      INT64_MAX
#define POLL_NS	      SECOND_NS /* a signal ends the poll at once, so this only bounds a lost one */
#define CHILD_POLL_NS (20 * MILLISECOND)
#define MIN_SCAN_NS   (20 * MILLISECOND)
#define LOSS_NS	      SECOND_NS /* how often at most losses are told of */

struct trace {
	const struct options *options;
	struct outputs outputs;
	struct wall wall; /* of the records that are shown */
	struct live *live;
	struct child child;
	bool child_told; /* a signal was passed on: the next one is for us */
	struct report_counts counts;
	uint64_t opcodes[4]; /* a bit for each that was printed */
	uint64_t lost;	     /* that has been told of */
	int64_t scanned_ns;  /* when commands under way were last looked through */
	int64_t looked_ns;   /* when it was last asked whether any were lost */
};

/*
 * A standard file that is closed has to stay so: the next one that is opened would get its
 * number, and what is meant for standard output. Opened the wrong way round, it fails to work.
 */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/*
 * The reader competes for the CPU with the very programs that it watches, which may be hundreds; so
 * it goes first, unless whoever started it chose otherwise (nice, chrt). And at times it has to be
 * left alone (live__under_way), from whatever policy. Without the right to ask for that it runs as
 * it is.
 */
static void go_first(void)
{
	const struct rlimit real_time = { 1, 1 }, any_nice = { 40, 40 };

	setrlimit(RLIMIT_RTPRIO, &real_time);
	setrlimit(RLIMIT_NICE, &any_nice);
	errno = 0;
	if (sched_getscheduler(0) == SCHED_OTHER && !getpriority(PRIO_PROCESS, 0) && !errno)
		setpriority(PRIO_PROCESS, 0, -20);
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static bool is_full(const struct trace *trace)
{
	return trace->options->count && trace->counts.printed >= trace->options->count;
}

static void show(struct trace *trace, const struct nvme_trace_event *event)
{
	struct output *output = trace->outputs.output;

	outputs__note(&trace->outputs, output->emit(output, event));
}

static void on_event(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;

	if (is_full(trace)) {
		trace->counts.left_out++;
		return;
	}
	show(trace, event);
	trace->counts.printed++;
	trace->opcodes[event->sqe.opcode / 64] |= UINT64_C(1) << event->sqe.opcode % 64;
	trace->counts.in_flight += event->outcome == NVME_TRACE_IN_FLIGHT;
}

static void on_overdue(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;

	show(trace, event);
	trace->counts.announced++;
}

static void on_lost(void *ctx, uint64_t total)
{
	struct trace *trace = ctx;
	struct output *output = trace->outputs.output;

	if (total <= trace->lost)
		return;
	trace->lost = total;
	if (output->lost)
		outputs__note(&trace->outputs, output->lost(output, total));
}

/* Tells of losses when they happen, but not of each. */
static void look_for_losses(struct trace *trace, int64_t now)
{
	struct live_totals totals;
	uint64_t before = trace->lost;

	if (now - trace->looked_ns < LOSS_NS)
		return;
	trace->looked_ns = now;
	live__totals(trace->live, &totals);
	on_lost(trace, report__lost(&totals));
	if (trace->lost > before)
		report__loss(trace->lost - before, trace->lost);
}

/* How long to go on between two looks at commands that are under way; 0 = never look. */
static int64_t scan_period(const struct trace *trace)
{
	int64_t period = (int64_t)trace->options->in_flight_ns / 10;

	return trace->options->in_flight_ns && period < MIN_SCAN_NS ? MIN_SCAN_NS : period;
}

/*
 * Says of each command once when it has been under way for too long: at the first
 * look after that moment, which is the one that the look before did not cover.
 */
static void scan(struct trace *trace, int64_t now)
{
	int64_t limit = (int64_t)trace->options->in_flight_ns;

	if (!limit || now - trace->scanned_ns < scan_period(trace))
		return;
	if (now > limit)
		live__under_way(trace->live,
				trace->scanned_ns > limit ? (uint64_t)(trace->scanned_ns - limit)
							  : 0,
				(uint64_t)(now - limit), (uint64_t)now, on_overdue, trace);
	trace->scanned_ns = now;
}

/*
 * With a command, the first signal is for that one, which has it already if it was typed; the trace
 * ends when the command does, or with the next signal.
 */
static bool is_stopped(struct trace *trace)
{
	const struct child *child = &trace->child;
	int count = signals__count();

	if (!count || !child->pid || child->ended)
		return count;
	if (!trace->child_told && !(signals__was_typed() && child__is_in_our_group(child)))
		child__signal(child, signals__last());
	trace->child_told = true;
	return count > 1;
}

static int poll_ms(const struct trace *trace, int64_t left)
{
	int64_t wait = trace->child.pid ? CHILD_POLL_NS : POLL_NS;
	int64_t interval = (int64_t)trace->options->show.interval_ns / 10;

	if (interval && interval < wait)
		wait = interval;

	if (trace->options->in_flight_ns && scan_period(trace) < wait)
		wait = scan_period(trace);
	return (int)((left < wait ? left : wait) / MILLISECOND) + 1;
}

/* Polls until something says to stop. Returns -1 if the source failed. */
static int run(struct trace *trace)
{
	struct output *output = trace->outputs.output;
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	uint64_t duration = trace->options->duration_ns;
	int64_t end = duration ? now + (int64_t)duration : NEVER;

	trace->scanned_ns = trace->looked_ns = now;
	while (!is_stopped(trace) && !is_full(trace) && !trace->outputs.error && now < end) {
		if (trace->child.pid && child__all_gone(&trace->child))
			break;
		live__wait(trace->live, poll_ms(trace, end - now));
		/* Between the two: what came after the clock was set is by what it was set to. */
		clocks__follow(&trace->wall);
		if (live__deliver(trace->live))
			return -1;
		now = clock_ns(CLOCK_MONOTONIC);
		scan(trace, now);
		look_for_losses(trace, now);
		outputs__note(&trace->outputs, output->flush(output));
	}
	return 0;
}

/* Who was to be stopped is not to begin. Returns whether there is anything to trace. */
static bool start_child(struct trace *trace)
{
	if (signals__count())
		return false;
	if (!child__release(&trace->child))
		return true;
	log_message("cannot run '%s': %s", trace->options->command[0], strerror(errno));
	return false;
}

/*
 * What becomes of the command after the trace. It is waited for, unless it was never released or
 * the next signal comes first. Returns what to exit with; failed is a failure of our own.
 */
static int end_child(struct trace *trace, bool failed)
{
	struct child *child = &trace->child;
	bool released = child->go < 0;
	sigset_t before;

	child__cancel(child);
	signals__block(&before);
	while (!child__all_gone(child) && !child->ended && !is_stopped(trace))
		signals__sleep(&before);
	signals__restore(&before);
	if (failed)
		return EXIT_FAILED;
	return released && child->ended ? child__exit_status(child) : 128 + signals__last();
}

/* From attached to detached. Returns our own exit status. */
static int trace_to_the_end(struct trace *trace)
{
	struct live_totals totals;
	int status = EXIT_DONE;

	if ((!trace->child.pid || start_child(trace)) && run(trace))
		status = EXIT_FAILED;
	clocks__follow(&trace->wall);
	live__stop(trace->live, (uint64_t)clock_ns(CLOCK_MONOTONIC));
	live__totals(trace->live, &totals);
	on_lost(trace, report__lost(&totals));
	if (!outputs__close(&trace->outputs))
		status = EXIT_FAILED;
	report__live(&trace->counts, &totals);
	report__bare_opcodes(trace->options->bare_opcodes, trace->opcodes);
	return trace->options->strict && (trace->lost || totals.unread) ? EXIT_FAILED : status;
}

/* ---- From this machine, or from a capture ---- */

/* Before anything is read that others wrote, and anything is opened to be written. */
static bool give_up_rights(struct trace *trace)
{
	const struct options *options = trace->options;
	struct confine confine = { .signals = options->command != NULL };
	struct user user = options->user;

	if (trace->live) {
		confine.can_still_read = live__can_go_on;
		confine.ctx = trace->live;
	}
	confine.become = geteuid() == 0 && (options->become || users__of_sudo(&user));
	trace->outputs.as_other = confine.become && user.uid;
	confine.uid = user.uid;
	confine.gid = user.gid;
	return !confine__give_up(&confine);
}

/* What is to be written; nothing but to read and to write is possible then. */
static int open_outputs(struct trace *trace, struct output_config config)
{
	int status = outputs__open(&trace->outputs, config);

	if (status != EXIT_DONE)
		return status;
	/* A line that waits for its reader is not to be lost by a signal. */
	if (trace->live)
		signals__catch(SA_RESTART);
	return confine__seal() ? EXIT_FAILED : EXIT_DONE;
}

/* It may be plugged in yet; but a name may be mistyped as well. */
static void tell_missing(const struct filter *filter)
{
	for (size_t i = 0; i < filter->devices; i++) {
		const struct filter_device *device = &filter->device[i];
		char name[NVME_TRACE_DISK_SIZE];

		if (device->disk[0])
			memcpy(name, device->disk, sizeof(name));
		else
			snprintf(name, sizeof(name), "nvme%d", device->ctrl);
		if (!devices__is_there(name) &&
		    !(device->generic[0] && devices__is_there(device->generic)))
			log_message("there is no %s; waiting for it", name);
	}
}

static int trace_live(struct trace *trace)
{
	const struct options *options = trace->options;
	struct live_config config = options->live;
	struct output_config output = options->show;
	int status = EXIT_FAILED;

	config.wake_fd = clocks__watch();
	output.describe = drive__describe;
	output.wall = &trace->wall;
	if (options->command)
		config.filter.ancestor = (uint32_t)getpid();
	if (options->wait && !driver__wait(signals__flag()))
		return EXIT_DONE;
	clocks__follow(&trace->wall);
	trace->live = live__open(&config, on_event, trace);
	if (!trace->live)
		return EXIT_FAILED;
	tell_missing(&options->live.filter);
	/* To open an output may take for ever, where it is a FIFO. */
	if (signals__count()) {
		log_message("stopped before the trace began");
		status = EXIT_DONE;
	} else if (give_up_rights(trace)) {
		status = open_outputs(trace, output);
		if (status == EXIT_DONE)
			status = trace_to_the_end(trace);
	}
	live__free(trace->live);
	return status;
}

static int replay_to_the_end(struct trace *trace, struct replay *replay)
{
	struct replay_to to = { .filter = &trace->options->live.filter,
				.event = on_event,
				.lost = on_lost,
				.ctx = trace };
	int status = EXIT_DONE;

	if (replay__run(replay, &to, signals__flag()))
		status = EXIT_FAILED;
	trace->counts.filtered = to.filtered;
	if (!outputs__close(&trace->outputs))
		status = EXIT_FAILED;
	report__capture(&trace->counts, trace->lost);
	report__bare_opcodes(trace->options->bare_opcodes, trace->opcodes);
	return trace->options->strict && trace->lost ? EXIT_FAILED : status;
}

static int trace_capture(struct trace *trace)
{
	const char *name = trace->options->read;
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	struct output_config output = trace->options->show;
	struct replay *replay;
	int status = EXIT_FAILED;

	if (!file) {
		log_message("cannot open '%s': %s", name, strerror(errno));
		return EXIT_FAILED;
	}
	claims__add(&trace->outputs.claims, fileno(file), "the file that is read");
	replay = give_up_rights(trace) ? replay__open(file, name, &trace->wall) : NULL;
	output.wall = &trace->wall;
	output.recorded = true;
	output.host = trace->wall.host;
	if (replay)
		status = open_outputs(trace, output);
	if (status == EXIT_DONE)
		status = replay_to_the_end(trace, replay);
	replay__free(replay);
	fclose(file);
	return status;
}

/* ---- Whether it would work ---- */

static int check_machine(const struct options *options)
{
	struct findings findings = {};
	struct check_facts facts;
	struct trial trial;
	int status, error;

	check__gather(&facts); /* first, as libbpf may raise a limit */
	live__try(&options->live, &trial);
	check__judge(&trial, &facts, &findings);
	status = trial.works && !findings.incomplete ? EXIT_DONE : EXIT_FAILED;
	error = (options->show.format == OUTPUT_JSON ? findings__json : findings__text)(&findings,
											stdout);
	if (findings.incomplete)
		log_message("not all could be told: %s", strerror(ENOMEM));
	if (fflush(stdout) || error) {
		log_message("cannot write to standard output: %s", strerror(errno));
		status = EXIT_FAILED;
	}
	findings__free(&findings);
	check__free(&facts);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	struct trace trace = { .options = &options, .outputs = { .options = &options } };
	int status;

	hold_standard_files();
	options__parse(&options, argc, argv);
	if (options.check)
		return check_machine(&options);
	if (options.command && child__start(&trace.child, options.command)) {
		log_message("cannot make a process: %s", strerror(errno));
		return EXIT_FAILED;
	}
	signals__catch(0);
	if (options.read)
		return trace_capture(&trace);
	/* The end of the lines' reader ends the trace, but not the wait for the command. */
	if (options.command)
		signal(SIGPIPE, SIG_IGN);
	go_first();
	status = trace_live(&trace);
	return options.command ? end_child(&trace, status != EXIT_DONE) : status;
}
