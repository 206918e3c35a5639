// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/option_table.h"

#include <stdio.h>

#include "cli/filter_options.h"
#include "cli/opcodes.h"
#include "cli/print.h"

#define NO_LETTER	256
#define DEFAULT_PAYLOAD 64
#define MIN_BUFFER_SIZE (4U << 10) /* the kernel takes whole pages, a power of two of them */
#define MAX_BUFFER_SIZE (1U << 30)
#define MAX_FILES	1000000

#define MEMBER(name)                                                                               \
	.member = offsetof(struct options, name), .size = sizeof(((struct options *)0)->name)
#define STORE(name, what)  .kind = KIND_STORE, MEMBER(name), .value = (what)
#define GIVEN		   .kind = KIND_STORE /* only whether it was given counts */
#define FILTER(add)	   .kind = KIND_FILTER, MEMBER(live.filter), .add_filter = (add)
#define CHOICE(name, list) .kind = KIND_CHOICE, MEMBER(name), .words = choices__##list
#define WORDS(name, list, add)                                                                     \
	.kind = KIND_WORDS, MEMBER(name), .words = choices__##list, .add_word = (add)
#define FILE_NAME(name) .kind = KIND_FILE, MEMBER(name), .wanted = "a file's name"
#define PRINT(function) .kind = KIND_PRINT, .print = (function)
#define RANGE(of, name, from, to, text)                                                            \
	.kind = KIND_##of, MEMBER(name), .min = (from), .max = (to), .wanted = text
#define A_TIME "a time like 500ms, 10s, 2m or 1h, "
#define DURATION(name)                                                                             \
	RANGE(DURATION, name, 1, MAX_DURATION, A_TIME "longer than 0 and up to 8784h")

/* Each function adds the word at a place of its list. */
static int add_by(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	(void)problem;
	show->by |= 1U << place;
	return 0;
}

static int add_column(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	struct output_columns *columns = &show->columns;

	for (unsigned int i = 0; i < columns->count; i++)
		if (columns->column[i] == place) {
			snprintf(problem, PROBLEM_SIZE, "twice in the list");
			return -1;
		}
	columns->column[columns->count++] = (uint8_t)place;
	return 0;
}

static int add_vendor(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	(void)problem;
	nvme_vendors_add(&show->vendors, choices__vendors((size_t)place));
	return 0;
}

/* clang-format off */
const struct option_row option_table[OPTIONS] = {
	[OPTION_ALL] = { "all", NULL, "also block I/O and the kernel's own commands",
		'a', GROUP_WHICH, GIVEN },
	[OPTION_COMM] = { "comm", "NAME", "of processes with this name", 'c', GROUP_WHICH,
		FILTER(filter_options__add_comm), .no_list = true },
	[OPTION_DEVICE] = { "device", "NAME", "to nvme0, nvme0n1, a path, serial:S",
		'd', GROUP_WHICH, .kind = KIND_DEVICE },
	[OPTION_FAILED] = { "failed", NULL, "only commands that failed", 0, GROUP_WHICH,
		STORE(live.filter.failed, 1) },
	[OPTION_NSID] = { "nsid", "NSID", "with this namespace id: 1, 0xffffffff", 'n', GROUP_WHICH,
		FILTER(filter_options__add_nsid) },
	[OPTION_OPCODE] = { "opcode", "OPCODE", "read, get-log-page, 0x14, admin:6, io:write",
		'o', GROUP_WHICH, FILTER(opcodes__add) },
	[OPTION_ORIGIN] = { "origin", "LIST", "ioctl,uring,kernel,block (default ioctl,uring)",
		0, GROUP_WHICH, FILTER(filter_options__add_origin), .words = choices__origins },
	[OPTION_PID] = { "pid", "PID", "of this process", 'p', GROUP_WHICH,
		FILTER(filter_options__add_pid) },
	[OPTION_QUEUE] = { "queue", "QUEUE", "in this queue: admin, io, or a queue id",
		'q', GROUP_WHICH, FILTER(filter_options__add_queue), .words = choices__queues },
	[OPTION_SLOW] = { "slow", "TIME", "only commands that take TIME or longer: 10ms",
		0, GROUP_WHICH, DURATION(live.filter.slow_ns) },
	[OPTION_UID] = { "uid", "USER", "of processes of this user: a name or an id",
		'u', GROUP_WHICH, FILTER(filter_options__add_uid) },

	[OPTION_COUNT] = { "count", "N", "stop after N lines", 0, GROUP_STOP,
		RANGE(NUMBER, count, 1, UINT64_MAX, "a number from 1 up") },
	[OPTION_DURATION] = { "duration", "TIME", "stop after TIME: 500ms, 10s, 2m, 1h",
		0, GROUP_STOP, DURATION(duration_ns) },

	[OPTION_BY] = { "by", "LIST", "for -s: a row for each comm,device,command", 0, GROUP_SHOW,
		WORDS(show.by, by, add_by) },
	[OPTION_COLOR] = { "color", "WHEN", "auto, always or never (default auto)", 0, GROUP_SHOW,
		CHOICE(color, colors) },
	[OPTION_COLUMNS] = { "columns", "LIST", "these columns, in this order: time,pid,command",
		0, GROUP_SHOW, WORDS(show.columns, columns, add_column) },
	[OPTION_CSV] = { "csv", NULL, "comma-separated values, a line for each command",
		0, GROUP_SHOW, STORE(show.format, OUTPUT_CSV) },
	[OPTION_HEXDUMP] = { "hexdump", "BYTES", "first bytes of the data, up to 4096 (default 64)",
		'x', GROUP_SHOW, .optional = true, .value = DEFAULT_PAYLOAD,
		RANGE(SIZE, show.payload, 1, NVME_TRACE_PAYLOAD_MAX, "a number from 1 to 4096") },
	[OPTION_IN_FLIGHT] = { "in-flight", "TIME",
		"show commands in flight after TIME (default 5s)",
		0, GROUP_SHOW,
		RANGE(DURATION, live.in_flight_ns, 0, MAX_DURATION, A_TIME "from 0 to 8784h") },
	[OPTION_JSON] = { "json", NULL, "one JSON object for each command", 'j', GROUP_SHOW,
		STORE(show.format, OUTPUT_JSON) },
	[OPTION_JSON_SCHEMA] = { "json-schema", NULL,
		"print the JSON Schema of -j (with -s: of -s -j)",
		0, GROUP_RUN, GIVEN },
	[OPTION_NO_HEADER] = { "no-header", NULL, "no column names; with -j, no header object",
		0, GROUP_SHOW, STORE(show.header, false) },
	[OPTION_NVME_CLI] = { "nvme-cli", "VERSION", "for -e: nvme-cli 2 or 3 (default 2)",
		0, GROUP_SHOW, CHOICE(show.nvme_cli, nvme_clis) },
	[OPTION_NVME_CLI_LINES] = { "nvme-cli-lines", NULL,
		"the nvme-cli command that sends the same again",
		'e', GROUP_SHOW, .old_name = "command", STORE(show.format, OUTPUT_COMMAND) },
	[OPTION_SORT] = { "sort", "KEY", "for -s: name, count, errors, bytes or p99", 0, GROUP_SHOW,
		CHOICE(show.sort, sorts) },
	[OPTION_SUMMARY] = { "summary", "INTERVAL", "counts and latencies, once or every INTERVAL",
		's', GROUP_SHOW, DURATION(show.interval_ns), .optional = true },
	[OPTION_TIME] = { "time", "FORM", "wall, iso, utc, mono or delta (default wall)",
		't', GROUP_SHOW, CHOICE(show.time, times) },
	[OPTION_UNREDACTED] = { "unredacted", NULL, "with -x, also show passwords and keys",
		0, GROUP_SHOW, STORE(live.filter.unredacted, 1) },
	[OPTION_VENDOR] = { "vendor", "LIST", "use vendors' names: ocp, intel, ...; auto",
		0, GROUP_SHOW, WORDS(show.vendors, vendors, add_vendor) },
	[OPTION_VERBOSE] = { "verbose", NULL, "also a line for each field of the command",
		'v', GROUP_SHOW, STORE(show.verbose, true) },

	[OPTION_OUTPUT] = { "output", "FILE", "write lines to FILE (default: standard output)",
		'O', GROUP_FILES, FILE_NAME(output) },
	[OPTION_READ] = { "read", "FILE", "show the commands of a capture", 'r', GROUP_FILES,
		FILE_NAME(read) },
	[OPTION_ROTATE_COUNT] = { "rotate-count", "N",
		"with -C, keep N files; with -G, stop after N",
		'W', GROUP_FILES,
		RANGE(NUMBER, series.count, 1, MAX_FILES, "a number from 1 to 1000000") },
	[OPTION_ROTATE_EVERY] = { "rotate-every", "TIME", "start a new file for -w every TIME: 1h",
		'G', GROUP_FILES, DURATION(series.period_ns) },
	[OPTION_ROTATE_SIZE] = { "rotate-size", "SIZE",
		"start a new file for -w every SIZE: 10M, 1G",
		'C', GROUP_FILES,
		RANGE(SIZE, series.size, 1, UINT64_MAX, "a size like 500K, 10M or 1G") },
	[OPTION_WRITE] = { "write", "FILE", "write a capture, for -r and Wireshark",
		'w', GROUP_FILES, FILE_NAME(write) },

	[OPTION_BUFFER_SIZE] = { "buffer-size", "SIZE",
		"size of the ring buffer (default 1M for each CPU)",
		0, GROUP_RUN, RANGE(SIZE, live.buffer_size, MIN_BUFFER_SIZE, MAX_BUFFER_SIZE,
				    "a size from 4K to 1G") },
	[OPTION_CHECK] = { "check", NULL, "report what works on this machine, do not trace",
		0, GROUP_RUN, STORE(check, true) },
	[OPTION_DEBUG] = { "debug", NULL, "show the messages of libbpf and the verifier",
		0, GROUP_RUN, STORE(live.debug, true) },
	[OPTION_READY_FD] = { "ready-fd", "N", "write \"ready\" to descriptor N once attached",
		0, GROUP_RUN, .kind = KIND_DESCRIPTOR, MEMBER(ready_fd),
		.wanted = "a file descriptor from 3 up that is open for writing" },
	[OPTION_RUN_AS] = { "run-as", "USER",
		"become USER once attached (default sudo's caller)", 0, GROUP_RUN,
		.old_name = "user", .kind = KIND_USER, MEMBER(user),
		.wanted = "a user in /etc/passwd" },
	[OPTION_STRICT] = { "strict", NULL, "exit status 1 if anything was lost", 0, GROUP_RUN,
		STORE(strict, true) },
	[OPTION_WAIT] = { "wait", NULL, "wait until the NVMe driver is loaded", 0, GROUP_RUN,
		STORE(wait, true) },

	[OPTION_HELP] = { "help", NULL, "print this and exit", 'h', GROUP_HELP,
		PRINT(print__help) },
	[OPTION_LIST_OPTIONS] = { "list-options", NULL, NULL, 0, GROUP_HELP,
		PRINT(print__options) },
	[OPTION_USAGE] = { "usage", NULL, NULL, 0, GROUP_HELP, PRINT(print__usage) },
	[OPTION_VERSION] = { "version", NULL, "print the version and exit", 'V', GROUP_HELP,
		PRINT(print__version) },
	[OPTION_COMMAND] = { "a command to run", GIVEN },
};
/* clang-format on */

static const char *const titles[] = {
	[GROUP_WHICH] = "Which commands (default: all that programs send):",
	[GROUP_STOP] = "When to stop (default: at Ctrl-C, or at the end of COMMAND):",
	[GROUP_SHOW] = "How to show:",
	[GROUP_FILES] = "Files:",
	[GROUP_RUN] = "Running:",
};

const char option_args_doc[] = "[-- COMMAND [ARG]...]";

const char option_doc[] =
	"Print one line for each NVMe command that a program sends to a drive by ioctl or "
	"io_uring: who sent it, to which drive, what the drive answered and how long that took. "
	"With COMMAND, run it and trace only it and its children."
	"\v"
	"-c, -d, -n, -o, -p, -q, -u and --origin may be repeated, and all but -c take lists "
	"(-p 1,2). Options are ANDed, the values of one option are ORed. Type hexadecimal "
	"numbers with 0x (-n 0xffffffff); the columns OPCODE to CDW10 are hexadecimal without it.\n"
	"\n"
	"Examples:\n"
	"  sudo nvme_trace                         # every command, until Ctrl-C\n"
	"  sudo nvme_trace -- nvme list            # what nvme list sends\n"
	"  sudo nvme_trace -d nvme0 -o identify    # one drive, one kind of command\n"
	"  sudo nvme_trace -c smartctl --failed    # smartctl's commands that failed\n"
	"  sudo nvme_trace --all --slow 100ms      # slow commands, file I/O included\n"
	"  sudo nvme_trace -v -o set-features      # each field of Set Features\n"
	"  sudo nvme_trace -x512 -o identify       # the data that the drive returns\n"
	"  sudo nvme_trace -j | jq \"select(.pid)\"  # one JSON object for each command\n"
	"  sudo nvme_trace -e -- nvme list         # commands that send the same again\n"
	"  sudo nvme_trace --all -s10s             # figures every ten seconds\n"
	"  sudo nvme_trace -x4096 -w trace.pcapng  # for Wireshark or for later\n"
	"  nvme_trace -r trace.pcapng --failed     # failed commands; needs no root\n"
	"  sudo nvme_trace --check                 # does tracing work here?\n"
	"  sudo nvme_trace --count 1               # wait for one command\n"
	"  sudo nvme_trace --duration 10s -O log   # ten seconds, into a file\n"
	"\n"
	"Lines go to standard output, everything else to standard error. Exit status: 0 done, "
	"1 failed, 2 misused; the status of COMMAND if there is one.";

int option_table__key(enum option_id option)
{
	char letter = option_table[option].letter;

	return letter ? letter : NO_LETTER + (int)option;
}

enum option_id option_table__find(int key)
{
	enum option_id option = 0;

	while (option < OPTIONS && option_table__key(option) != key)
		option++;
	return option;
}

/* argp sorts each group by letter. */
void option_table__argp_rows(struct argp_option rows[OPTION_ARGP_ROWS])
{
	for (int group = GROUP_WHICH; group < GROUP_HELP; group++)
		*rows++ = (struct argp_option){ .doc = titles[group], .group = group };
	for (enum option_id option = 0; option < OPTION_COMMAND; option++) {
		const struct option_row *row = &option_table[option];

		*rows = (struct argp_option){
			.name = row->name,
			.key = option_table__key(option),
			.arg = row->argument,
			.flags = (row->optional ? OPTION_ARG_OPTIONAL : 0) |
				 (row->help ? 0 : OPTION_HIDDEN),
			.doc = row->help,
			.group = row->group == GROUP_HELP ? -1 : (int)row->group, /* last */
		};
		rows++;
		if (row->old_name) {
			*rows = rows[-1];
			rows->name = row->old_name;
			rows->flags |= OPTION_ALIAS | OPTION_HIDDEN;
			rows++;
		}
	}
	*rows = (struct argp_option){ 0 };
}

static const char *kind_of_argument(const struct option_row *row)
{
	switch (row->kind) {
	case KIND_CHOICE:
		return "word";
	case KIND_WORDS:
		return "list";
	case KIND_FILTER:
		return row->words				    ? "list"
		       : row->add_filter == filter_options__add_uid ? "user"
								    : "";
	case KIND_DEVICE:
		return "device";
	case KIND_FILE:
		return "file";
	case KIND_USER:
		return "user";
	default:
		return "";
	}
}

void option_table__print(void)
{
	for (const struct option_row *row = option_table; row < option_table + OPTION_COMMAND;
	     row++) {
		char letter[] = { '-', row->letter, '\0' };

		if (!row->help)
			continue;
		printf("%s\t--%s\t%s%s\t%s\t", row->letter ? letter : "", row->name,
		       row->optional ? "?" : "", row->argument ? row->argument : "",
		       kind_of_argument(row));
		for (size_t i = 0; row->words && row->words(i); i++)
			printf("%s%s", i ? " " : "", row->words(i));
		putchar('\n');
	}
}
