// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/log.h"
#include "base/nearest.h"
#include "base/parse.h"
#include "cli/conflicts.h"
#include "cli/filter_options.h"
#include "cli/hints.h"
#include "cli/opcodes.h"
#include "cli/option_rows.h"
#include "nvme/tables.h"

#define SECOND_NS	  1000000000ULL
#define DEFAULT_IN_FLIGHT (5 * SECOND_NS)
#define CPU_BUFFER_SIZE	  (1U << 20) /* the default for each CPU, of which there are two at least */
#define MOST_OF_DEFAULT	  (64U << 20)
#define DEFAULT_PAYLOAD	  64
#define MIN_BUFFER_SIZE	  (4U << 10) /* the kernel takes whole pages, a power of two of them */
#define MAX_BUFFER_SIZE	  (1U << 30)
#define MAX_FILES	  1000000

#define DEFAULT_ORIGINS (ORIGIN(IOCTL) | ORIGIN(URING))
#define ALL_ORIGINS	((1U << NVME_TRACE_ORIGINS) - 1)

/* In the order of enum options_color and of enum output_time. */
static const char *const colors[] = { "auto", "always", "never", NULL };
static const char *const times[] = { "wall", "iso", "mono", "delta", NULL };
static const char *const nvme_clis[] = { "2", "3", NULL }; /* of enum everyday_version */

/* Options that may be repeated, each of which adds one value to the filter, or a list of them. */
static const struct filter_option {
	int key;
	bool list;
	int (*add)(struct filter *filter, const char *text, char problem[FILTER_PROBLEM_SIZE]);
} filter_options[] = {
	{ 'c', false, filter_options__add_comm }, /* a name may hold commas */
	{ 'd', true, filter_options__find_device },
	{ 'n', true, filter_options__add_nsid },
	{ 'o', true, opcodes__add },
	{ 'p', true, filter_options__add_pid },
	{ 'q', true, filter_options__add_queue },
	{ 'u', true, filter_options__add_uid },
	{ OPTION_ORIGIN, true, filter_options__add_origin },
	{ 0 },
};

static uint32_t power_of_two(uint64_t size, uint64_t least)
{
	uint64_t power = least;

	while (power < size)
		power *= 2;
	return (uint32_t)power;
}

/* What was asked for is on standard output, unless that failed. */
static _Noreturn void leave_after_printing(void)
{
	if (ferror(stdout)) /* whose errno is gone: one more byte tells it again */
		putchar('\n');
	if (!fflush(stdout))
		exit(EXIT_DONE);
	log_message("cannot write to standard output: %s", strerror(errno));
	exit(EXIT_FAILED);
}

static const struct argp_option *row_of(int key)
{
	const struct argp_option *row = option_rows;

	while (row->key != key)
		row++;
	return row;
}

static const char *name_of(int key)
{
	return row_of(key)->name;
}

/*
 * Of options that say how to show, the last one counts, so that an alias can be overridden. Of all
 * others only one can be followed, and whoever gives two means both.
 */
static void refuse_second(struct argp_state *state, int key, const char *arg)
{
	struct command_line *line = state->input;
	const struct argp_option *row = row_of(key);
	uint64_t bit = UINT64_C(1) << (row - option_rows);

	if (row->group != GROUP_SHOW && (line->given & bit))
		argp_error(state, "--%s '%s': given before, and there can be only one", row->name,
			   arg);
	line->given |= bit;
}

static void add_value(struct argp_state *state, const struct filter_option *option,
		      const char *value)
{
	struct command_line *line = state->input;
	char problem[FILTER_PROBLEM_SIZE];
	unsigned int opcode;

	if (option->add(&line->options->filter, value, problem))
		argp_error(state, "--%s '%s': %s", name_of(option->key), value, problem);
	if (option->key == 'o' && opcodes__is_ambiguous(value, &opcode))
		line->options->bare_opcodes[opcode / 64] |= UINT64_C(1) << opcode % 64;
}

static void add_list(struct argp_state *state, const struct filter_option *option, const char *list)
{
	char *copy = strdup(list), *rest = copy;

	if (!copy)
		argp_failure(state, EXIT_FAILED, errno, "--%s", name_of(option->key));
	while (rest)
		add_value(state, option, strsep(&rest, ","));
	free(copy);
}

static void set_duration(struct argp_state *state, int key, const char *arg, bool zero,
			 uint64_t *duration)
{
	if (parse_duration(arg, zero ? 0 : 1, MAX_DURATION, duration))
		argp_error(state, "--%s '%s': not a time like 500ms, 10s, 2m or 1h, %s 8784h",
			   name_of(key), arg, zero ? "from 0 to" : "longer than 0 and up to");
}

/* What follows from other options, where nothing else was asked for. */
static void fill_in_defaults(struct command_line *line)
{
	struct options *options = line->options;
	struct filter *filter = &options->filter;
	const struct series_config *series = &options->series;

	if (line->all)
		filter->origins = ALL_ORIGINS;
	else if (!filter->origins)
		filter->origins = options->read ? ALL_ORIGINS : DEFAULT_ORIGINS;
	options->lines = !options->write || line->output;
	options->series.name = options->write;
	/* As many files as asked for, and then no more. */
	if (series->count && series->period_ns && !series->size &&
	    (!options->duration_ns || options->duration_ns > series->count * series->period_ns))
		options->duration_ns = series->count * series->period_ns;
	if (line->in_flight)
		return;
	/* Not of what would not get a line in the end. */
	if (options->in_flight_ns < filter->slow_ns)
		options->in_flight_ns = filter->slow_ns;
	if (filter->failed || options->summary)
		options->in_flight_ns = 0;
}

/* Once it is known whether they are this machine's, or a capture's. */
static void add_devices(struct argp_state *state)
{
	const struct filter_option find = { 'd', true, filter_options__find_device };
	const struct filter_option add = { 'd', true, filter_options__add_device };
	struct command_line *line = state->input;

	for (size_t i = 0; i < line->device_count; i++)
		add_list(state, line->options->read ? &add : &find, line->devices[i]);
}

/* The place of a word among those that an option has, which end with NULL. */
static int choose(struct argp_state *state, int key, const char *arg, const char *const *words)
{
	char known[64] = "", hint[HINTS_SIZE] = "";
	struct nearest nearest;
	const char *before;

	nearest__start(&nearest, arg);
	for (int i = 0; words[i]; i++) {
		if (strcmp(arg, words[i]) == 0)
			return i;
		nearest__offer(&nearest, words[i], words[i]);
		before = !i ? "" : words[i + 1] ? ", " : " or ";
		snprintf(known + strlen(known), sizeof(known) - strlen(known), "%s%s", before,
			 words[i]);
	}
	if (strlen(arg) > 1) /* else every word of one character is near */
		nearest__append(&nearest, hint, sizeof(hint));
	argp_error(state, "--%s '%s': not %s%s", name_of(key), arg, known, hint);
	return 0;
}

/* Those that are there, as a message lists them. */
static void list_vendors(char *text, size_t size)
{
	text[0] = '\0';
	for (const struct nvme_vendor *vendor = nvme_vendor_list; vendor->word; vendor++)
		snprintf(text + strlen(text), size - strlen(text), "%s, ", vendor->word);
	snprintf(text + strlen(text), size - strlen(text), "auto");
}

static void add_vendors(struct argp_state *state, const char *list)
{
	struct command_line *line = state->input;
	char *copy = strdup(list), *rest = copy, *word, known[256];

	if (!copy)
		argp_failure(state, EXIT_FAILED, errno, "--vendor");
	while ((word = strsep(&rest, ",")))
		if (!nvme_vendors_add(&line->options->vendors, word)) {
			list_vendors(known, sizeof(known));
			argp_error(state, "--vendor '%s': not one of %s", word, known);
		}
	free(copy);
}

/* What goes into which files. */
static error_t parse_file(int key, const char *arg, struct argp_state *state)
{
	struct command_line *line = state->input;
	struct options *options = line->options;
	uint64_t count = 0;

	switch (key) {
	case 'O':
		options->output = strcmp(arg, "-") == 0 ? NULL : arg;
		line->output = true;
		break;
	case 'r':
		options->read = arg;
		break;
	case 'w':
		options->write = arg;
		break;
	case 'C':
		if (parse_size(arg, 1, UINT64_MAX, &options->series.size))
			argp_error(state, "--%s '%s': not a size like 500K, 10M or 1G",
				   name_of(key), arg);
		return 0;
	case 'G':
		set_duration(state, key, arg, false, &options->series.period_ns);
		return 0;
	case 'W':
		if (parse_number(arg, 1, MAX_FILES, &count))
			argp_error(state, "--%s '%s': not a number from 1 to %d", name_of(key), arg,
				   MAX_FILES);
		options->series.count = (uint32_t)count;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (!*arg)
		argp_error(state, "--%s '': not a file's name", name_of(key));
	return 0;
}

static void set_payload(struct options *options, uint64_t bytes)
{
	options->payload = bytes;
	options->filter.payload_size = power_of_two(bytes, 1);
}

/* Options with an argument, that say one thing each. */
static error_t parse_value(int key, char *arg, struct argp_state *state)
{
	struct command_line *line = state->input;
	struct options *options = line->options;
	uint64_t value = 0;

	switch (key) {
	case OPTION_COLOR:
		options->color = (enum options_color)choose(state, key, arg, colors);
		return 0;
	case 's':
		set_duration(state, key, arg, false, &options->interval_ns);
		options->summary = true;
		return 0;
	case 't':
		options->time = (enum output_time)choose(state, key, arg, times);
		line->time = true;
		return 0;
	case OPTION_NVME_CLI:
		options->nvme_cli = (enum everyday_version)choose(state, key, arg, nvme_clis);
		return 0;
	case OPTION_VENDOR:
		add_vendors(state, arg);
		return 0;
	case OPTION_SLOW:
		set_duration(state, key, arg, false, &value);
		options->filter.slow_ns = value;
		return 0;
	case OPTION_COUNT:
		if (parse_number(arg, 1, UINT64_MAX, &options->count))
			argp_error(state, "--count '%s': not a number from 1 up", arg);
		return 0;
	case OPTION_DURATION:
		set_duration(state, key, arg, false, &options->duration_ns);
		return 0;
	case OPTION_IN_FLIGHT:
		set_duration(state, key, arg, true, &options->in_flight_ns);
		line->in_flight = true;
		return 0;
	case OPTION_USER:
		if (!users__find(arg, &options->user))
			argp_error(state, "--user '%s': not a user in /etc/passwd", arg);
		options->become = true;
		return 0;
	case 'x':
		if (parse_size(arg, 1, NVME_TRACE_PAYLOAD_MAX, &value))
			argp_error(state, "--hexdump '%s': not a number from 1 to 4096", arg);
		else
			set_payload(options, value);
		return 0;
	case OPTION_BUFFER_SIZE:
		if (parse_size(arg, MIN_BUFFER_SIZE, MAX_BUFFER_SIZE, &value))
			argp_error(state, "--buffer-size '%s': not a size from 4K to 1G", arg);
		else
			options->buffer_size = power_of_two(value, MIN_BUFFER_SIZE);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_switch(int key, struct argp_state *state)
{
	struct command_line *line = state->input;

	switch (key) {
	case 'a':
		line->all = true;
		return 0;
	case OPTION_FAILED:
		line->options->filter.failed = 1;
		return 0;
	case 'j':
		line->json = true;
		line->options->format = OUTPUT_JSON;
		return 0;
	case 'e':
		line->command = true;
		line->options->format = OUTPUT_COMMAND;
		return 0;
	case 's':
		line->options->summary = true;
		return 0;
	case 'x':
		set_payload(line->options, DEFAULT_PAYLOAD);
		return 0;
	case OPTION_UNREDACTED:
		line->options->filter.unredacted = 1;
		return 0;
	case 'v':
		line->options->verbose = true;
		return 0;
	case OPTION_NO_HEADER:
		line->options->header = false;
		return 0;
	case OPTION_STRICT:
		line->options->strict = true;
		return 0;
	case OPTION_WAIT:
		line->options->wait = true;
		return 0;
	case OPTION_CHECK:
		line->options->check = true;
		return 0;
	case OPTION_DEBUG:
		line->options->debug = true;
		return 0;
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK);
		leave_after_printing();
	case 'V':
		puts("nvme_trace " NVME_TRACE_VERSION);
		leave_after_printing();
	case OPTION_USAGE: /* argp's message on misuse speaks of it */
		argp_state_help(state, stdout, ARGP_HELP_USAGE);
		leave_after_printing();
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	const struct filter_option *option = filter_options;
	struct command_line *line = state->input;
	char hint[HINTS_SIZE];
	const char *problem;

	while (option->key && option->key != key)
		option++;
	/* Before getopt says so, which knows of nothing like it. */
	if (key == ARGP_KEY_INIT) {
		state->name = line->words[0];
		problem = hints__unknown(option_rows, line->words, hint);
		if (problem && *hint)
			argp_error(state, "unrecognized option '%s'%s", problem, hint);
		return 0;
	}
	if (key == 'd') {
		line->devices[line->device_count++] = arg;
		return 0;
	}
	if (option->key) {
		(option->list ? add_list : add_value)(state, option, arg);
		return 0;
	}
	if (key == ARGP_KEY_ARG) {
		hints__stray(option_rows, line->words, arg, line->options->command, hint);
		argp_error(state, "unexpected argument '%s'%s", arg, hint);
		return 0;
	}
	if (key == ARGP_KEY_END) {
		add_devices(state);
		problem = conflicts__first(state->input);
		if (problem)
			argp_error(state, "%s", problem);
		fill_in_defaults(state->input);
		return 0;
	}
	if (!arg)
		return parse_switch(key, state);
	refuse_second(state, key, arg);
	return parse_file(key, arg, state) == 0 ? 0 : parse_value(key, arg, state);
}

/*
 * Ends argv before its first "--" and returns what follows that, or NULL if there is
 * none. argp would not tell whether an argument came before or after it, and would
 * take it for the argument of an option that lacks one.
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

/* One reader serves all CPUs, and while it waits for its turn they all go on sending. */
static uint32_t default_buffer_size(void)
{
	uint64_t size = (uint64_t)get_nprocs() * CPU_BUFFER_SIZE;

	return size < MOST_OF_DEFAULT ? power_of_two(size, 2 * CPU_BUFFER_SIZE) : MOST_OF_DEFAULT;
}

/* Of a misuse argp itself ends the program. */
static _Noreturn void give_up(error_t error)
{
	log_message("cannot read the command line: %s", strerror(error));
	exit(EXIT_FAILED);
}

void options__parse(struct options *options, int argc, char **argv)
{
	const struct argp argp = {
		.options = option_rows,
		.parser = parse_option,
		.args_doc = option_args_doc,
		.doc = option_doc,
	};
	struct command_line line = { .options = options };
	error_t error;

	*options = (struct options){
		.in_flight_ns = DEFAULT_IN_FLIGHT,
		.buffer_size = default_buffer_size(),
		.header = true,
		.command = cut_command(&argc, argv),
	};
	argp_err_exit_status = EXIT_MISUSED;
	argv[0] = (char[]){ "nvme_trace" }; /* how every message begins, whatever the path */
	/* argp puts the words into another order, and there are no more devices than words. */
	line.words = calloc(2 * ((size_t)argc + 1), sizeof(*line.words));
	if (!line.words)
		give_up(errno);
	memcpy(line.words, argv, (size_t)argc * sizeof(*argv));
	line.devices = line.words + argc + 1;
	/* argp's own help has -? for -h, and its own version option would want a global. */
	error = argp_parse(&argp, argc, argv, ARGP_NO_HELP | ARGP_IN_ORDER, NULL, &line);
	if (error)
		give_up(error);
	free(line.words);
}
