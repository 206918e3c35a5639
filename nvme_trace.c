// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* nvme_trace: options -> source -> output, the loop, and the summary at the end. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "cli/log.h"
#include "cli/options.h"
#include "output/output.h"
#include "source/live.h"

#define SECOND_NS 1000000000LL
#define NEVER	  INT64_MAX
#define POLL_MS	  1000 /* a signal ends the poll at once, so this only bounds a lost wake-up */

static volatile sig_atomic_t stopped;

struct trace {
	struct output *output;
	uint64_t count_max; /* stop after so many lines; 0 = never */
	uint64_t printed;
	uint64_t in_flight; /* of those printed */
	uint64_t left_out;  /* seen, but after the last line that --count asked for */
	int write_error;    /* errno of the first failed write, else 0 */
};

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
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
	return trace->count_max && trace->printed >= trace->count_max;
}

static void on_event(void *ctx, const struct nvme_trace_event *event)
{
	struct trace *trace = ctx;

	if (is_full(trace)) {
		trace->left_out++;
		return;
	}
	if (trace->output->emit(trace->output, event) && !trace->write_error)
		trace->write_error = errno;
	trace->printed++;
	trace->in_flight += event->outcome == NVME_TRACE_IN_FLIGHT;
}

static void flush(struct trace *trace)
{
	if (trace->output->flush(trace->output) && !trace->write_error)
		trace->write_error = errno;
}

/* Polls until something says to stop. Returns -1 if the source failed. */
static int run(struct trace *trace, struct live *live, uint64_t duration_ns)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	int64_t end = duration_ns ? now + (int64_t)duration_ns : NEVER;

	while (!stopped && !is_full(trace) && !trace->write_error && now < end) {
		int64_t left_ms = (end - now) / 1000000 + 1;

		if (live__poll(live, left_ms < POLL_MS ? (int)left_ms : POLL_MS))
			return -1;
		flush(trace);
		now = clock_ns(CLOCK_MONOTONIC);
	}
	return 0;
}

static void report_lost(uint64_t count, const char *why)
{
	if (count)
		log_message("%" PRIu64 " %s", count, why);
}

/* seen = printed + left out + lost, exactly. */
static void report(const struct trace *trace, const struct live_totals *totals)
{
	const struct nvme_trace_counters *kernel = &totals->kernel;
	char in_flight[48] = "", left_out[48] = "";

	if (trace->in_flight)
		snprintf(in_flight, sizeof(in_flight), " (%" PRIu64 " in flight)",
			 trace->in_flight);
	if (trace->left_out)
		snprintf(left_out, sizeof(left_out), ", %" PRIu64 " after --count",
			 trace->left_out);
	log_message("%llu seen, %" PRIu64 " printed%s%s, %llu lost", kernel->seen, trace->printed,
		    in_flight, left_out,
		    kernel->ring_full + kernel->table_full + totals->bad_records);
	report_lost(kernel->ring_full, "lost: ring buffer full; cure: a larger --buffer-size");
	report_lost(kernel->table_full, "lost: too many commands under way at once");
	report_lost(totals->bad_records, "lost: record of another version or size");
	report_lost(totals->probe_missed, "times the kernel skipped the probe: as many commands "
					  "are missing");
	report_lost(kernel->link_full, "without their answer: table of requests full");
	report_lost(kernel->answer_missed, "whose answer was not seen: no latency");
	report_lost(kernel->setup_missed, "whose latency includes the way through the block layer");
	report_lost(kernel->end_missed, "whose ioctl was not seen to return");
	report_lost(kernel->args_differ, "whose arguments at the probe were not what the drive "
					 "got; the lines show what it got");
	report_lost(kernel->unpaired, "not shown: begun before the trace");
}

static int trace_live(const struct options *options, struct trace *trace)
{
	struct live_config config = { options->buffer_size, options->debug };
	struct live *live = live__open(&config, on_event, trace);
	struct live_totals totals;
	int error;

	if (!live)
		return EXIT_FAILED;
	trace->output = text__new(stdout, options->header,
				  clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC));
	if (!trace->output) {
		log_message("cannot write to standard output: %s", strerror(errno));
		live__free(live);
		return EXIT_FAILED;
	}
	error = run(trace, live, options->duration_ns);
	live__stop(live);
	flush(trace);
	live__totals(live, &totals);
	if (trace->write_error)
		log_message("cannot write to standard output: %s", strerror(trace->write_error));
	report(trace, &totals);
	trace->output->free(trace->output);
	live__free(live);
	return error || trace->write_error ? EXIT_FAILED : EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct options options;
	struct trace trace = {};

	options__parse(&options, argc, argv);
	trace.count_max = options.count;
	catch_signals();
	go_first();
	return trace_live(&options, &trace);
}
