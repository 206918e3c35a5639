// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/figures.h"

#include <inttypes.h>
#include <stdbool.h>

#include "base/escape.h"
#include "base/words.h"
#include "output/columns.h"
#include "output/json_lines.h"

#define WORD_SIZE 32
#define SECOND_NS 1e9

static int print_name(unsigned int by, const char *comm, const char *device, const char *command,
		      FILE *file)
{
	int error = 0;

	if (by & OUTPUT_BY_COMM)
		error = fprintf(file, "%-15s ", comm) < 0;
	if (by & OUTPUT_BY_DEVICE)
		error |= fprintf(file, "%-10s ", device) < 0;
	if (by & OUTPUT_BY_COMMAND)
		error |= fprintf(file, "%-28s ", command) < 0;
	return error ? -1 : 0;
}

int figures__print_title(unsigned int by, FILE *file)
{
	if (print_name(by, "COMM", "DEV", "COMMAND", file))
		return -1;
	return fprintf(file, "%9s %9s %8s %13s %9s %9s %9s %9s  %s\n", "COUNT", "RATE(/s)",
		       "ERRORS", "BYTES", "MIN(us)", "MEDIAN", "P99", "MAX", "HISTOGRAM(us)") < 0
		       ? -1
		       : 0;
}

int figures__print_legend(FILE *file)
{
	return fputs("HISTOGRAM(us): a character for each power of two from the number on its "
		     "left; "
		     "from few to many: " HISTOGRAM_SHADES "\n",
		     file) < 0
		       ? -1
		       : 0;
}

static const char *microseconds(uint64_t ns, bool known, char word[WORD_SIZE])
{
	struct words words = words__in(word, WORD_SIZE);

	if (!known)
		return "-";
	columns__put_microseconds(&words, ns);
	return word;
}

static double rate_of(const struct figures *figures, uint64_t span_ns)
{
	return (double)figures->count * SECOND_NS / (double)span_ns;
}

static const char *per_second(const struct figures *figures, uint64_t span_ns, char word[WORD_SIZE])
{
	if (!span_ns)
		return "-";
	snprintf(word, WORD_SIZE, "%.1f", rate_of(figures, span_ns));
	return word;
}

int figures__print(unsigned int by, const struct figures_name *name, const struct figures *figures,
		   uint64_t span_ns, FILE *file)
{
	const struct histogram *latency = &figures->latency;
	char min[WORD_SIZE], median[WORD_SIZE], p99[WORD_SIZE], max[WORD_SIZE], rate[WORD_SIZE];
	char from[WORD_SIZE], picture[HISTOGRAM_PICTURE], command[NVME_COMMAND_SIZE];
	char comm[ESCAPED_SIZE(NVME_TRACE_COMM_SIZE)];
	struct words joined = words__in(command, sizeof(command));
	bool known = latency->count;
	uint64_t first = buckets__power_of(latency->min);

	words__put_joined(&joined, name->command);
	if (print_name(by, escape_word(name->comm, sizeof(name->comm), comm), name->device, command,
		       file))
		return -1;
	return fprintf(file,
		       "%9" PRIu64 " %9s %8" PRIu64 " %13" PRIu64 " %9s %9s %9s %9s  %s|%s|\n",
		       figures->count, per_second(figures, span_ns, rate), figures->errors,
		       figures->bytes, microseconds(latency->min, known, min),
		       microseconds(histogram__percentile(latency, 50), known, median),
		       microseconds(histogram__percentile(latency, 99), known, p99),
		       microseconds(latency->max, known, max),
		       microseconds(UINT64_C(1) << first, known, from),
		       histogram__picture(latency, picture)) < 0
		       ? -1
		       : 0;
}

static json_t *buckets_of(const struct histogram *histogram)
{
	uint64_t last = buckets__power_of(histogram->max);
	json_t *buckets = json_array();

	for (uint64_t power = buckets__power_of(histogram->min); power <= last; power++)
		json_array_append_new(
			buckets, json_pack("{sIsI}", "from_ns",
					   (json_int_t)(power ? UINT64_C(1) << power : 0), "count",
					   (json_int_t)histogram__power(histogram, power)));
	return buckets;
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value); /* takes value, and fails if that is NULL */
}

void figures__add(json_t *object, unsigned int by, const struct figures_name *name,
		  const struct figures *figures, uint64_t span_ns)
{
	const struct histogram *latency = &figures->latency;

	if (by & OUTPUT_BY_COMM && name->comm[0])
		set(object, "comm", json_lines__text(name->comm, sizeof(name->comm)));
	if (by & OUTPUT_BY_DEVICE)
		set(object, "device", json_string(name->device));
	if (by & OUTPUT_BY_COMMAND)
		set(object, "command", json_string(name->command));
	set(object, "count", json_integer((json_int_t)figures->count));
	if (span_ns)
		set(object, "rate", json_real(rate_of(figures, span_ns)));
	set(object, "errors", json_integer((json_int_t)figures->errors));
	set(object, "bytes", json_integer((json_int_t)figures->bytes));
	if (!latency->count)
		return;
	set(object, "latency_ns",
	    json_pack("{sIsIsIsI}", "min", (json_int_t)latency->min, "median",
		      (json_int_t)histogram__percentile(latency, 50), "p99",
		      (json_int_t)histogram__percentile(latency, 99), "max",
		      (json_int_t)latency->max));
	set(object, "histogram", buckets_of(latency));
}
