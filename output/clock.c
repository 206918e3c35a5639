// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"

#define SECOND_NS 1000000000

/* Returns false if the date does not exist: a record may hold any time. */
static bool work_out(struct clock *clock, time_t second)
{
	struct tm *date = &clock->date;

	if (second == clock->second && date->tm_mday)
		return true;
	clock->second = second;
	if (clock->time == OUTPUT_TIME_UTC ? gmtime_r(&second, date) : localtime_r(&second, date))
		return true;
	date->tm_mday = 0;
	return false;
}

/* Every line has it, and strftime() takes ten times as long. */
static const char *format_time_of_day(const struct tm *date, char word[CLOCK_SIZE])
{
	const int parts[] = { date->tm_hour, date->tm_min, date->tm_sec };
	struct words words = words__in(word, CLOCK_SIZE);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i)
			words__put_char(&words, ':');
		words__put_char(&words, (char)('0' + parts[i] / 10));
		words__put_char(&words, (char)('0' + parts[i] % 10));
	}
	return word;
}

static const char *format_date(struct clock *clock, uint64_t ns, char word[CLOCK_SIZE])
{
	/* Unsigned, so that the sum cannot overflow whatever the record holds. */
	int64_t wall = (int64_t)(ns + (uint64_t)wall__offset(clock->wall, ns));
	char date[24], zone[8], offset[12] = "Z";

	if (!work_out(clock, (time_t)(wall / SECOND_NS)))
		return "-";
	if (clock->time == OUTPUT_TIME_WALL)
		return format_time_of_day(&clock->date, word);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &clock->date);
	if (clock->time != OUTPUT_TIME_UTC) {
		strftime(zone, sizeof(zone), "%z", &clock->date);
		snprintf(offset, sizeof(offset), "%.3s:%s", zone, zone + 3);
	}
	snprintf(word, CLOCK_SIZE, "%s.%06" PRId64 "%s", date, wall % SECOND_NS / 1000, offset);
	return word;
}

static const char *format_seconds(int64_t ns, char word[CLOCK_SIZE])
{
	uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	snprintf(word, CLOCK_SIZE, "%s%" PRIu64 ".%06" PRIu64, ns < 0 ? "-" : "", size / SECOND_NS,
		 size % SECOND_NS / 1000);
	return word;
}

/* May be negative, because lines are in the order in which commands end. */
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

	_Static_assert(sizeof(widths) / sizeof(widths[0]) == OUTPUT_TIME_DELTA + 1,
		       "a width for each form");
	return widths[time];
}
