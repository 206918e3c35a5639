// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"

#define SECOND_NS 1000000000

/*
 * Writes the time of day, or the date and the zone, which are the same for all records of a second.
 */
static void put_date(struct clock *clock)
{
	char zone[8];

	if (clock->time == OUTPUT_TIME_WALL) {
		strftime(clock->day, sizeof(clock->day), "%H:%M:%S", &clock->date);
		return;
	}
	strftime(clock->day, sizeof(clock->day), "%Y-%m-%dT%H:%M:%S", &clock->date);
	strftime(zone, sizeof(zone), "%z", &clock->date);
	if (clock->time == OUTPUT_TIME_UTC)
		snprintf(clock->zone, sizeof(clock->zone), "Z");
	else
		snprintf(clock->zone, sizeof(clock->zone), "%.3s:%.2s", zone, zone + 3);
}

/* Computes the date. Returns false if it does not exist: a record may contain any time. */
static bool work_out(struct clock *clock, time_t second)
{
	struct tm *date = &clock->date;
	bool utc = clock->time == OUTPUT_TIME_UTC;

	if (second == clock->second && date->tm_mday)
		return true;
	clock->second = second;
	if (!(utc ? gmtime_r(&second, date) : localtime_r(&second, date))) {
		date->tm_mday = 0;
		return false;
	}
	put_date(clock);
	return true;
}

/* ".123456" */
static void put_microseconds(struct words *words, uint32_t microseconds)
{
	char digits[DIGITS_SIZE];

	/* The million makes seven digits, and its own gives way to the dot. */
	words__digits(1000000 + microseconds, digits);
	digits[DIGITS_SIZE - 7] = '.';
	words__put_bytes(words, &digits[DIGITS_SIZE - 7], 7);
}

static const char *format_date(struct clock *clock, uint64_t ns, char word[CLOCK_SIZE])
{
	/* Unsigned: the sum must not overflow, whatever the record contains. */
	int64_t wall = (int64_t)(ns + (uint64_t)wall__offset(clock->wall, ns));
	bool borrows = wall % SECOND_NS < 0; /* before 1970 */
	int64_t second = wall / SECOND_NS - borrows;
	int64_t fraction = wall % SECOND_NS + (borrows ? SECOND_NS : 0);
	struct words words;

	if (!work_out(clock, second))
		return "-";
	if (clock->time == OUTPUT_TIME_WALL)
		return clock->day;
	words = words__in(word, CLOCK_SIZE);
	words__put(&words, clock->day);
	put_microseconds(&words, (uint32_t)fraction / 1000);
	words__put(&words, clock->zone);
	return word;
}

static const char *format_seconds(int64_t ns, char word[CLOCK_SIZE])
{
	uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	snprintf(word, CLOCK_SIZE, "%s%" PRIu64 ".%06" PRIu64, ns < 0 ? "-" : "", size / SECOND_NS,
		 size % SECOND_NS / 1000);
	return word;
}

/*
 * The time since the previous line's command. It may be negative, because lines are in the order in
 * which commands end.
 */
static int64_t since_before(struct clock *clock, uint64_t ns)
{
	bool first = !clock->line.begun;
	uint64_t now = wall_line__at(&clock->line, clock->wall, ns);
	uint64_t before = first ? now : clock->before_ns;

	clock->before_ns = now;
	return (int64_t)(now - before);
}

const char *clock__format(struct clock *clock, uint64_t ns, char word[CLOCK_SIZE])
{
	switch (clock->time) {
	case OUTPUT_TIME_MONO:
		return format_seconds((int64_t)ns, word);
	case OUTPUT_TIME_DELTA:
		return format_seconds(since_before(clock, ns), word);
	default:
		return format_date(clock, ns, word);
	}
}

uint64_t clock__now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

int clock__width(enum output_time time)
{
	static const int widths[] = {
		[OUTPUT_TIME_WALL] = 8,	 [OUTPUT_TIME_ISO] = 32,  [OUTPUT_TIME_UTC] = 27,
		[OUTPUT_TIME_MONO] = 13, [OUTPUT_TIME_DELTA] = 9,
	};

	return widths[time];
}
