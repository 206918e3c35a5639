// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* nvme_trace: options -> source -> sink -> outputs, the loop, and the account at the end. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
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
#include "trace/output_sink.h"
#include "trace/outputs.h"
#include "trace/ready.h"
#include "trace/report.h"

#define SECOND_NS     1000000000LL
#define MILLISECOND   1000000LL
#define NEVER	      INT64_MAX
#define POLL_NS	      SECOND_NS /* a signal ends a wait at once, but not if it came just before */
#define CHILD_POLL_NS (20 * MILLISECOND)
#define READ_BUFFER                                                                                \
	(64 << 10) /* with the C library's 4 KB, system calls would take twice the time */

struct trace {
	const struct options *options;
	struct outputs outputs;
	struct output_sink sink;
	struct wall wall; /* the clock of the records that are shown */
	struct live *live;
	struct child child;
	bool child_signaled; /* the child got one signal; the next one is for us */
};

/*
 * If a standard file is closed, the next file that we open would get its number, and with it the
 * output for that standard file. So this occupies the number, opened for the wrong direction: using
 * it still fails.
 */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/*
 * The reader competes for the CPU with the programs that it watches, of which there may be
 * hundreds. So it gets a high priority, unless its caller chose another (nice, chrt). The limits
 * set here let cpu__hold() change the policy later. Without the right to do this, the reader runs
 * unchanged.
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

/*
 * Whether to stop. If we run a command, the first signal is for the command. If the signal was
 * typed, the command has it already. The trace ends when the command ends, or at the next signal.
 */
static bool is_stopped(struct trace *trace)
{
	const struct child *child = &trace->child;
	int count = signals__count();

	if (!count || !child->pid || child->ended)
		return count;
	if (!trace->child_signaled && !(signals__was_typed() && child__is_in_our_group(child)))
		child__signal(child, signals__last());
	trace->child_signaled = true;
	return count > 1;
}

static int poll_ms(const struct trace *trace, int64_t left)
{
	int64_t wait = trace->child.pid ? CHILD_POLL_NS : POLL_NS;
	int64_t interval = (int64_t)trace->options->show.interval_ns / 10;

	if (interval && interval < wait)
		wait = interval;
	return (int)((left < wait ? left : wait) / MILLISECOND) + 1;
}

/* Delivers records until there is a reason to stop. Returns -1 if the source failed. */
static int run(struct trace *trace)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	uint64_t duration = trace->options->duration_ns;
	int64_t end = duration ? now + (int64_t)duration : NEVER;
	int error = live__deliver(trace->live, (uint64_t)now);

	while (!error && !is_stopped(trace) && !output_sink__is_full(&trace->sink) &&
	       !trace->outputs.error && now < end) {
		if (trace->child.pid && child__all_gone(&trace->child))
			break;
		live__wait(trace->live, poll_ms(trace, end - now));
		now = clock_ns(CLOCK_MONOTONIC);
		/* If the clock was set during the wait, the records came after the change. */
		clocks__follow(&trace->wall);
		error = live__deliver(trace->live, (uint64_t)now);
	}
	return error;
}

/* Starts the command unless a signal has come. Returns whether there is anything to trace. */
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
 * Ends a command that was never released. Otherwise waits until the command ends or the next signal
 * comes. Returns the exit status. `failed` tells whether we failed ourselves.
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

/* Closes the outputs. Returns the exit status. */
static int finish(struct trace *trace, int status)
{
	if (!outputs__close(&trace->outputs))
		status = EXIT_FAILED;
	if (trace->options->strict && trace->sink.lost)
		status = EXIT_FAILED;
	return status;
}

/* Traces from attaching to detaching. Returns our own exit status. */
static int trace_to_the_end(struct trace *trace)
{
	struct live_totals totals;
	int status = EXIT_DONE;

	trace->sink.reports_losses = true;
	if ((!trace->child.pid || start_child(trace)) && run(trace))
		status = EXIT_FAILED;
	trace->sink.reports_losses = false; /* the report at the end has them */
	clocks__follow(&trace->wall);
	live__stop(trace->live, (uint64_t)clock_ns(CLOCK_MONOTONIC));
	live__totals(trace->live, &totals);
	status = finish(trace, status);
	report__live(&trace->sink.counts, &totals);
	report__bare_opcodes(trace->options->bare_opcodes, trace->sink.opcodes);
	return trace->options->strict && totals.unread ? EXIT_FAILED : status;
}

/* ---- From this machine, or from a capture ---- */

/* Done before any hostile input is read, and before any file is opened for writing. */
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

/* Opens the outputs, and then gives up all rights but reading and writing. */
static int open_outputs(struct trace *trace, struct output_config config)
{
	const struct options *options = trace->options;
	int status = outputs__open(&trace->outputs, config);

	if (status != EXIT_DONE)
		return status;
	if (trace->live) {
		/* A signal must not interrupt the write of a line that waits for its reader. */
		signals__catch(SA_RESTART);
		if (!ready__write(options->ready_fd))
			return EXIT_FAILED;
		if (!options->command)
			ready__tell_terminal();
	}
	return confine__seal() ? EXIT_FAILED : EXIT_DONE;
}

/* A missing device may be plugged in later, but its name may also be a typing error. */
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
	trace->live = live__open(&config, &trace->sink.sink);
	if (!trace->live)
		return EXIT_FAILED;
	tell_missing(&options->live.filter);
	/* Opening an output may take forever if it is a FIFO. */
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
	int status = EXIT_DONE;

	if (replay__run(replay, &trace->options->live.filter, &trace->sink.sink, signals__flag()))
		status = EXIT_FAILED;
	trace->sink.counts.filtered = replay__filtered(replay);
	status = finish(trace, status);
	report__capture(&trace->sink.counts, trace->sink.lost);
	report__bare_opcodes(trace->options->bare_opcodes, trace->sink.opcodes);
	return status;
}

static int trace_capture(struct trace *trace)
{
	const char *name = trace->options->read;
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	struct output_config output = trace->options->show;
	char buffer[READ_BUFFER]; /* of file */
	struct replay *replay;
	int status = EXIT_FAILED;

	if (!file) {
		log_message("cannot open '%s': %s", name, strerror(errno));
		return EXIT_FAILED;
	}
	__fsetlocking(file, FSETLOCKING_BYCALLER); /* no other thread uses it */
	setvbuf(file, buffer, _IOFBF, sizeof(buffer));
	claims__add(&trace->outputs.claims, fileno(file), "the file that is read");
	replay = give_up_rights(trace) ? replay__open(file, name, &trace->wall) : NULL;
	output.wall = &trace->wall;
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

	check__gather(&facts); /* first, because libbpf may raise a limit */
	live__try(&options->live, &trial);
	check__judge(&trial, &facts, &findings);
	status = trial.works && !findings.incomplete ? EXIT_DONE : EXIT_FAILED;
	error = (options->show.format == OUTPUT_JSON ? findings__json : findings__text)(&findings,
											stdout);
	if (findings.incomplete)
		log_message("the report is incomplete: %s", strerror(ENOMEM));
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
	output_sink__init(&trace.sink, &trace.outputs, options.count);
	/*
	 * Keeps it from the command: with a copy of it, the command would hide the end of file from
	 * the reader.
	 */
	if (options.ready_fd >= 0)
		fcntl(options.ready_fd, F_SETFD, FD_CLOEXEC);
	if (options.check)
		return check_machine(&options);
	if (options.command && child__start(&trace.child, options.command)) {
		log_message("cannot create a process: %s", strerror(errno));
		return EXIT_FAILED;
	}
	signals__catch(0);
	if (options.read)
		return trace_capture(&trace);
	/* If the reader of the lines is gone, the trace ends, but we still wait for the command. */
	if (options.command)
		signal(SIGPIPE, SIG_IGN);
	go_first();
	status = trace_live(&trace);
	return options.command ? end_child(&trace, status != EXIT_DONE) : status;
}
