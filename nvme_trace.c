// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* nvme_trace: options -> source -> output, the loop, and the summary at the end. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli/log.h"
#include "cli/options.h"
#include "output/output.h"
#include "source/child.h"
#include "source/drive.h"
#include "source/live.h"
#include "source/replay.h"

#define SECOND_NS     1000000000LL
#define MILLISECOND   1000000LL
#define NEVER	      INT64_MAX
#define POLL_NS	      SECOND_NS /* a signal ends the poll at once, so this only bounds a lost one */
#define CHILD_POLL_NS (20 * MILLISECOND)
#define MIN_SCAN_NS   (20 * MILLISECOND)

static volatile sig_atomic_t signalled; /* the last signal that asked us to stop */

struct trace {
	const struct options *options;
	FILE *lines, *capture; /* NULL = not wanted */
	struct output *output;
	struct live *live;
	struct child child;
	bool child_told; /* a signal was passed on: the next one is for us */
	uint64_t printed;
	uint64_t filtered;  /* by user space, of a capture */
	uint64_t in_flight; /* of those printed */
	uint64_t announced; /* lines said of commands while they were under way */
	uint64_t left_out;  /* seen, but after the last line that --count asked for */
	int64_t scanned_ns; /* when commands under way were last looked through */
	int write_error;    /* errno of the first failed write, else 0 */
};

static void on_signal(int number)
{
	signalled = number;
}

static void on_child(int number)
{
	(void)number; /* only to end the poll */
}

static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_signal }, child = { .sa_handler = on_child };

	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGCHLD, &child, NULL);
}

/*
 * The reader competes for the CPU with the very programs that it watches, which
 * may be hundreds. Without the right to do so it runs as it is.
 */
static void go_first(void)
{
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
	return trace->options->count && trace->printed >= trace->options->count;
}

/* Of what the output could not do, the first counts. */
static void note_error(struct trace *trace, int error)
{
	if (error && !trace->write_error)
		trace->write_error = errno ? errno : EIO;
}

static void show(struct trace *trace, const struct nvme_trace_event *event)
{
	note_error(trace, trace->output->emit(trace->output, event));
}

static void on_event(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;

	if (is_full(trace)) {
		trace->left_out++;
		return;
	}
	show(trace, event);
	trace->printed++;
	trace->in_flight += event->outcome == NVME_TRACE_IN_FLIGHT;
}

static void on_overdue(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;

	show(trace, event);
	trace->announced++;
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

/* With a command, the first signal is for that one; the trace ends when it does. */
static bool is_stopped(struct trace *trace)
{
	int number = signalled;

	if (!number)
		return false;
	if (!trace->child.pid || trace->child_told)
		return true;
	/* A terminal sends its SIGINT to the command as well. */
	if (number != SIGINT)
		child__signal(&trace->child, number);
	trace->child_told = true;
	signalled = 0;
	return false;
}

static int poll_ms(const struct trace *trace, int64_t left)
{
	int64_t wait = trace->child.pid ? CHILD_POLL_NS : POLL_NS;
	int64_t interval = (int64_t)trace->options->interval_ns / 10;

	if (interval && interval < wait)
		wait = interval;

	if (trace->options->in_flight_ns && scan_period(trace) < wait)
		wait = scan_period(trace);
	return (int)((left < wait ? left : wait) / MILLISECOND) + 1;
}

/* Polls until something says to stop. Returns -1 if the source failed. */
static int run(struct trace *trace)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	uint64_t duration = trace->options->duration_ns;
	int64_t end = duration ? now + (int64_t)duration : NEVER;

	trace->scanned_ns = now;
	while (!is_stopped(trace) && !is_full(trace) && !trace->write_error && now < end) {
		if (trace->child.pid && child__all_gone(&trace->child))
			break;
		if (live__poll(trace->live, poll_ms(trace, end - now)))
			return -1;
		now = clock_ns(CLOCK_MONOTONIC);
		scan(trace, now);
		note_error(trace, trace->output->flush(trace->output));
	}
	return 0;
}

static void report_lost(uint64_t count, const char *why)
{
	if (count)
		log_message("%" PRIu64 " %s", count, why);
}

/* Appends to a text of what is otherwise fixed, if there is anything to say. */
static void append(char *text, size_t size, const char *format, uint64_t count)
{
	size_t length = strlen(text);

	if (count)
		snprintf(text + length, size - length, format, count);
}

/* seen = printed + filtered + left out + lost, exactly. */
static void report(const struct trace *trace, const struct live_totals *totals)
{
	const struct nvme_trace_counters *kernel = &totals->kernel;
	char more[160] = "";

	append(more, sizeof(more), " (%" PRIu64 " in flight)", trace->in_flight);
	append(more, sizeof(more), ", %" PRIu64 " filtered", kernel->filtered);
	append(more, sizeof(more), ", %" PRIu64 " after --count", trace->left_out);
	log_message("%llu seen, %" PRIu64 " printed%s, %llu lost", kernel->seen, trace->printed,
		    more, kernel->ring_full + kernel->table_full + totals->bad_records);
	report_lost(trace->announced, "announced while under way");
	report_lost(kernel->ring_full, "lost: ring buffer full; cure: a larger --buffer-size");
	report_lost(kernel->table_full, "lost: too many commands under way at once");
	report_lost(totals->bad_records, "lost: record of another version or size");
	report_lost(totals->probe_missed, "times the kernel skipped the probe: as many commands "
					  "are missing");
	report_lost(kernel->answer_missed,
		    "whose answer was not seen: latency until the ioctl's end");
	report_lost(kernel->setup_missed, "whose latency includes the way to the driver");
	report_lost(kernel->end_missed, "whose end was not seen");
	report_lost(kernel->args_differ, "whose arguments at the probe were not what the drive "
					 "got; the lines show what it got");
	report_lost(totals->half_seen, "not shown: under way at the end, of whose beginning too "
				       "little was seen");
	report_lost(kernel->payload_missed, "whose data could not be read");
	report_lost(kernel->unpaired, "not shown: begun before the trace");
}

static bool start_child(struct trace *trace)
{
	if (!child__release(&trace->child))
		return true;
	log_message("cannot run '%s': %s", trace->options->command[0], strerror(errno));
	return false;
}

/* Whether everything could be written; if not, a message says so. */
static bool all_written(const struct trace *trace)
{
	const struct options *options = trace->options;
	const char *lines = options->output ? options->output : "standard output";

	if (trace->write_error)
		log_message("cannot write to %s%s%s: %s", trace->lines ? lines : "",
			    trace->lines && trace->capture ? " or " : "",
			    trace->capture ? options->write : "", strerror(trace->write_error));
	return !trace->write_error;
}

static uint64_t lost_of(const struct live_totals *totals)
{
	return totals->kernel.ring_full + totals->kernel.table_full + totals->bad_records +
	       totals->probe_missed;
}

/* From attached to detached. Returns our own exit status. */
static int trace_to_the_end(struct trace *trace)
{
	struct live_totals totals;
	int status = EXIT_DONE;

	if (trace->child.pid && !start_child(trace))
		status = EXIT_FAILED;
	else if (run(trace))
		status = EXIT_FAILED;
	live__stop(trace->live, (uint64_t)clock_ns(CLOCK_MONOTONIC));
	live__totals(trace->live, &totals);
	note_error(trace, trace->output->finish(trace->output, lost_of(&totals)));
	if (!all_written(trace))
		status = EXIT_FAILED;
	report(trace, &totals);
	return status;
}

/* ---- Outputs ---- */

static bool wants_color(const struct options *options, bool terminal)
{
	const char *no_color = getenv("NO_COLOR"); /* no-color.org: set, and not empty */

	if (options->color == COLOR_AUTO)
		return terminal && !(no_color && *no_color);
	return options->color == COLOR_ALWAYS;
}

static struct output *open_lines(const struct options *options, struct output_config config)
{
	bool terminal = isatty(fileno(config.file));
	struct winsize size = {};

	config.format = options->format;
	config.interval_ns = options->interval_ns;
	config.header = options->header;
	config.verbose = options->verbose;
	config.color = wants_color(options, terminal);
	config.payload = options->payload;
	config.time = options->time;
	if (terminal && !ioctl(fileno(config.file), TIOCGWINSZ, &size))
		config.width = size.ws_col;
	if (options->summary)
		return summary__new(&config);
	switch (options->format) {
	case OUTPUT_JSON:
		return json__new(&config);
	case OUTPUT_COMMAND:
		return command__new(&config);
	default:
		return text__new(&config);
	}
}

/* Lines, a capture, or both; config has what the source knows. A message if that fails. */
static bool open_outputs(struct trace *trace, struct output_config config)
{
	struct output *lines = NULL, *capture = NULL;

	if (trace->lines) {
		config.file = trace->lines;
		lines = open_lines(trace->options, config);
	}
	if (trace->capture && (lines || !trace->lines)) {
		config.file = trace->capture;
		capture = pcapng__new(&config);
	}
	trace->output = lines && capture ? tee__new(lines, capture) : lines ? lines : capture;
	if (!trace->output || (trace->capture && !capture)) {
		trace->write_error = errno;
		all_written(trace);
		return false;
	}
	return true;
}

static FILE *open_output(const char *path)
{
	FILE *file = path && strcmp(path, "-") ? fopen(path, "we") : stdout;

	if (!file)
		log_message("cannot open '%s' for writing: %s", path, strerror(errno));
	return file;
}

static bool open_files(struct trace *trace)
{
	const struct options *options = trace->options;

	if (options->lines)
		trace->lines = open_output(options->output);
	if (options->write && (trace->lines || !options->lines))
		trace->capture = open_output(options->write);
	if (trace->capture == stdout && isatty(STDOUT_FILENO)) {
		log_message("--write -: standard output is a terminal, which cannot show a "
			    "capture; pipe it into another program: | tshark -i -");
		return false;
	}
	return (trace->lines || !options->lines) && (trace->capture || !options->write);
}

/* ---- From this machine, or from a capture ---- */

static int trace_live(struct trace *trace)
{
	const struct options *options = trace->options;
	struct live_config config = { options->filter, options->buffer_size, options->debug };
	struct output_config output = {
		.describe = drive__describe,
		.wall_offset_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC),
	};
	int status = EXIT_FAILED;

	if (options->command)
		config.filter.ancestor = (uint32_t)getpid();
	if (options->wait && !live__wait_for_driver(&signalled))
		return EXIT_DONE;
	trace->live = live__open(&config, on_event, trace);
	if (!trace->live)
		return EXIT_FAILED;
	if (open_outputs(trace, output)) {
		status = trace_to_the_end(trace);
		trace->output->free(trace->output);
	}
	live__free(trace->live);
	return status;
}

static void on_replayed(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;
	const struct filter *filter = &trace->options->filter;

	if (filter__wants_command(filter, event) &&
	    filter__wants_outcome(filter, event, event->complete_ns))
		on_event(trace, event);
	else
		trace->filtered++;
}

static int replay_to_the_end(struct trace *trace, struct replay *replay)
{
	int status = EXIT_DONE;
	char more[96] = "";

	if (replay__run(replay, on_replayed, trace, &signalled))
		status = EXIT_FAILED;
	note_error(trace, trace->output->finish(trace->output, replay__lost(replay)));
	if (!all_written(trace))
		status = EXIT_FAILED;
	append(more, sizeof(more), ", %" PRIu64 " filtered", trace->filtered);
	append(more, sizeof(more), ", %" PRIu64 " after --count", trace->left_out);
	log_message("%" PRIu64 " printed%s", trace->printed, more);
	report_lost(replay__lost(replay), "lost when the capture was made");
	return status;
}

static int trace_capture(struct trace *trace)
{
	const char *name = trace->options->read;
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	struct replay_section section;
	struct replay *replay;
	int status = EXIT_FAILED;

	if (!file) {
		log_message("cannot open '%s': %s", name, strerror(errno));
		return EXIT_FAILED;
	}
	replay = replay__open(file, name, &section);
	if (replay && open_outputs(trace, (struct output_config){
						  .host = section.host,
						  .wall_offset_ns = section.wall_offset_ns })) {
		status = replay_to_the_end(trace, replay);
		trace->output->free(trace->output);
	}
	replay__free(replay);
	fclose(file);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	struct trace trace = { .options = &options };
	int status;

	options__parse(&options, argc, argv);
	if (!open_files(&trace))
		return EXIT_FAILED;
	if (options.command && child__start(&trace.child, options.command)) {
		log_message("cannot make a process: %s", strerror(errno));
		return EXIT_FAILED;
	}
	catch_signals();
	if (options.read)
		return trace_capture(&trace);
	go_first();
	status = trace_live(&trace);
	if (status == EXIT_DONE && options.command)
		status = child__wait(&trace.child);
	return status;
}
