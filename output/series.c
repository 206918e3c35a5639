// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/series.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "output/clock.h"

/* As many digits as the highest number needs, so that names sort as they were written. */
static int digits_of(uint32_t count)
{
	int digits = 0;

	for (uint32_t highest = count ? count - 1 : 0; highest; highest /= 10)
		digits++;
	return digits;
}

/* NAME, NAME1, NAME2; with a count of ten or less NAME0, NAME1, NAME2. */
static int append_number(struct series *series, size_t length)
{
	const struct series_config *config = &series->config;
	int digits = digits_of(config->count);

	if (!config->size || (!series->number && !digits))
		return 0;
	return snprintf(series->name + length, sizeof(series->name) - length, "%0*" PRIu32, digits,
			series->number) >= (int)(sizeof(series->name) - length)
		       ? -1
		       : 0;
}

static int make_name(struct series *series)
{
	const struct series_config *config = &series->config;
	time_t now = time(NULL);
	struct tm local;
	size_t length;

	if (config->period_ns) {
		length = localtime_r(&now, &local) ? strftime(series->name, sizeof(series->name),
							      config->name, &local)
						   : 0;
	} else {
		length = strlen(config->name);
		if (length < sizeof(series->name))
			memcpy(series->name, config->name, length + 1);
	}
	if (length && length < sizeof(series->name) && !append_number(series, length))
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

FILE *series__next(struct series *series)
{
	uint64_t period = series->config.period_ns, now = clock__now_ns();

	if (!series->file) {
		series->begun_ns = now;
	} else if (is_over(series)) {
		/* From the planned end on, so that no delay adds up. */
		series->begun_ns += (now - series->begun_ns) / period * period;
		series->number = 0;
	} else {
		series->number++;
		if (series->number == series->config.count)
			series->number = 0;
	}
	if (series__close(series) || make_name(series))
		return NULL;
	series->file = fopen(series->name, "we");
	series->opened++;
	if (series->file)
		setvbuf(series->file, NULL, _IONBF, 0); /* what is written to it has one */
	return series->file;
}

int series__close(struct series *series)
{
	FILE *file = series->file;

	series->file = NULL;
	return file && fclose(file) ? -1 : 0;
}
