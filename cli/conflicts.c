// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/conflicts.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

#define BIT(option)  OPTION_BIT(OPTION_##option)
#define ORIGIN(name) (1U << NVME_TRACE_ORIGIN_##name)

static bool command_is_empty(const struct options *options)
{
	return !options->command[0];
}

static bool only_kernel(const struct options *options)
{
	return options->live.filter.origins == ORIGIN(KERNEL);
}

static bool in_flight_is_on(const struct options *options)
{
	return options->live.in_flight_ns;
}

static bool in_flight_is_shorter(const struct options *options)
{
	return options->live.in_flight_ns &&
	       options->live.in_flight_ns < options->live.filter.slow_ns;
}

/* With a capture, --hexdump is for the capture only. A copy has all data anyway. */
static bool data_goes_to_lines(const struct options *options)
{
	return !options->write || options->read;
}

static bool writes_to_stdout(const struct options *options)
{
	return strcmp(options->write, "-") == 0;
}

static bool both_to_stdout(const struct options *options)
{
	return writes_to_stdout(options) && strcmp(options->output, "-") == 0;
}

static bool takes_too_long(const struct options *options)
{
	const struct series_config *series = &options->series;

	return !series->size && series->period_ns > MAX_DURATION / series->count;
}

static bool name_has_no_time(const struct options *options)
{
	return !strchr(options->write, '%');
}

/*
 * A conflict, if all of these hold: one of `these` was given; one of `those` was given, unless it
 * is empty; none of `without` was given; the condition holds, if there is one.
 */
static const struct conflict {
	option_set these, those, without;
	const char *why;
	bool (*condition)(const struct options *options);
} conflicts[] = {
	/* What --check ignores. */
	{ BIT(CHECK), BIT(COMMAND) | BIT(READ) | BIT(WAIT),
	  .why = "--check looks at this machine as it is and traces nothing" },
	{ BIT(CHECK), BIT(COUNT) | BIT(DURATION), .why = "--check ends by itself" },
	{ BIT(CHECK), BIT(WRITE) | BIT(OUTPUT), .why = "--check writes to standard output" },
	{ BIT(CHECK),
	  BIT(NVME_CLI_LINES) | BIT(TIME) | BIT(VERBOSE) | BIT(SUMMARY) | BIT(COLUMNS) | BIT(CSV),
	  .why = "--check shows no commands" },
	/* Which commands, and for how long. */
	{ BIT(COMMAND), 0, .why = "there is no command after --", .condition = command_is_empty },
	{ BIT(PID), BIT(COMMAND), .why = "only that command and its children are traced" },
	{ BIT(ALL), BIT(ORIGIN), .why = "--all means all four origins" },
	{ BIT(ORIGIN), BIT(PID) | BIT(COMM) | BIT(UID) | BIT(COMMAND),
	  .why = "no program sends the kernel's own commands", .condition = only_kernel },
	{ BIT(READY_FD), BIT(READ) | BIT(CHECK), .why = "there is no trace to wait for" },
	{ BIT(READ), BIT(COMMAND) | BIT(WAIT) | BIT(DURATION) | BIT(IN_FLIGHT) | BIT(ROTATE_EVERY),
	  .why = "the commands in a capture have ended" },
	{ BIT(SUMMARY), BIT(IN_FLIGHT), .why = "a summary counts commands that have ended",
	  .condition = in_flight_is_on },
	{ BIT(FAILED), BIT(IN_FLIGHT), .why = "a command in flight has not failed",
	  .condition = in_flight_is_on },
	{ BIT(SLOW), BIT(IN_FLIGHT),
	  .why = "commands in flight for less than the time of --slow would be shown",
	  .condition = in_flight_is_shorter },
	/* In which form. */
	{ BIT(NVME_CLI), 0, BIT(NVME_CLI_LINES), .why = "no other form has nvme-cli's words" },
	{ BIT(SORT) | BIT(BY), 0, BIT(SUMMARY), .why = "only a summary has such rows" },
	{ BIT(JSON), BIT(NVME_CLI_LINES), .why = "records have one form at a time" },
	{ BIT(CSV), BIT(JSON) | BIT(NVME_CLI_LINES), .why = "records have one form at a time" },
	{ BIT(CSV), BIT(SUMMARY), .why = "a summary is printed as text or as JSON" },
	{ BIT(CSV), BIT(VERBOSE) | BIT(HEXDUMP), .why = "CSV has one line for each command" },
	{ BIT(COLUMNS), BIT(JSON), .why = "JSON objects have every field" },
	{ BIT(COLUMNS), BIT(NVME_CLI_LINES) | BIT(SUMMARY), .why = "it has no such columns" },
	{ BIT(NVME_CLI_LINES), BIT(VERBOSE), .why = "nvme-cli's commands have no explanations" },
	{ BIT(SUMMARY), BIT(NVME_CLI_LINES) | BIT(VERBOSE),
	  .why = "a summary shows no single command" },
	{ BIT(HEXDUMP), BIT(NVME_CLI_LINES) | BIT(SUMMARY), .why = "no data would be shown",
	  .condition = data_goes_to_lines },
	{ BIT(UNREDACTED), 0, BIT(HEXDUMP), .why = "no data is shown" },
	{ BIT(JSON), BIT(VERBOSE), .why = "JSON objects have every field" },
	{ BIT(JSON), BIT(TIME), .why = "JSON objects have the time in two forms" },
	/* Into which files. */
	{ BIT(WRITE),
	  BIT(JSON) | BIT(NVME_CLI_LINES) | BIT(CSV) | BIT(COLUMNS) | BIT(VERBOSE) | BIT(SUMMARY),
	  BIT(OUTPUT), .why = "no lines are written" },
	{ BIT(WRITE), BIT(OUTPUT), .why = "standard output can be only one of them",
	  .condition = both_to_stdout },
	{ BIT(ROTATE_SIZE) | BIT(ROTATE_EVERY), 0, BIT(WRITE),
	  .why = "there is no file to rotate" },
	{ BIT(ROTATE_SIZE) | BIT(ROTATE_EVERY), BIT(WRITE),
	  .why = "standard output cannot be rotated", .condition = writes_to_stdout },
	{ BIT(ROTATE_COUNT), 0, BIT(ROTATE_SIZE) | BIT(ROTATE_EVERY),
	  .why = "there is only one file" },
	{ BIT(ROTATE_EVERY), BIT(ROTATE_COUNT), .why = "so many files would take more than 8784h",
	  .condition = takes_too_long },
	{ BIT(ROTATE_EVERY), BIT(WRITE),
	  .why = "without a time in its name, each file would overwrite the one before; "
		 "for example: --write trace-%H%M%S.pcapng",
	  .condition = name_has_no_time },
};

static void put_option(struct words *words, enum option_id option)
{
	if (option != OPTION_COMMAND)
		words__put(words, "--");
	words__put(words, option_table[option].name);
}

/* "--sort", "--rotate-size or --rotate-every" */
static void put_options(struct words *words, option_set set)
{
	const char *separator = "";

	for (enum option_id option = 0; option < OPTIONS; option++)
		if (set & OPTION_BIT(option)) {
			words__put(words, separator);
			put_option(words, option);
			separator = " or ";
		}
}

/* The lowest bit. If several options were given, it is enough to name one. */
static option_set first_of(option_set set)
{
	return set & -set;
}

static bool is_met(const struct conflict *conflict, const struct options *options, option_set given)
{
	return given & conflict->these && (!conflict->those || given & conflict->those) &&
	       !(given & conflict->without) &&
	       (!conflict->condition || conflict->condition(options));
}

bool conflicts__find(const struct options *options, option_set given, char problem[PROBLEM_SIZE])
{
	const struct conflict *conflict = conflicts, *end;
	struct words words = words__in(problem, PROBLEM_SIZE);

	end = conflicts + sizeof(conflicts) / sizeof(conflicts[0]);
	while (conflict < end && !is_met(conflict, options, given))
		conflict++;
	if (conflict == end)
		return false;
	if (conflict->those || conflict->without) {
		put_options(&words, first_of(given & conflict->these));
		words__put(&words, conflict->those ? " and " : "");
		put_options(&words, first_of(given & conflict->those));
		words__put(&words, conflict->without ? " without " : "");
		put_options(&words, conflict->without);
		words__put(&words, ": ");
	}
	words__put(&words, conflict->why);
	return true;
}
