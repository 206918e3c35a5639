/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wall clock: what counts as a step, which offset applies when, and several machines on one
 * line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wall.h"
#include "machine/clocks.h"

#define MS	1000000LL
#define HOUR_NS 3600000000000LL
#define EPOCH	1700000000000000000LL

/* Reads the clocks: their difference is `offset`, and reading them took so long. */
static bool see(struct wall *wall, uint64_t now, int64_t offset, uint64_t took)
{
	return wall__follow(
		wall, &(struct wall_reading){ now, now + took / 2 + (uint64_t)offset, now + took });
}

static void what_is_zero_began_at_1970(void **state)
{
	const struct wall wall = {};

	(void)state;
	assert_int_equal(wall__offset(NULL, 5), 0);
	assert_int_equal(wall__offset(&wall, 5), 0);
}

static void the_first_reading_has_always_held(void **state)
{
	struct wall wall = {};

	(void)state;
	assert_true(see(&wall, 5000, EPOCH, 100));
	assert_int_equal(wall__offset(&wall, 0), EPOCH);
	assert_int_equal(wall__offset(&wall, UINT64_MAX), EPOCH);
}

static void jitter_is_no_step(void **state)
{
	struct wall wall = {};

	(void)state;
	wall__reset(&wall, EPOCH);
	assert_false(see(&wall, 1000, EPOCH + MS - 1000, 100));
	assert_false(see(&wall, 2000, EPOCH - MS + 1000, 100));
	assert_int_equal(wall__offset(&wall, 3000), EPOCH);
	/* Many small changes add up to a step. */
	assert_true(see(&wall, 4000, EPOCH + MS + 1000, 100));
}

/*
 * If the thread is preempted for a second between the readings, it cannot detect a step of half a
 * second.
 */
static void what_was_read_slowly_is_no_step(void **state)
{
	struct wall wall = {};

	(void)state;
	wall__reset(&wall, EPOCH);
	assert_false(wall__follow(&wall, &(struct wall_reading){ 0, EPOCH, 1000 * MS }));
	assert_false(
		wall__follow(&wall, &(struct wall_reading){ 0, EPOCH + 1000 * MS, 1000 * MS }));
	assert_true(wall__follow(&wall, &(struct wall_reading){ 0, EPOCH + 2000 * MS, 1000 * MS }));
}

static void each_step_holds_from_when_it_was_seen(void **state)
{
	struct wall wall = {};

	(void)state;
	wall__reset(&wall, EPOCH);
	assert_true(see(&wall, 1000, EPOCH + HOUR_NS, 0));
	assert_true(see(&wall, 2000, EPOCH - 2 * HOUR_NS, 0));
	assert_false(see(&wall, 3000, EPOCH - 2 * HOUR_NS, 0));
	assert_int_equal(wall__offset(&wall, 0), EPOCH);
	assert_int_equal(wall__offset(&wall, 999), EPOCH);
	assert_int_equal(wall__offset(&wall, 1000), EPOCH + HOUR_NS);
	assert_int_equal(wall__offset(&wall, 1999), EPOCH + HOUR_NS);
	assert_int_equal(wall__offset(&wall, 2000), EPOCH - 2 * HOUR_NS);
}

/*
 * CLOCK_MONOTONIC stops for a night while the machine is suspended. A command that was sent before
 * keeps its time, even if it completes after that.
 */
static void what_was_sent_before_a_suspend_keeps_its_time(void **state)
{
	const uint64_t sent = 5000 * MS, resumed = 5001 * MS;
	struct wall wall = {};

	(void)state;
	assert_true(see(&wall, 1000, EPOCH, 100));
	assert_true(see(&wall, resumed, EPOCH + 8 * HOUR_NS, 100));
	assert_int_equal(sent + (uint64_t)wall__offset(&wall, sent), EPOCH + 5000 * MS);
	assert_int_equal(resumed + 100 + (uint64_t)wall__offset(&wall, resumed + 100),
			 EPOCH + 8 * HOUR_NS + 5001 * MS + 100);
}

static void the_oldest_step_is_forgotten_first(void **state)
{
	struct wall wall = {};

	(void)state;
	for (int64_t i = 0; i < WALL_STEPS + 3; i++)
		assert_true(see(&wall, (uint64_t)i * 1000, EPOCH + i * HOUR_NS, 0));
	assert_int_equal(wall.count, WALL_STEPS);
	for (int64_t i = 3; i < WALL_STEPS + 3; i++)
		assert_int_equal(wall__offset(&wall, (uint64_t)i * 1000), EPOCH + i * HOUR_NS);
	assert_int_equal(wall__offset(&wall, 0), EPOCH + 3 * HOUR_NS);
}

static void this_machine_has_clocks(void **state)
{
	struct wall wall = {};
	int64_t offset;

	(void)state;
	clocks__follow(&wall);
	offset = wall__offset(&wall, 0);
	assert_true(offset > EPOCH);
	for (int i = 0; i < 1000; i++)
		clocks__follow(&wall);
	assert_int_equal(wall.count, 1);
	wall.steps[0].offset_ns -= HOUR_NS;
	clocks__follow(&wall);
	assert_int_equal(wall.count, 2);
	assert_in_range(wall__offset(&wall, UINT64_MAX), offset - MS, offset + MS);
}

/* ---- Several machines ---- */

static uint64_t at(struct wall_line *line, uint32_t host, int64_t offset, uint64_t ns)
{
	const struct wall wall = { .host = host, .count = 1, .steps[0].offset_ns = offset };

	return wall_line__at(line, &wall, ns);
}

static void machines_meet_by_their_wall_clocks(void **state)
{
	struct wall_line line = {};

	(void)state;
	assert_int_equal(at(&line, 1, EPOCH, 1000), 1000);
	/* This machine booted an hour later, so its clock reads an hour less at the same moment. */
	assert_int_equal(at(&line, 2, EPOCH + HOUR_NS, 2000), HOUR_NS + 2000);
	assert_int_equal(wall_line__offset(&line), EPOCH);
	assert_int_equal(at(&line, 1, EPOCH, 3000), 3000);
	assert_int_equal(at(&line, 2, EPOCH + HOUR_NS, 4000), HOUR_NS + 4000);
}

static void a_clock_that_is_set_moves_nothing_on_the_line(void **state)
{
	struct wall_line line = {};

	(void)state;
	assert_int_equal(at(&line, 1, EPOCH, 1000), 1000);
	assert_int_equal(at(&line, 1, EPOCH - 5 * HOUR_NS, 2000), 2000);
	assert_int_equal(wall_line__offset(&line), EPOCH - 5 * HOUR_NS);
	assert_int_equal(at(&line, 2, EPOCH, 3000), 5 * HOUR_NS + 3000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_zero_began_at_1970),
		cmocka_unit_test(the_first_reading_has_always_held),
		cmocka_unit_test(jitter_is_no_step),
		cmocka_unit_test(what_was_read_slowly_is_no_step),
		cmocka_unit_test(each_step_holds_from_when_it_was_seen),
		cmocka_unit_test(what_was_sent_before_a_suspend_keeps_its_time),
		cmocka_unit_test(the_oldest_step_is_forgotten_first),
		cmocka_unit_test(this_machine_has_clocks),
		cmocka_unit_test(machines_meet_by_their_wall_clocks),
		cmocka_unit_test(a_clock_that_is_set_moves_nothing_on_the_line),
	};

	return cmocka_run_group_tests_name("wall", tests, NULL, NULL);
}
