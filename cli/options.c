// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/log.h"
#include "base/parse.h"
#include "cli/conflicts.h"
#include "cli/filter_options.h"
#include "cli/hints.h"
#include "cli/opcodes.h"
#include "cli/option_table.h"
#include "cli/print.h"

#define SECOND_NS	  1000000000ULL
#define DEFAULT_IN_FLIGHT (5 * SECOND_NS)
#define CPU_BUFFER_SIZE	  (1U << 20) /* the default for each CPU, and for at least two CPUs */
#define MOST_OF_DEFAULT	  (64U << 20)

#define ORIGIN(name)	(1U << NVME_TRACE_ORIGIN_##name)
#define DEFAULT_ORIGINS (ORIGIN(IOCTL) | ORIGIN(URING))
#define ALL_ORIGINS	((1U << NVME_TRACE_ORIGINS) - 1)

struct command_line {
	struct options *options;
	const struct argp_option *rows;
	option_set given;
	char **words;	/* in the order in which they were typed; ends with NULL */
	char **devices; /* the arguments of --device */
	size_t device_count;
};

static bool is_given(const struct command_line *line, enum option_id option)
{
	return line->given & OPTION_BIT(option);
}

static uint32_t power_of_two(uint64_t size, uint64_t least)
{
	uint64_t power = least;

	while (power < size)
		power *= 2;
	return (uint32_t)power;
}

/* ---- One option ---- */

static void refuse(const struct argp_state *state, const struct option_row *row, const char *value,
		   const char *problem)
{
	argp_error(state, "--%s '%s': %s", row->name, value, problem);
}

/*
 * Whether the option may be given only once. Options that say how to show counts may be repeated,
 * so that one can override a shell's alias. Of these, the last one counts.
 */
static bool is_single(const struct option_row *row)
{
	return row->argument && row->group != GROUP_SHOW && row->kind != KIND_FILTER &&
	       row->kind != KIND_DEVICE;
}

static void store(struct options *options, const struct option_row *row, uint64_t value)
{
	char *member = (char *)options + row->member;

	if (row->size == sizeof(uint8_t))
		*(uint8_t *)member = (uint8_t)value;
	else if (row->size == sizeof(uint32_t))
		memcpy(member, &(uint32_t){ (uint32_t)value }, sizeof(uint32_t));
	else if (row->size == sizeof(uint64_t))
		memcpy(member, &value, sizeof(value));
}

static int parse_value(const struct option_row *row, const char *text, uint64_t *value)
{
	switch (row->kind) {
	case KIND_NUMBER:
		return parse_number(text, row->min, row->max, value);
	case KIND_SIZE:
		return parse_size(text, row->min, row->max, value);
	case KIND_DESCRIPTOR:
		return parse_descriptor(text, value);
	default:
		return parse_duration(text, row->min, row->max, value);
	}
}

static void add_value(struct argp_state *state, const struct option_row *row, const char *value)
{
	struct command_line *line = state->input;
	struct options *options = line->options;
	char problem[PROBLEM_SIZE];
	unsigned int opcode;
	int place;

	if (row->kind == KIND_WORDS) {
		place = choices__find(row->words, value, problem);
		if (place < 0 || row->add_word(&options->show, place, problem))
			refuse(state, row, value, problem);
		return;
	}
	if (row->add_filter(&options->live.filter, value, problem))
		refuse(state, row, value, problem);
	if (row->add_filter == opcodes__add && opcodes__is_ambiguous(value, &opcode))
		options->bare_opcodes[opcode / 64] |= UINT64_C(1) << opcode % 64;
}

static void add_values(struct argp_state *state, const struct option_row *row, const char *list)
{
	char *copy, *rest;

	if (row->no_list) {
		add_value(state, row, list);
		return;
	}
	copy = rest = strdup(list);
	if (!copy)
		argp_failure(state, EXIT_FAILED, errno, "--%s", row->name);
	while (rest)
		add_value(state, row, strsep(&rest, ","));
	free(copy);
}

static void refuse_unwanted(const struct argp_state *state, const struct option_row *row,
			    const char *value)
{
	char problem[PROBLEM_SIZE];

	snprintf(problem, sizeof(problem), "not %s", row->wanted);
	if (row->kind == KIND_USER)
		users__suggest(value, problem, PROBLEM_SIZE);
	refuse(state, row, value, problem);
}

static void parse_argument(struct argp_state *state, const struct option_row *row, char *arg)
{
	struct command_line *line = state->input;
	char *member = (char *)line->options + row->member, problem[PROBLEM_SIZE];
	uint64_t value = row->value;
	int place;

	switch (row->kind) {
	case KIND_CHOICE:
		place = choices__find(row->words, arg, problem);
		if (place < 0)
			refuse(state, row, arg, problem);
		store(line->options, row, (uint64_t)place);
		break;
	case KIND_WORDS:
		memset(member, 0, row->size); /* the last list counts */
		add_values(state, row, arg);
		break;
	case KIND_FILTER:
		add_values(state, row, arg);
		break;
	case KIND_DEVICE:
		line->devices[line->device_count++] = arg;
		break;
	case KIND_FILE:
		if (!*arg)
			refuse_unwanted(state, row, arg);
		memcpy(member, &arg, sizeof(arg));
		break;
	case KIND_USER:
		if (!users__find(arg, (struct user *)member))
			refuse_unwanted(state, row, arg);
		break;
	default:
		if (arg && parse_value(row, arg, &value))
			refuse_unwanted(state, row, arg);
		store(line->options, row, value);
	}
}

static error_t parse_option(struct argp_state *state, enum option_id option, char *arg)
{
	const struct option_row *row = &option_table[option];
	struct command_line *line = state->input;

	if (is_single(row) && is_given(line, option))
		refuse(state, row, arg, "given before, and there can be only one");
	line->given |= OPTION_BIT(option);
	if (row->kind == KIND_PRINT)
		row->print(state);
	else if (row->kind == KIND_STORE)
		store(line->options, row, row->value);
	else
		parse_argument(state, row, arg);
	return 0;
}

/* ---- The whole command line ---- */

/*
 * Adds the devices of --device: only now is it known whether they are of this machine or of a
 * capture.
 */
static void add_devices(struct argp_state *state)
{
	struct command_line *line = state->input;
	struct option_row row = option_table[OPTION_DEVICE];

	row.add_filter =
		line->options->read ? filter_options__add_device : filter_options__find_device;
	for (size_t i = 0; i < line->device_count; i++)
		add_values(state, &row, line->devices[i]);
}

static void set_in_flight(const struct command_line *line)
{
	struct options *options = line->options;
	const struct filter *filter = &options->live.filter;

	if (is_given(line, OPTION_IN_FLIGHT))
		return;
	/*
	 * Otherwise, a command that ends sooner would get a line while in flight, but none at its
	 * end.
	 */
	if (options->live.in_flight_ns < filter->slow_ns)
		options->live.in_flight_ns = filter->slow_ns;
	if (filter->failed || options->show.summary)
		options->live.in_flight_ns = 0;
}

/*
 * Whether all outputs need only sums. A capture needs each record, and --count ends the trace after
 * a certain one.
 */
static bool needs_only_sums(const struct options *options)
{
	return options->show.summary && !options->write && !options->count;
}

/* The trace ends with the last of the files that were asked for. */
static void limit_duration(struct options *options)
{
	const struct series_config *series = &options->series;
	uint64_t longest = series->count * series->period_ns;

	if (longest && !series->size && (!options->duration_ns || options->duration_ns > longest))
		options->duration_ns = longest;
}

/* Sets what follows from all the given options together. */
static void complete(const struct command_line *line)
{
	struct options *options = line->options;
	struct live_config *live = &options->live;

	if (is_given(line, OPTION_ALL))
		live->filter.origins = ALL_ORIGINS;
	else if (!live->filter.origins)
		live->filter.origins = options->read ? ALL_ORIGINS : DEFAULT_ORIGINS;
	if (options->show.payload)
		live->filter.payload_size = power_of_two(options->show.payload, 1);
	live->buffer_size = power_of_two(live->buffer_size, option_table[OPTION_BUFFER_SIZE].min);
	options->show.summary = is_given(line, OPTION_SUMMARY);
	options->become = is_given(line, OPTION_RUN_AS);
	options->lines = !options->write || options->output;
	if (options->output && strcmp(options->output, "-") == 0)
		options->output = NULL;
	options->series.name = options->write;
	live->sums = (struct live_sums){
		.only = needs_only_sums(options),
		.by_comm = options->show.by & OUTPUT_BY_COMM,
		.interval_ns = options->show.interval_ns,
	};
	if (live->sums.only) /* no record needs the ring buffer */
		live->buffer_size = (uint32_t)option_table[OPTION_BUFFER_SIZE].min;
	limit_duration(options);
	set_in_flight(line);
}

static void finish(struct argp_state *state)
{
	struct command_line *line = state->input;
	char problem[PROBLEM_SIZE];

	add_devices(state);
	if (conflicts__find(line->options, line->given, problem))
		argp_error(state, "%s", problem);
	if (is_given(line, OPTION_JSON_SCHEMA))
		print__schema(is_given(line, OPTION_SUMMARY));
	complete(line);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command_line *line = state->input;
	enum option_id option = option_table__find(key);
	char hint[HINTS_SIZE];
	const char *unknown;

	if (option < OPTION_COMMAND)
		return parse_option(state, option, arg);
	switch (key) {
	case ARGP_KEY_INIT:
		state->name = line->words[0];
		/* getopt would refuse the option without a hint. */
		unknown = hints__unknown(line->rows, line->words, hint);
		if (unknown && *hint)
			argp_error(state, "unrecognized option '%s'%s", unknown, hint);
		return 0;
	case ARGP_KEY_ARG:
		hints__stray(line->rows, line->words, arg, line->options->command, hint);
		argp_error(state, "unexpected argument '%s'%s", arg, hint);
		return 0;
	case ARGP_KEY_END:
		finish(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * Ends argv before its first "--" and returns what follows, or NULL if there is no "--". argp does
 * not tell whether an argument came before or after it, and takes "--" for the argument of an
 * option that lacks one.
 */
static char **cut_command(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			argv[i] = NULL;
			*argc = i;
			return &argv[i + 1];
		}
	return NULL;
}

/* While the single reader waits for a CPU, all CPUs continue to send records. */
static uint32_t default_buffer_size(void)
{
	uint64_t size = (uint64_t)get_nprocs() * CPU_BUFFER_SIZE;

	return size < MOST_OF_DEFAULT ? power_of_two(size, 2 * CPU_BUFFER_SIZE) : MOST_OF_DEFAULT;
}

/* Ends the program after an error. On misuse, argp itself does. */
static _Noreturn void give_up(error_t error)
{
	log_message("cannot read the command line: %s", strerror(error));
	exit(EXIT_FAILED);
}

void options__parse(struct options *options, int argc, char **argv)
{
	struct argp_option rows[OPTION_ARGP_ROWS];
	const struct argp argp = {
		.options = rows,
		.parser = parse,
		.args_doc = option_args_doc,
		.doc = option_doc,
	};
	struct command_line line = { .options = options, .rows = rows };
	error_t error;

	*options = (struct options){
		.live.in_flight_ns = DEFAULT_IN_FLIGHT,
		.live.buffer_size = default_buffer_size(),
		.live.wake_fd = -1,
		.show.header = true,
		.ready_fd = -1,
		.command = cut_command(&argc, argv),
	};
	if (options->command)
		line.given |= OPTION_BIT(OPTION_COMMAND);
	option_table__argp_rows(rows);
	argp_err_exit_status = EXIT_MISUSED;
	argv[0] = (char[]){ "nvme_trace" }; /* how every message begins, whatever the path */
	/* argp reorders argv, so keep a copy. There are no more devices than words. */
	line.words = calloc(2 * ((size_t)argc + 1), sizeof(*line.words));
	if (!line.words)
		give_up(errno);
	memcpy(line.words, argv, (size_t)argc * sizeof(*argv));
	line.devices = line.words + argc + 1;
	/* argp's own help option is -?, and its own version option needs a global. */
	error = argp_parse(&argp, argc, argv, ARGP_NO_HELP | ARGP_IN_ORDER, NULL, &line);
	if (error)
		give_up(error);
	free(line.words);
}
