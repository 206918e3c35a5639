// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/series.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "output/clock.h"

/*
 * How many digits the highest number has: names are padded to that, so that they sort in the order
 * of writing.
 */
static int digits_of(uint32_t count)
{
	int digits = 0;

	for (uint32_t highest = count ? count - 1 : 0; highest; highest /= 10)
		digits++;
	return digits;
}

/* Appends the number: NAME, NAME1, NAME2; with a count of ten or less NAME0, NAME1, NAME2. */
static int append_number(struct series *series)
{
	const struct series_config *config = &series->config;
	size_t room = sizeof(series->name) - series->stem;
	int digits = config->size ? digits_of(config->count) : 0;

	if (!series->number && !digits)
		return 0;
	return snprintf(series->name + series->stem, room, "%0*" PRIu32, digits, series->number) >=
			       (int)room
		       ? -1
		       : 0;
}

/* Writes the common part of the current names. Returns its length, or 0 if it is too long. */
static size_t make_stem(const struct series_config *config, char stem[SERIES_NAME_SIZE])
{
	size_t length = strlen(config->name);
	time_t now = time(NULL);
	struct tm local;

	if (config->period_ns)
		return localtime_r(&now, &local)
			       ? strftime(stem, SERIES_NAME_SIZE, config->name, &local)
			       : 0;
	if (length >= SERIES_NAME_SIZE)
		return 0;
	memcpy(stem, config->name, length + 1);
	return length;
}

/*
 * Makes the next name. A new period starts at number 0, unless its name is the same; then the
 * numbers continue.
 */
static int make_name(struct series *series, bool over)
{
	char stem[SERIES_NAME_SIZE];
	size_t length = make_stem(&series->config, stem);

	if (over && (length != series->stem || memcmp(stem, series->name, length) != 0))
		series->number = 0;
	memcpy(series->name, stem, length);
	series->name[length] = '\0';
	series->stem = length;
	if (length && !append_number(series))
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

static bool is_over(const struct series *series)
{
	const struct series_config *config = &series->config;

	if (!config->size && series->opened == config->count)
		return false;
	return config->period_ns && clock__now_ns() - series->begun_ns >= config->period_ns;
}

bool series__is_due(const struct series *series, uint64_t bytes)
{
	return is_over(series) || (series->config.size && bytes >= series->config.size);
}

static FILE *open_file(struct series *series)
{
	struct claims none = {};
	int fd = claims__open(series->claims ? series->claims : &none, series->name);
	FILE *file = fd >= 0 && !claims__empty(fd) ? fdopen(fd, "w") : NULL;

	if (file)
		setvbuf(file, NULL, _IONBF, 0); /* its writer has a buffer */
	else if (fd >= 0)
		close(fd);
	return file;
}

FILE *series__next(struct series *series)
{
	uint64_t period = series->config.period_ns, now = clock__now_ns();
	bool first = !series->opened, over = !first && is_over(series);

	if (first)
		series->begun_ns = now;
	else if (over) /* from the planned end, so that delays do not add up */
		series->begun_ns += (now - series->begun_ns) / period * period;
	if (!first)
		series->number++;
	if (series->config.size && series->number == series->config.count)
		series->number = 0;
	if (series__close(series) || make_name(series, over))
		return NULL;
	series->file = open_file(series);
	series->opened++;
	return series->file;
}

int series__close(struct series *series)
{
	FILE *file = series->file;

	series->file = NULL;
	return file && fclose(file) ? -1 : 0;
}
