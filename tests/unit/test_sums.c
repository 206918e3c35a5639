/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sums of commands: their buckets, what is new in them, and what a summary makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sum_of_group.h"
#include "output/histogram.h"
#include "output/output.h"
#include "sums.h"
#include "tests/unit/sink.h"
#include "tests/unit/summary.h"

#define SECOND_NS 1000000000ULL

/* What the kernel side does for one command, in C. */
static void add(struct sum *sum, uint64_t epoch, uint64_t ns)
{
	struct sum_bounds *bounds = &sum->bounds[epoch & 1];

	if (bounds->epoch != epoch)
		*bounds = (struct sum_bounds){ .epoch = epoch };
	sum->count++;
	sum->added++;
	sum->buckets[sums__bucket_of(ns)]++;
	if (bounds->max < ns)
		bounds->max = ns;
	if (bounds->inverted_min < ~ns)
		bounds->inverted_min = ~ns;
}

static bool take(struct sum_of_group *news, const struct sum *cpus, size_t count, uint64_t ended,
		 struct sum_of_group *before)
{
	struct sum_of_group total = SUM_OF_NOTHING;

	for (size_t i = 0; i < count; i++)
		sum_of_group__add(&total, &cpus[i], ended);
	return sum_of_group__since(news, &total, before);
}

static void buckets_follow_each_other(void **state)
{
	(void)state;
	assert_true(buckets__begin(0) == 0 && buckets__end(BUCKETS - 1) == UINT64_MAX);
	for (uint64_t bucket = 0; bucket < BUCKETS; bucket++) {
		assert_true(buckets__of(buckets__begin(bucket)) == bucket);
		assert_true(buckets__of(buckets__end(bucket)) == bucket);
		assert_true(bucket == BUCKETS - 1 ||
			    buckets__end(bucket) + 1 == buckets__begin(bucket + 1));
	}
}

static void powers_are_those_of_the_highest_bit(void **state)
{
	(void)state;
	assert_true(buckets__power_of(0) == 0);
	for (unsigned int power = 0; power < 64; power++) {
		assert_true(buckets__power_of(UINT64_C(1) << power) == power);
		assert_true(buckets__power_of((UINT64_C(2) << power) - 1) == power);
	}
}

static void buckets_of_a_sum_are_clamped(void **state)
{
	static const struct {
		uint64_t ns, bucket;
	} rows[] = {
		{ 0, 0 },
		{ 127, 0 },
		{ 128, 0 },
		{ 143, 0 },
		{ 144, 1 },
		{ 255, 7 },
		{ 256, 8 },
		{ 515 * SECOND_NS, 254 },
		{ 516 * SECOND_NS, 255 },
		{ 550 * SECOND_NS, 255 },
		{ UINT64_MAX, 255 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(sums__bucket_of(rows[i].ns) == rows[i].bucket);
}

static void only_what_is_new_is_taken(void **state)
{
	struct sum_of_group sum, before = {};
	struct sum cpus[2] = {};

	(void)state;
	add(&cpus[0], 0, 1000);
	add(&cpus[1], 0, 3000);
	cpus[1].errors = 1;
	cpus[1].bytes = 512;
	assert_true(take(&sum, cpus, 2, 0, &before));
	assert_true(sum.count == 2 && sum.errors == 1 && sum.bytes == 512);
	assert_true(sum.min_ns == 1000 && sum.max_ns == 3000);
	assert_false(take(&sum, cpus, 2, 1, &before));
	add(&cpus[0], 2, 2000);
	assert_true(take(&sum, cpus, 2, 2, &before));
	assert_true(sum.count == 1 && sum.errors == 0 && sum.bytes == 0);
	assert_true(sum.min_ns == 2000 && sum.max_ns == 2000);
	assert_null(sum.example);
}

/* The buckets have 32 bits. A trace may last longer. */
static void counters_may_wrap(void **state)
{
	uint64_t bucket = sums__bucket_of(1000);
	struct sum_of_group sum, before = {};
	struct sum cpu = {};

	(void)state;
	cpu.buckets[bucket] = before.buckets[bucket] = UINT32_MAX - 1;
	cpu.count = cpu.bytes = before.count = before.bytes = UINT64_MAX - 1;
	for (int i = 0; i < 5; i++)
		add(&cpu, 7, 1000);
	cpu.bytes += 4096;
	assert_true(take(&sum, &cpu, 1, 7, &before));
	assert_true(sum.count == 5 && sum.bytes == 4096 && sum.buckets[bucket] == 5);
}

/* Between two readings, and on one CPU, more than 32 bits can hold. */
static void totals_pass_32_bits(void **state)
{
	const uint64_t count = UINT64_C(3) << 30, bytes = count << 12;
	struct sum_of_group sum, before = {};
	struct sum cpus[2] = {};

	(void)state;
	for (uint64_t epoch = 0; epoch < 5; epoch++) {
		for (size_t i = 0; i < 2; i++) {
			cpus[i].count += count;
			cpus[i].added += count;
			cpus[i].errors += count;
			cpus[i].bytes += bytes;
		}
		assert_true(take(&sum, cpus, 2, epoch, &before));
		assert_true(sum.count == 2 * count && sum.errors == 2 * count);
		assert_true(sum.bytes == 2 * bytes);
	}
	assert_true(before.count == 10 * count && before.bytes == 10 * bytes);
}

/* A command that ends while sums are read may have its bound in another epoch than its count. */
static void strange_bounds_become_those_of_the_buckets(void **state)
{
	struct sum_of_group sum, before = {};
	struct sum cpu = {};

	(void)state;
	add(&cpu, 3, 1000);
	add(&cpu, 3, 5000);
	assert_true(take(&sum, &cpu, 1, 9, &before)); /* no bounds at all */
	assert_true(sum.min_ns == 960 && sum.max_ns == 5119);
	add(&cpu, 10, 2000);
	cpu.bounds[0].max = 70000;
	cpu.bounds[0].inverted_min = ~UINT64_C(10);
	assert_true(take(&sum, &cpu, 1, 10, &before));
	assert_true(sum.min_ns == 1920 && sum.max_ns == 2047);
	/* The next epoch has begun, but its bounds count already. */
	add(&cpu, 12, 2000);
	add(&cpu, 13, 2001);
	assert_true(take(&sum, &cpu, 1, 12, &before));
	assert_true(sum.min_ns == 2000 && sum.max_ns == 2001);
}

static void commands_without_latency_have_no_bounds(void **state)
{
	struct sum cpu = { .count = 2, .errors = 2 };
	struct sum_of_group sum, before = {};

	(void)state;
	assert_true(take(&sum, &cpu, 1, 0, &before));
	assert_true(sum.count == 2 && sum.errors == 2 && sum.min_ns == 0 && sum.max_ns == 0);
}

/* Both ways to count give the same histogram, except that a sum has fewer buckets. */
static void a_histogram_of_sums_is_that_of_the_numbers(void **state)
{
	struct histogram of_numbers = {}, of_sums = {};
	struct sum_of_group sum, before = {};
	struct sum cpus[3] = {};

	(void)state;
	srandom(1);
	for (uint64_t epoch = 0; epoch < 4; epoch++) {
		for (size_t i = 0; i < 1000; i++) {
			uint64_t ns = 128 + ((uint64_t)random() << 7 >> random() % 31);

			histogram__add(&of_numbers, ns);
			add(&cpus[i % 3], epoch, ns);
		}
		assert_true(take(&sum, cpus, 3, epoch, &before));
		histogram__add_sum(&of_sums, &sum);
	}
	assert_memory_equal(&of_numbers, &of_sums, sizeof(of_numbers));
}

static void clamped_numbers_stay_within_the_bounds(void **state)
{
	static const uint64_t numbers[] = { 3, 90, 1000, 600 * SECOND_NS, 2000 * SECOND_NS };
	struct histogram histogram = {};
	struct sum_of_group sum, before = {};
	struct sum cpu = {};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		add(&cpu, 0, numbers[i]);
	assert_true(take(&sum, &cpu, 1, 0, &before));
	histogram__add_sum(&histogram, &sum);
	assert_true(histogram.min == 3 && histogram.max == 2000 * SECOND_NS);
	for (unsigned int percent = 1; percent <= 100; percent++) {
		uint64_t found = histogram__percentile(&histogram, percent);

		assert_true(found >= histogram.min && found <= histogram.max);
	}
}

/* Sums and records come to the same rows. */
static void a_summary_has_rows_of_sums(void **state)
{
	struct nvme_trace_event example = { .outcome = NVME_TRACE_COMPLETED,
					    .queue = NVME_TRACE_QUEUE_IO,
					    .sqe.opcode = 2,
					    .disk = "nvme0n1" };
	struct sum_of_group sum = { .example = &example, .count = 3, .errors = 1, .bytes = 8192 };
	struct sink sink;

	(void)state;
	sum.min_ns = sum.max_ns = 10000;
	sum.buckets[sums__bucket_of(10000)] = 3;
	sink__open(&sink, summary__new, (struct output_config){});
	send(&sink, 2, 10000, 0);
	assert_int_equal(sink.output->sum(sink.output, &sum), 0);
	sum.example = NULL;
	assert_int_equal(sink.output->sum(sink.output, &sum), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_rows(&sink, 3,
		   "(others) (others) 3 1 8192 10.0 10.0 10.0 10.0 8.1|@|\n"
		   "nvme0n1 Read 4 1 12288 10.0 10.0 10.0 10.0 8.1|@|\n");
	sink__close(&sink);
}

static void a_summary_shows_more_than_32_bits(void **state)
{
	struct nvme_trace_event example = { .outcome = NVME_TRACE_COMPLETED,
					    .queue = NVME_TRACE_QUEUE_IO,
					    .sqe.opcode = 2,
					    .disk = "nvme0n1" };
	struct sum_of_group sum = { .example = &example };
	struct sink sink;

	(void)state;
	sum.count = sum.errors = 5000000000;
	sum.bytes = 20480000000000;
	sink__open(&sink, summary__new, (struct output_config){});
	assert_int_equal(sink.output->sum(sink.output, &sum), 0);
	assert_int_equal(sink.output->sum(sink.output, &sum), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_rows(&sink, 3, "nvme0n1 Read 10000000000 10000000000 40960000000000 - - - - -||\n");
	sink__close(&sink);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_follow_each_other),
		cmocka_unit_test(powers_are_those_of_the_highest_bit),
		cmocka_unit_test(buckets_of_a_sum_are_clamped),
		cmocka_unit_test(only_what_is_new_is_taken),
		cmocka_unit_test(counters_may_wrap),
		cmocka_unit_test(totals_pass_32_bits),
		cmocka_unit_test(a_summary_shows_more_than_32_bits),
		cmocka_unit_test(strange_bounds_become_those_of_the_buckets),
		cmocka_unit_test(commands_without_latency_have_no_bounds),
		cmocka_unit_test(a_histogram_of_sums_is_that_of_the_numbers),
		cmocka_unit_test(clamped_numbers_stay_within_the_bounds),
		cmocka_unit_test(a_summary_has_rows_of_sums),
	};

	return cmocka_run_group_tests_name("sums", tests, NULL, NULL);
}
