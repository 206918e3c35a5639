// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/conflicts.h"

#include <stddef.h>
#include <string.h>

struct conflict {
	bool there;
	const char *message;
};

static const char *first(const struct conflict *conflicts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (conflicts[i].there)
			return conflicts[i].message;
	return NULL;
}

#define FIRST(conflicts) first(conflicts, sizeof(conflicts) / sizeof((conflicts)[0]))

/* Which commands, and for how long. */
static const char *first_of_choice(const struct command_line *line)
{
	const struct options *options = line->options;
	const struct filter *filter = &options->filter;
	bool in_flight = line->in_flight && options->in_flight_ns;
	bool sender = filter->pids || filter->comms || filter->uids || options->command;
	const struct conflict conflicts[] = {
		{ options->command && !options->command[0], "there is no command after --" },
		{ options->command && filter->pids,
		  "--pid and a command to run: only that command and its children are traced" },
		{ line->all && filter->origins, "--all and --origin: all are all four origins" },
		{ filter->origins == ORIGIN(KERNEL) && sender,
		  "--origin kernel and a sender (--pid, --comm, --uid or a command to run): nobody "
		  "sends the kernel's own commands" },
		{ options->read && (options->command || options->wait || options->duration_ns ||
				    line->in_flight || options->series.period_ns),
		  "--read and a command to run, --wait, --duration, --in-flight or "
		  "--rotate-every: what a capture tells of is over" },
		{ options->summary && in_flight,
		  "--summary and --in-flight: it counts what has ended" },
		{ filter->failed && in_flight,
		  "--failed and --in-flight: what is under way has not failed" },
		{ in_flight && options->in_flight_ns < filter->slow_ns,
		  "--in-flight shorter than --slow: what takes no longer is not to be shown" },
	};

	return FIRST(conflicts);
}

/* In which form. */
static const char *first_of_form(const struct command_line *line)
{
	const struct options *options = line->options;
	const struct conflict conflicts[] = {
		{ options->nvme_cli && !line->command,
		  "--nvme-cli without --command: only that has nvme-cli's words" },
		{ line->json && line->command, "--json and --command: one form at a time" },
		{ line->command && options->verbose,
		  "--command and --verbose: it sends again, and explains nothing" },
		{ options->summary && (line->command || options->verbose),
		  "--summary and --command or --verbose: it shows no single command" },
		{ options->payload && (line->command || options->summary),
		  "--hexdump and --command or --summary: they show no data" },
		{ options->filter.unredacted && !options->payload,
		  "--unredacted without --hexdump: no data is shown anyway" },
		{ line->json && options->verbose,
		  "--json and --verbose: its objects have every field" },
		{ line->json && line->time,
		  "--json and --time: its objects have the time in two ways" },
	};

	return FIRST(conflicts);
}

/* Into which files. */
static const char *first_of_files(const struct command_line *line)
{
	const struct options *options = line->options;
	const struct series_config *series = &options->series;
	bool rotates = series->size || series->period_ns;
	bool piped = options->write && strcmp(options->write, "-") == 0;
	const struct conflict conflicts[] = {
		{ options->write && !line->output &&
			  (line->json || line->command || options->verbose || options->summary),
		  "--write and --json, --command, --verbose or --summary without --output: the "
		  "lines would go nowhere" },
		{ piped && line->output && !options->output,
		  "--write - and --output -: standard output can be only one of them" },
		{ rotates && (!options->write || piped),
		  "--rotate-size or --rotate-every without --write FILE: there is no file to "
		  "follow" },
		{ series->count && !rotates,
		  "--rotate-count without --rotate-size or --rotate-every: there is but one file" },
		{ series->count && !series->size &&
			  series->period_ns > MAX_DURATION / series->count,
		  "--rotate-every and --rotate-count: so many files are to take more than 8784h" },
		{ series->period_ns && options->write && !strchr(options->write, '%'),
		  "--rotate-every and a FILE without a time in its name: each would overwrite the "
		  "one before; for example: --write trace-%H%M%S.pcapng" },
	};

	return FIRST(conflicts);
}

/* With what no trace makes use of. */
static const char *first_of_check(const struct command_line *line)
{
	const struct options *options = line->options;
	const struct conflict conflicts[] = {
		{ options->check && (options->command || options->read || options->wait),
		  "--check and a command to run, --read or --wait: it looks at this machine as it "
		  "is, and traces nothing" },
		{ options->check && (options->count || options->duration_ns),
		  "--check and --count or --duration: it ends by itself" },
		{ options->check && (options->write || line->output),
		  "--check and --write or --output: it goes to standard output" },
		{ options->check &&
			  (line->command || line->time || options->verbose || options->summary),
		  "--check and --command, --time, --verbose or --summary: it shows no command" },
	};

	return FIRST(conflicts);
}

const char *conflicts__first(const struct command_line *line)
{
	const char *message = first_of_check(line);

	if (!message)
		message = first_of_choice(line);
	if (!message)
		message = first_of_form(line);
	return message ? message : first_of_files(line);
}
