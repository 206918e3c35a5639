/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Captures: records come back unchanged, and a damaged file does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/pcapng.h"
#include "capture/replay.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

#define MANY	500
#define EPOCH	1700000000000000000LL
#define HOUR_NS 3600000000000LL

static volatile sig_atomic_t no_stop;
static const struct filter everything = { .origins = (1U << NVME_TRACE_ORIGINS) - 1 };

struct record {
	struct nvme_trace_event event;
	uint8_t bytes[NVME_TRACE_PAYLOAD_MAX];
};

/* The records that must come back, in this order. */
struct expected {
	const struct record *records;
	size_t count, at;
};

static void check_record(void *ctx, const struct nvme_trace_event *event)
{
	struct expected *expected = ctx;
	const struct record *record = &expected->records[expected->at++];
	struct nvme_trace_event wanted = record->event;

	assert_true(expected->at <= expected->count);
	assert_int_equal(event->size, sizeof(*event) + event->payload_len);
	wanted.size = event->size;
	if (wanted.payload != NVME_TRACE_PAYLOAD_READ)
		wanted.payload_len = 0;
	assert_memory_equal(event, &wanted, sizeof(wanted));
	assert_memory_equal(event + 1, record->bytes, event->payload_len);
}

static void count_record(void *ctx, const struct nvme_trace_event *event)
{
	assert_true(event->payload_len <= NVME_TRACE_PAYLOAD_MAX);
	(*(size_t *)ctx)++;
}

/* Makes a random record that a source may deliver. */
static void make_record(struct record *record)
{
	struct nvme_trace_event *event = &record->event;

	for (size_t i = 0; i < sizeof(*record); i++)
		((uint8_t *)record)[i] = (uint8_t)random();
	event->version = NVME_TRACE_RECORD_VERSION;
	event->size = sizeof(*record);
	event->origin = (uint8_t)(random() % NVME_TRACE_ORIGINS);
	event->outcome = (uint8_t)(random() % NVME_TRACE_OUTCOMES);
	event->queue = (uint8_t)(random() % NVME_TRACE_QUEUES);
	/* Only completed commands have data. */
	event->payload =
		(uint8_t)(event->outcome == NVME_TRACE_COMPLETED ? random() % NVME_TRACE_PAYLOADS
								 : 0);
	event->payload_len = (uint32_t)(random() % (NVME_TRACE_PAYLOAD_MAX + 1));
	event->ctrl = (int32_t)(random() % 6) - 1;
	event->qid = (uint16_t)(random() % 3);
	event->data_len = event->payload_len + (uint32_t)(random() % 3) * 1000;
}

static char *capture_of(const struct record *records, size_t count, size_t *size)
{
	struct sink sink;
	char *text;

	sink__open(&sink, pcapng__new, (struct output_config){ .wall = WALL(EPOCH) });
	for (size_t i = 0; i < count; i++)
		assert_int_equal(sink.output->emit(sink.output, &records[i].event), 0);
	assert_int_equal(sink.output->lost(sink.output, 17), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	text = malloc(sink.size);
	assert_non_null(text);
	memcpy(text, sink.text, sink.size);
	*size = sink.size;
	sink__close(&sink);
	return text;
}

/* The function that gets the records that come back. */
struct reader {
	void (*event)(void *ctx, const struct nvme_trace_event *event);
	void *ctx;
	uint64_t lost, now_ns;
};

static void read_event(void *ctx, const struct nvme_trace_event *event)
{
	struct reader *reader = ctx;

	assert_int_equal(reader->now_ns, event->complete_ns ? event->complete_ns : reader->now_ns);
	reader->event(reader->ctx, event);
}

static void read_lost(void *ctx, uint64_t total)
{
	((struct reader *)ctx)->lost = total;
}

static void read_tick(void *ctx, uint64_t now_ns)
{
	((struct reader *)ctx)->now_ns = now_ns;
}

/*
 * Reads `size` bytes as a file, and keeps `wall` up to date. Returns the result of replay__run, or
 * -2 if replay__open fails.
 */
static int replay_with(struct wall *wall, const char *bytes, size_t size,
		       void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx,
		       uint64_t *lost)
{
	FILE *file = size ? fmemopen((void *)bytes, size, "r") : fopen("/dev/null", "re");
	struct reader reader = { .event = fn, .ctx = ctx };
	const struct event_sink sink = {
		.event = read_event, .lost = read_lost, .tick = read_tick, .ctx = &reader
	};
	struct replay *source;
	int result = -2;

	assert_non_null(file);
	source = replay__open(file, "test", wall);
	if (source) {
		assert_true(wall__offset(wall, 0) == EPOCH || !lost);
		result = replay__run(source, &everything, &sink, &no_stop);
	}
	if (lost)
		*lost = reader.lost;
	replay__free(source);
	fclose(file);
	return result;
}

static int replay(const char *bytes, size_t size,
		  void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx,
		  uint64_t *lost)
{
	struct wall wall = {};

	return replay_with(&wall, bytes, size, fn, ctx, lost);
}

static void records_come_back_whole(void **state)
{
	struct record *records = calloc(MANY, sizeof(*records));
	struct expected expected = { records, MANY, 0 };
	uint64_t lost;
	size_t size;
	char *bytes;

	(void)state;
	assert_non_null(records);
	srandom(5);
	for (size_t i = 0; i < MANY; i++)
		make_record(&records[i]);
	bytes = capture_of(records, MANY, &size);
	assert_int_equal(replay(bytes, size, check_record, &expected, &lost), 0);
	assert_int_equal(expected.at, MANY);
	assert_int_equal(lost, 17);
	free(bytes);
	free(records);
}

/* A command is reported in flight, and later completed: both records come back unchanged. */
static void announced_commands_come_back(void **state)
{
	static struct record records[3];
	struct expected expected = { records, 3, 0 };
	size_t size;
	char *bytes;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		records[i].event = classic;
		records[i].event.outcome = i < 2 ? NVME_TRACE_IN_FLIGHT : NVME_TRACE_COMPLETED;
		records[i].event.complete_ns += i;
	}
	records[2].event.sqe.opcode = 0x81;
	records[2].event.payload = NVME_TRACE_PAYLOAD_READ;
	records[2].event.payload_len = 100;
	records[2].event.data_len = 200;
	records[2].event.size = sizeof(records[2]);
	memset(records[2].bytes, 0x5a, 100);
	bytes = capture_of(records, 3, &size);
	assert_int_equal(replay(bytes, size, check_record, &expected, NULL), 0);
	assert_int_equal(expected.at, 3);
	free(bytes);
}

/* The clocks when a record was written, and when it is read. */
struct clocks {
	struct wall now;
	int64_t offsets[8];
	size_t written, read;
};

static void check_clock(void *ctx, const struct nvme_trace_event *event)
{
	struct clocks *clocks = ctx;

	assert_true(clocks->read < clocks->written);
	assert_int_equal(wall__offset(&clocks->now, event->submit_ns),
			 clocks->offsets[clocks->read++]);
}

static void write_at(struct sink *sink, struct clocks *clocks, const struct record *record)
{
	clocks->offsets[clocks->written++] = wall__offset(&clocks->now, record->event.submit_ns);
	assert_int_equal(sink->output->emit(sink->output, &record->event), 0);
}

/* Returns the time of the first packet from *at on, and moves *at past it. */
static uint64_t time_of_packet(const char *bytes, size_t size, size_t *at)
{
	uint32_t head[5];

	while (*at < size) {
		memcpy(head, bytes + *at, sizeof(head));
		*at += head[1];
		if (head[0] == PCAPNG_PACKET)
			return (uint64_t)head[3] << 32 | head[4];
	}
	return 0;
}

/*
 * The clock is set after a command is sent and before it completes. Both packets must use the same
 * clock; otherwise the latency would be wrong in Wireshark.
 */
static void each_command_keeps_the_clock_that_it_was_sent_by(void **state)
{
	static struct record record;
	struct clocks clocks = {};
	struct sink sink;
	uint64_t sent;
	size_t at = 0;

	(void)state;
	record.event = classic;
	wall__reset(&clocks.now, EPOCH);
	sink__open(&sink, pcapng__new, (struct output_config){ .wall = &clocks.now });
	write_at(&sink, &clocks, &record);
	wall__follow(&clocks.now,
		     &(struct wall_reading){ classic.issue_ns, classic.issue_ns + EPOCH - HOUR_NS,
					     classic.issue_ns });
	write_at(&sink, &clocks, &record);	      /* sent before the clock is set */
	record.event.submit_ns = classic.complete_ns; /* sent after that */
	record.event.issue_ns = classic.complete_ns + 1;
	record.event.complete_ns = classic.complete_ns + 2;
	write_at(&sink, &clocks, &record);
	record.event.outcome = NVME_TRACE_FAILED;
	record.event.complete_ns = record.event.issue_ns = 0;
	write_at(&sink, &clocks, &record);
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_int_equal(clocks.offsets[1], EPOCH);
	assert_int_equal(clocks.offsets[2], EPOCH - HOUR_NS);
	time_of_packet(sink.text, sink.size, &at); /* the packet that begins the queue */
	for (size_t i = 0; i < 2; i++) {
		sent = time_of_packet(sink.text, sink.size, &at);
		assert_int_equal(sent, classic.issue_ns + EPOCH);
		assert_int_equal(time_of_packet(sink.text, sink.size, &at) - sent,
				 classic.complete_ns - classic.issue_ns);
	}
	assert_int_equal(replay_with(&clocks.now, sink.text, sink.size, check_clock, &clocks, NULL),
			 0);
	assert_int_equal(clocks.read, 4);
	sink__close(&sink);
}

/* The same drive and queue names on two machines make two interfaces, and each keeps its clock. */
static void machines_stay_apart(void **state)
{
	static struct record record;
	struct clocks clocks = {};
	unsigned int interfaces = 0;
	struct sink sink;
	uint32_t head[2];

	(void)state;
	record.event = classic;
	sink__open(&sink, pcapng__new, (struct output_config){ .wall = &clocks.now });
	for (uint32_t i = 0; i < 6; i++) {
		clocks.now.host = 1 + i % 2;
		wall__reset(&clocks.now, EPOCH + i % 2 * HOUR_NS);
		write_at(&sink, &clocks, &record);
	}
	assert_int_equal(sink.output->finish(sink.output), 0);
	for (size_t at = 0; at < sink.size; at += head[1]) {
		memcpy(head, sink.text + at, sizeof(head));
		interfaces += head[0] == PCAPNG_INTERFACE;
	}
	assert_int_equal(interfaces, 2);
	assert_int_equal(replay_with(&clocks.now, sink.text, sink.size, check_clock, &clocks, NULL),
			 0);
	assert_int_equal(clocks.read, 6);
	assert_int_equal(clocks.now.host, 2);
	sink__close(&sink);
}

/* An enumeration has a known value, or the record is damaged. */
static void impossible_members_are_refused(void **state)
{
	static const size_t places[] = { offsetof(struct nvme_trace_event, origin),
					 offsetof(struct nvme_trace_event, outcome),
					 offsetof(struct nvme_trace_event, queue),
					 offsetof(struct nvme_trace_event, payload) };
	static const unsigned int counts[] = { NVME_TRACE_ORIGINS, NVME_TRACE_OUTCOMES,
					       NVME_TRACE_QUEUES, NVME_TRACE_PAYLOADS };
	static struct record record;
	uint8_t *found;
	size_t size;
	char *bytes;

	(void)state;
	record.event = classic;
	bytes = capture_of(&record, 1, &size);
	found = memmem(bytes, size, &record, sizeof(record.event));
	assert_non_null(found);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		uint8_t kept = found[places[i]];

		for (unsigned int value = 0; value < 256; value++) {
			size_t count = 0;
			int result;

			found[places[i]] = (uint8_t)value;
			result = replay(bytes, size, count_record, &count, NULL);
			assert_int_equal(result, value < counts[i] ? 0 : -1);
			assert_int_equal(count, value < counts[i]);
		}
		found[places[i]] = kept;
	}
	free(bytes);
}

/*
 * There are more commands in flight than command ids in a queue, and none completes. The file still
 * continues.
 */
static void commands_that_never_end_are_forgotten(void **state)
{
	struct nvme_trace_event event = classic;
	size_t count = 0;
	struct sink sink;

	(void)state;
	event.outcome = NVME_TRACE_IN_FLIGHT;
	sink__open(&sink, pcapng__new, (struct output_config){});
	for (unsigned int i = 0; i < 70000; i++) {
		event.submit_ns++;
		assert_int_equal(sink.output->emit(sink.output, &event), 0);
	}
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_int_equal(replay(sink.text, sink.size, count_record, &count, NULL), 0);
	assert_int_equal(count, 70000);
	sink__close(&sink);
}

/*
 * Cuts a file anywhere. Every whole record is read, and there is a message unless the cut is at the
 * end of a block.
 */
static void any_beginning_is_readable(void **state)
{
	static struct record records[3];
	size_t size, before = 0, ends = 0;
	char *bytes;

	(void)state;
	srandom(6);
	for (size_t i = 0; i < 3; i++) {
		make_record(&records[i]);
		records[i].event.payload_len %= 64;
	}
	bytes = capture_of(records, 3, &size);
	assert_int_equal(freopen("/dev/null", "w", stderr) != NULL, 1);
	for (size_t length = 0; length <= size; length++) {
		size_t count = 0;
		int result = replay(bytes, length, count_record, &count, NULL);

		assert_true(count >= before && count <= before + 1);
		before = count;
		ends += result == 0;
	}
	assert_int_equal(before, 3);
	assert_true(ends >= 4);
	free(bytes);
}

/* Changes each single byte. */
static void damage_does_no_harm(void **state)
{
	static struct record records[2];
	size_t size;
	char *bytes;

	(void)state;
	srandom(7);
	for (size_t i = 0; i < 2; i++) {
		make_record(&records[i]);
		records[i].event.payload_len %= 64;
	}
	bytes = capture_of(records, 2, &size);
	for (size_t at = 0; at < size; at++) {
		char kept = bytes[at];

		for (int value = 0; value < 256; value += 5) {
			size_t count = 0;

			bytes[at] = (char)value;
			replay(bytes, size, count_record, &count, NULL);
		}
		bytes[at] = kept;
	}
	free(bytes);
}

static void other_files_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"x",
		"TIME     COMM",
		"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a",
	};
	size_t size, count = 0;
	char *bytes = capture_of(NULL, 0, &size), *version;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(replay(texts[i], strlen(texts[i]), count_record, &count, NULL),
				 -2);
	assert_int_equal(replay(bytes, size, count_record, &count, NULL), 0);
	version = memmem(bytes, size, &(uint64_t){ PCAPNG_MAGIC }, 8);
	assert_non_null(version);
	version[8]++; /* a future version */
	assert_int_equal(replay(bytes, size, count_record, &count, NULL), -2);
	version[8]--;
	version[0]++; /* not ours */
	assert_int_equal(replay(bytes, size, count_record, &count, NULL), -2);
	assert_int_equal(count, 0);
	free(bytes);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_back_whole),
		cmocka_unit_test(announced_commands_come_back),
		cmocka_unit_test(each_command_keeps_the_clock_that_it_was_sent_by),
		cmocka_unit_test(machines_stay_apart),
		cmocka_unit_test(impossible_members_are_refused),
		cmocka_unit_test(commands_that_never_end_are_forgotten),
		cmocka_unit_test(any_beginning_is_readable),
		cmocka_unit_test(damage_does_no_harm),
		cmocka_unit_test(other_files_are_refused),
	};

	return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
