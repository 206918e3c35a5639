/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The sink of a run, and the messages that people and scripts get from it. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "trace/output_sink.h"
#include "trace/ready.h"
#include "trace/report.h"

/* Standard error as a file. */
struct capture {
	FILE *file;
	int before;
	char text[2048];
};

static void begin(struct capture *capture)
{
	*capture = (struct capture){ .file = tmpfile(), .before = dup(STDERR_FILENO) };
	assert_non_null(capture->file);
	dup2(fileno(capture->file), STDERR_FILENO);
}

static const char *contents_of(struct capture *capture)
{
	dup2(capture->before, STDERR_FILENO);
	close(capture->before);
	rewind(capture->file);
	capture->text[fread(capture->text, 1, sizeof(capture->text) - 1, capture->file)] = '\0';
	fclose(capture->file);
	return capture->text;
}

/* ---- The sink ---- */

/* An output that records its calls. */
struct notes {
	struct output output;
	char text[256];
};

static int note(struct output *output, const char *what, uint64_t number)
{
	struct notes *notes = (struct notes *)output;
	size_t length = strlen(notes->text);

	snprintf(notes->text + length, sizeof(notes->text) - length, "%s%d ", what, (int)number);
	return 0;
}

static int note_emit(struct output *output, const struct nvme_trace_event *event)
{
	return note(output, "emit", event->sqe.opcode);
}

static int note_lost(struct output *output, uint64_t total)
{
	return note(output, "lost", total);
}

static int note_tick(struct output *output, uint64_t now_ns)
{
	return note(output, "tick", now_ns);
}

static int note_flush(struct output *output)
{
	return note(output, "flush", 0);
}

static void the_sink_passes_everything_on_in_order(void **state)
{
	struct notes notes = { .output = { .emit = note_emit,
					   .lost = note_lost,
					   .tick = note_tick,
					   .flush = note_flush } };
	const struct nvme_trace_event ended = { .outcome = NVME_TRACE_COMPLETED,
						.sqe.opcode = 0x86 },
				      in_flight = { .outcome = NVME_TRACE_IN_FLIGHT };
	struct outputs outputs = { .output = &notes.output };
	const struct event_sink *sink;
	struct output_sink output_sink;
	struct capture errors;

	(void)state;
	output_sink__init(&output_sink, &outputs, 2);
	sink = &output_sink.sink;
	output_sink.reports_losses = true;
	begin(&errors);
	sink->tick(sink->ctx, 5);
	sink->event(sink->ctx, &ended);
	sink->overdue(sink->ctx, &in_flight);
	sink->lost(sink->ctx, 1);
	sink->lost(sink->ctx, 1); /* nothing new */
	sink->lost(sink->ctx, 4);
	assert_false(output_sink__is_full(&output_sink));
	sink->event(sink->ctx, &in_flight);
	assert_true(output_sink__is_full(&output_sink));
	sink->event(sink->ctx, &ended);
	sink->flush(sink->ctx);
	assert_string_equal(contents_of(&errors), "nvme_trace: 1 command lost, 1 so far\n"
						  "nvme_trace: 3 commands lost, 4 so far\n");
	assert_string_equal(notes.text, "tick5 emit134 emit0 lost1 lost4 emit0 flush0 ");
	assert_int_equal(output_sink.counts.printed, 2);
	assert_int_equal(output_sink.counts.in_flight, 1);
	assert_int_equal(output_sink.counts.overdue, 1);
	assert_int_equal(output_sink.counts.left_out, 1);
	assert_true(output_sink.opcodes[2] == UINT64_C(1) << 6 && output_sink.opcodes[0] == 1);
	assert_int_equal(output_sink.lost, 4);
}

static int note_sum(struct output *output, const struct sum_of_group *sum)
{
	return note(output, "sum", sum->count);
}

static void the_sink_counts_the_commands_of_sums(void **state)
{
	struct notes notes = { .output = { .sum = note_sum } };
	const struct nvme_trace_event example = { .sqe.opcode = 0x86 };
	struct sum_of_group sum = { .example = &example, .count = 7 };
	struct outputs outputs = { .output = &notes.output };
	struct output_sink output_sink;

	(void)state;
	output_sink__init(&output_sink, &outputs, 0);
	output_sink.sink.sum(&output_sink, &sum);
	assert_true(output_sink.opcodes[2] == UINT64_C(1) << 6 && !output_sink.opcodes[0]);
	sum = (struct sum_of_group){ .count =
					     2 }; /* of unknown opcodes, so any may be among them */
	output_sink.sink.sum(&output_sink, &sum);
	assert_true(output_sink.opcodes[2] == UINT64_MAX && output_sink.opcodes[0] == UINT64_MAX);
	assert_string_equal(notes.text, "sum7 sum2 ");
	assert_int_equal(output_sink.counts.printed, 9);
}

/* ---- Messages ---- */

static const char *report(const struct report_counts *counts, const struct live_totals *totals)
{
	static struct capture errors;

	begin(&errors);
	report__live(counts, totals);
	return contents_of(&errors);
}

static void the_account_has_one_line_if_nothing_is_special(void **state)
{
	const struct report_counts counts = { .printed = 3, .in_flight = 1, .left_out = 2 };
	const struct live_totals totals = { .kernel = { .seen = 9, .filtered = 4 } };

	(void)state;
	assert_string_equal(report(&counts, &totals),
			    "nvme_trace: 9 seen, 3 printed (1 in flight), 4 filtered, "
			    "2 after --count, 0 lost\n");
}

static void losses_are_counted_once(void **state)
{
	const struct report_counts counts = { .printed = 1 };
	struct live_totals totals = { .kernel = { .seen = 8, .ring_full = 7 } };

	(void)state;
	assert_string_equal(report(&counts, &totals),
			    "nvme_trace: 8 seen, 1 printed, 7 lost\n"
			    "nvme_trace: lost because the ring buffer was full; use a larger "
			    "--buffer-size\n");
	totals.kernel.table_full = 2;
	totals.kernel.seen = 10;
	assert_string_equal(report(&counts, &totals),
			    "nvme_trace: 10 seen, 1 printed, 9 lost\n"
			    "nvme_trace: 7 lost because the ring buffer was full; use a larger "
			    "--buffer-size\n"
			    "nvme_trace: 2 lost because too many commands were in flight\n");
}

static void one_is_a_command_and_two_are_commands(void **state)
{
	const struct report_counts counts = { .overdue = 1 };
	const struct live_totals totals = { .kernel = { .answer_missed = 2, .unpaired = 1 },
					    .probe_missed = 1 };

	(void)state;
	assert_string_equal(report(&counts, &totals),
			    "nvme_trace: 0 seen, 0 printed, 0 lost\n"
			    "nvme_trace: up to 1 command missed: the kernel skipped the probe\n"
			    "nvme_trace: 1 command reported while in flight\n"
			    "nvme_trace: 2 commands with a missed answer: status and latency are "
			    "those of the ioctl\n"
			    "nvme_trace: 1 command not shown: sent before the trace, or missed\n");
}

static void the_account_of_a_capture_has_its_losses(void **state)
{
	const struct report_counts counts = { .printed = 3, .filtered = 2 };
	struct capture errors;

	(void)state;
	begin(&errors);
	report__capture(&counts, 7);
	assert_string_equal(contents_of(&errors), "nvme_trace: 3 printed, 2 filtered\n"
						  "nvme_trace: 7 lost when the capture was made\n");
}

/* ---- Ready ---- */

static void whoever_waits_gets_one_line_and_the_end(void **state)
{
	struct capture errors;
	char text[16] = "";
	int fds[2];

	(void)state;
	assert_true(ready__write(-1));
	assert_int_equal(pipe(fds), 0);
	assert_true(ready__write(fds[1]));
	assert_int_equal(fcntl(fds[1], F_GETFD), -1);
	assert_int_equal(read(fds[0], text, sizeof(text)), 6);
	assert_string_equal(text, "ready\n");
	assert_int_equal(read(fds[0], text, sizeof(text)), 0);
	close(fds[0]);
	/* The reader is gone. */
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_true(ready__write(fds[1]));
	assert_true(signal(SIGPIPE, SIG_DFL) == SIG_DFL);
	/* The write fails. */
	fds[0] = open("/dev/full", O_WRONLY);
	begin(&errors);
	assert_false(ready__write(fds[0]));
	assert_non_null(strstr(contents_of(&errors), "of --ready-fd: No space left on device\n"));
}

static void only_a_terminal_is_told(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), terminal, before;
	struct capture errors;
	char text[64] = "";

	(void)state;
	begin(&errors);
	ready__tell_terminal();
	assert_string_equal(contents_of(&errors), "");
	assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(terminal >= 0);
	before = dup(STDERR_FILENO);
	dup2(terminal, STDERR_FILENO);
	ready__tell_terminal();
	dup2(before, STDERR_FILENO);
	assert_true(read(master, text, sizeof(text) - 1) > 0);
	assert_string_equal(text, "nvme_trace: tracing; press Ctrl-C to stop\r\n");
	close(before);
	close(terminal);
	close(master);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sink_passes_everything_on_in_order),
		cmocka_unit_test(the_sink_counts_the_commands_of_sums),
		cmocka_unit_test(the_account_has_one_line_if_nothing_is_special),
		cmocka_unit_test(losses_are_counted_once),
		cmocka_unit_test(one_is_a_command_and_two_are_commands),
		cmocka_unit_test(the_account_of_a_capture_has_its_losses),
		cmocka_unit_test(whoever_waits_gets_one_line_and_the_end),
		cmocka_unit_test(only_a_terminal_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
