// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "cli/conflicts.h"
#include "cli/filter_options.h"
#include "cli/hints.h"
#include "cli/log.h"
#include "cli/nearest.h"
#include "cli/parse.h"

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

/* Long-only options; above any character. */
enum {
	OPTION_CHECK = 256,
	OPTION_COLOR,
	OPTION_COUNT,
	OPTION_DURATION,
	OPTION_FAILED,
	OPTION_IN_FLIGHT,
	OPTION_NO_HEADER,
	OPTION_ORIGIN,
	OPTION_SLOW,
	OPTION_BUFFER_SIZE,
	OPTION_STRICT,
	OPTION_UNREDACTED,
	OPTION_USER,
	OPTION_WAIT,
	OPTION_DEBUG,
	OPTION_USAGE,
};

enum { GROUP_WHICH = 1, GROUP_STOP, GROUP_SHOW, GROUP_FILES, GROUP_RUN, GROUP_HELP = -1 };

/* argp sorts each group by letter. */
static const struct argp_option rows[] = {
	{ 0, 0, 0, 0, "Which commands (else: all that programs send):", GROUP_WHICH },
	{ "all", 'a', 0, 0, "the kernel's own and block I/O as well", GROUP_WHICH },
	{ "comm", 'c', "NAME", 0, "of processes with this name", GROUP_WHICH },
	{ "device", 'd', "NAME", 0, "to nvme0, nvme0n1, a path, serial:S", GROUP_WHICH },
	{ "failed", OPTION_FAILED, 0, 0, "only what failed", GROUP_WHICH },
	{ "nsid", 'n', "NSID", 0, "to the namespace with this id", GROUP_WHICH },
	{ "opcode", 'o', "OPCODE", 0, "read, get-log-page, 0x14, admin:6, io:write", GROUP_WHICH },
	{ "origin", OPTION_ORIGIN, "LIST", 0, "ioctl,uring,kernel,block (default ioctl,uring)",
	  GROUP_WHICH },
	{ "pid", 'p', "PID", 0, "of this process", GROUP_WHICH },
	{ "queue", 'q', "QUEUE", 0, "in this queue: admin, io, or its id", GROUP_WHICH },
	{ "slow", OPTION_SLOW, "TIME", 0, "only what takes so long or longer: 500us, 10ms",
	  GROUP_WHICH },
	{ "uid", 'u', "USER", 0, "of this user's processes: a name or an id", GROUP_WHICH },
	{ 0, 0, 0, 0, "When to stop (else: Ctrl-C, or the end of COMMAND):", GROUP_STOP },
	{ "count", OPTION_COUNT, "N", 0, "stop after N lines", GROUP_STOP },
	{ "duration", OPTION_DURATION, "TIME", 0, "stop after TIME: 500ms, 10s, 2m, 1h",
	  GROUP_STOP },
	{ 0, 0, 0, 0, "How to show:", GROUP_SHOW },
	{ "color", OPTION_COLOR, "WHEN", 0, "auto, always or never (default auto)", GROUP_SHOW },
	{ "command", 'e', 0, 0, "nvme-cli's command that sends the same again", GROUP_SHOW },
	{ "hexdump", 'x', "BYTES", OPTION_ARG_OPTIONAL,
	  "the first bytes of the data, up to 4096 (64)", GROUP_SHOW },
	{ "in-flight", OPTION_IN_FLIGHT, "TIME", 0,
	  "tell of what takes so long; 0: don't (default 5s)", GROUP_SHOW },
	{ "json", 'j', 0, 0, "one JSON object for each command", GROUP_SHOW },
	{ "no-header", OPTION_NO_HEADER, 0, 0, "leave out the line with the column names",
	  GROUP_SHOW },
	{ "summary", 's', "INTERVAL", OPTION_ARG_OPTIONAL,
	  "figures of each command, at the end or each 10s", GROUP_SHOW },
	{ "time", 't', "FORM", 0, "wall, iso, mono or delta (default wall)", GROUP_SHOW },
	{ "unredacted", OPTION_UNREDACTED, 0, 0, "with -x also what may be a password or a key",
	  GROUP_SHOW },
	{ "verbose", 'v', 0, 0, "a line for each field of the command, too", GROUP_SHOW },
	{ 0, 0, 0, 0, "Files:", GROUP_FILES },
	{ "output", 'O', "FILE", 0, "lines go there (default: standard output)", GROUP_FILES },
	{ "read", 'r', "FILE", 0, "show a capture instead of this machine's commands",
	  GROUP_FILES },
	{ "rotate-count", 'W', "N", 0, "with -C keep N files; with -G stop after N", GROUP_FILES },
	{ "rotate-every", 'G', "TIME", 0, "a new file of -w each TIME", GROUP_FILES },
	{ "rotate-size", 'C', "SIZE", 0, "a new file of -w after each SIZE: 10M, 1G", GROUP_FILES },
	{ "write", 'w', "FILE", 0, "a capture, for -r and Wireshark; lines with -O", GROUP_FILES },
	{ 0, 0, 0, 0, "Running:", GROUP_RUN },
	{ "buffer-size", OPTION_BUFFER_SIZE, "SIZE", 0,
	  "room for lines not yet read (default: by CPUs)", GROUP_RUN },
	{ "check", OPTION_CHECK, 0, 0, "what works on this machine, and what to do", GROUP_RUN },
	{ "debug", OPTION_DEBUG, 0, 0, "show what libbpf and the kernel's verifier say",
	  GROUP_RUN },
	{ "strict", OPTION_STRICT, 0, 0, "exit status 1 if anything was lost", GROUP_RUN },
	{ "user", OPTION_USER, "NAME", 0, "whom to become once attached (sudo's caller)",
	  GROUP_RUN },
	{ "wait", OPTION_WAIT, 0, 0, "wait until the NVMe driver is there", GROUP_RUN },
	{ "help", 'h', 0, 0, "print this and exit", GROUP_HELP },
	{ "version", 'V', 0, 0, "print the version and exit", GROUP_HELP },
	{ "usage", OPTION_USAGE, 0, OPTION_HIDDEN, 0, GROUP_HELP },
	{ 0 },
};

static const char args_doc[] = "[-- COMMAND [ARG]...]";

static const char doc[] =
	"Print one line for each NVMe command that a program sends to a drive by ioctl or "
	"io_uring: who sent it, to which drive, what the drive answered and how long that took. "
	"With COMMAND, run that and trace nothing but it and its children."
	"\v"
	"-c, -d, -n, -o, -p, -q, -u and --origin may be repeated, and all but -c take lists "
	"(-p 1,2). Of one kind any may match; of different kinds all must.\n"
	"\n"
	"Examples:\n"
	"  sudo nvme_trace                         # every command, until Ctrl-C\n"
	"  sudo nvme_trace -- nvme list            # what nvme list sends\n"
	"  sudo nvme_trace -d nvme0 -o identify    # one drive, one kind of command\n"
	"  sudo nvme_trace -c smartctl --failed    # what smartctl asked in vain\n"
	"  sudo nvme_trace --all --slow 100ms      # whatever is slow, files' I/O too\n"
	"  sudo nvme_trace -v -o set-features      # every field of what is set\n"
	"  sudo nvme_trace -x512 -o identify       # what the drive says of itself\n"
	"  sudo nvme_trace -j | jq .latency_ns     # JSON, one object a command\n"
	"  sudo nvme_trace -e -- nvme list         # how to send the same by hand\n"
	"  sudo nvme_trace --all -s10s             # figures of the last ten seconds\n"
	"  sudo nvme_trace -x4096 -w trace.pcapng   # for Wireshark, or to look at later\n"
	"  nvme_trace -r trace.pcapng --failed     # what failed in it; needs no root\n"
	"  sudo nvme_trace --check                 # would it work here?\n"
	"  sudo nvme_trace --count 1               # wait for one command\n"
	"  sudo nvme_trace --duration 10s -O log   # ten seconds, into a file\n"
	"\n"
	"Lines go to standard output, all else to standard error. Exit status: 0 done, 1 failed, "
	"2 misused; COMMAND's own if there is one.";

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= 64, "a bit for each in command_line.given");

/* In the order of enum options_color and of enum output_time. */
static const char *const colors[] = { "auto", "always", "never", NULL };
static const char *const times[] = { "wall", "iso", "mono", "delta", NULL };

/* Options that may be repeated, each of which adds one value to the filter, or a list of them. */
static const struct filter_option {
	int key;
	bool list;
	int (*add)(struct filter *filter, const char *text, char problem[FILTER_PROBLEM_SIZE]);
} filter_options[] = {
	{ 'c', false, filter_options__add_comm }, /* a name may hold commas */
	{ 'd', true, filter_options__find_device },
	{ 'n', true, filter_options__add_nsid },
	{ 'o', true, filter_options__add_opcode },
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
	const struct argp_option *row = rows;

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
	uint64_t bit = UINT64_C(1) << (row - rows);

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

	if (option->add(&line->options->filter, value, problem))
		argp_error(state, "--%s '%s': %s", name_of(option->key), value, problem);
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
	nearest__append(&nearest, hint, sizeof(hint));
	argp_error(state, "--%s '%s': not %s%s", name_of(key), arg, known, hint);
	return 0;
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
		problem = hints__unknown(rows, line->words, hint);
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
		hints__stray(rows, line->words, arg, line->options->command, hint);
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
		.options = rows, .parser = parse_option, .args_doc = args_doc, .doc = doc
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
