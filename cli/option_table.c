// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/option_table.h"

#include <stdio.h>

#include "cli/filter_options.h"
#include "cli/opcodes.h"
#include "cli/print.h"
#include "cli/show_options.h"

#define NO_LETTER	256
#define DEFAULT_PAYLOAD 64
#define MIN_BUFFER_SIZE (4U << 10) /* the kernel takes whole pages, a power of two of them */
#define MAX_BUFFER_SIZE (1U << 30)
#define MAX_FILES	1000000

#define MEMBER(name)                                                                               \
	.member = offsetof(struct options, name), .size = sizeof(((struct options *)0)->name)
#define STORE(name, what)  .kind = KIND_STORE, MEMBER(name), .value = (what)
#define GIVEN		   .kind = KIND_STORE /* conflicts and defaults ask whether it was given */
#define FILTER(add)	   .kind = KIND_FILTER, MEMBER(live.filter), .add_filter = (add)
#define CHOICE(name, list) .kind = KIND_CHOICE, MEMBER(name), .words = choices__##list
#define WORDS(name, list, add)                                                                     \
	.kind = KIND_WORDS, MEMBER(name), .words = choices__##list, .add_word = (add)
#define FILE_NAME(name) .kind = KIND_FILE, MEMBER(name), .wanted = "a file's name"
#define PRINT(function) .kind = KIND_PRINT, .print = (function)
#define DURATION(name)                                                                             \
	.kind = KIND_DURATION, MEMBER(name), .min = 1, .max = MAX_DURATION,                        \
	.wanted = "a time like 500ms, 10s, 2m or 1h, longer than 0 and up to 8784h"

/* clang-format off */
const struct option_row option_table[OPTIONS] = {
	[OPTION_ALL] = { "all", .letter = 'a', .group = GROUP_WHICH, GIVEN,
		.help = "also block I/O and the kernel's own commands" },
	[OPTION_COMM] = { "comm", .letter = 'c', .group = GROUP_WHICH, .argument = "NAME",
		.help = "of processes with this name",
		FILTER(filter_options__add_comm), .no_list = true },
	[OPTION_DEVICE] = { "device", .letter = 'd', .group = GROUP_WHICH, .argument = "NAME",
		.help = "to nvme0, nvme0n1, a path, serial:S", .kind = KIND_DEVICE },
	[OPTION_FAILED] = { "failed", .group = GROUP_WHICH, STORE(live.filter.failed, 1),
		.help = "only commands that failed" },
	[OPTION_NSID] = { "nsid", .letter = 'n', .group = GROUP_WHICH, .argument = "NSID",
		.help = "with this namespace id: 1, 0xffffffff", FILTER(filter_options__add_nsid) },
	[OPTION_OPCODE] = { "opcode", .letter = 'o', .group = GROUP_WHICH, .argument = "OPCODE",
		.help = "read, get-log-page, 0x14, admin:6, io:write", FILTER(opcodes__add) },
	[OPTION_ORIGIN] = { "origin", .group = GROUP_WHICH, .argument = "LIST",
		.help = "ioctl,uring,kernel,block (default ioctl,uring)",
		FILTER(filter_options__add_origin), .words = choices__origins },
	[OPTION_PID] = { "pid", .letter = 'p', .group = GROUP_WHICH, .argument = "PID",
		.help = "of this process", FILTER(filter_options__add_pid) },
	[OPTION_QUEUE] = { "queue", .letter = 'q', .group = GROUP_WHICH, .argument = "QUEUE",
		.help = "in this queue: admin, io, or a queue id",
		FILTER(filter_options__add_queue), .words = choices__queues },
	[OPTION_SLOW] = { "slow", .group = GROUP_WHICH, .argument = "TIME",
		.help = "only commands that take TIME or longer: 10ms",
		DURATION(live.filter.slow_ns) },
	[OPTION_UID] = { "uid", .letter = 'u', .group = GROUP_WHICH, .argument = "USER",
		.help = "of processes of this user: a name or an id",
		FILTER(filter_options__add_uid) },

	[OPTION_COUNT] = { "count", .group = GROUP_STOP, .argument = "N",
		.help = "stop after N lines",
		.kind = KIND_NUMBER, MEMBER(count), .min = 1, .max = UINT64_MAX,
		.wanted = "a number from 1 up" },
	[OPTION_DURATION] = { "duration", .group = GROUP_STOP, .argument = "TIME",
		.help = "stop after TIME: 500ms, 10s, 2m, 1h", DURATION(duration_ns) },

	[OPTION_BY] = { "by", .group = GROUP_SHOW, .argument = "LIST",
		.help = "for -s: a row for each comm,device,command",
		WORDS(show.by, bys, show_options__add_by) },
	[OPTION_COLOR] = { "color", .group = GROUP_SHOW, .argument = "WHEN",
		.help = "auto, always or never (default auto)", CHOICE(color, colors) },
	[OPTION_COLUMNS] = { "columns", .group = GROUP_SHOW, .argument = "LIST",
		.help = "these columns, in this order: time,pid,command",
		WORDS(show.columns, columns, show_options__add_column) },
	[OPTION_CSV] = { "csv", .group = GROUP_SHOW, STORE(show.format, OUTPUT_CSV),
		.help = "comma-separated values, a line for each command" },
	[OPTION_HEXDUMP] = { "hexdump", .letter = 'x', .group = GROUP_SHOW, .argument = "BYTES",
		.help = "first bytes of the data, up to 4096 (default 64)",
		.kind = KIND_SIZE, MEMBER(show.payload), .min = 1, .max = NVME_TRACE_PAYLOAD_MAX,
		.optional = true, .value = DEFAULT_PAYLOAD, .wanted = "a number from 1 to 4096" },
	[OPTION_IN_FLIGHT] = { "in-flight", .group = GROUP_SHOW, .argument = "TIME",
		.help = "show commands in flight after TIME (default 5s)",
		.kind = KIND_DURATION, MEMBER(live.in_flight_ns), .max = MAX_DURATION,
		.wanted = "a time like 500ms, 10s, 2m or 1h, from 0 to 8784h" },
	[OPTION_JSON] = { "json", .letter = 'j', .group = GROUP_SHOW,
		STORE(show.format, OUTPUT_JSON), .help = "one JSON object for each command" },
	[OPTION_JSON_SCHEMA] = { "json-schema", .group = GROUP_RUN, GIVEN,
		.help = "print the JSON Schema of -j (with -s: of -s -j)" },
	[OPTION_NO_HEADER] = { "no-header", .group = GROUP_SHOW, STORE(show.header, false),
		.help = "no names of columns; for -j no header object" },
	[OPTION_NVME_CLI] = { "nvme-cli", .group = GROUP_SHOW, .argument = "VERSION",
		.help = "for -e: nvme-cli 2 or 3 (default 2)", CHOICE(show.nvme_cli, nvme_clis) },
	[OPTION_NVME_CLI_LINES] = { "nvme-cli-lines", .old_name = "command", .letter = 'e',
		.group = GROUP_SHOW, STORE(show.format, OUTPUT_COMMAND),
		.help = "the nvme-cli command that sends the same again" },
	[OPTION_SORT] = { "sort", .group = GROUP_SHOW, .argument = "KEY",
		.help = "for -s: name, count, errors, bytes or p99", CHOICE(show.sort, sorts) },
	[OPTION_SUMMARY] = { "summary", .letter = 's', .group = GROUP_SHOW, .argument = "INTERVAL",
		.help = "counts and latencies, at the end or every 10s",
		DURATION(show.interval_ns), .optional = true },
	[OPTION_TIME] = { "time", .letter = 't', .group = GROUP_SHOW, .argument = "FORM",
		.help = "wall, iso, utc, mono or delta (default wall)", CHOICE(show.time, times) },
	[OPTION_UNREDACTED] = { "unredacted", .group = GROUP_SHOW,
		STORE(live.filter.unredacted, 1),
		.help = "with -x, also show passwords and keys" },
	[OPTION_VENDOR] = { "vendor", .group = GROUP_SHOW, .argument = "LIST",
		.help = "vendors' names: ocp, intel, ...; auto",
		WORDS(show.vendors, vendors, show_options__add_vendor) },
	[OPTION_VERBOSE] = { "verbose", .letter = 'v', .group = GROUP_SHOW,
		STORE(show.verbose, true), .help = "also a line for each field of the command" },

	[OPTION_OUTPUT] = { "output", .letter = 'O', .group = GROUP_FILES, .argument = "FILE",
		.help = "write lines to FILE (default: standard output)", FILE_NAME(output) },
	[OPTION_READ] = { "read", .letter = 'r', .group = GROUP_FILES, .argument = "FILE",
		.help = "show the commands of a capture", FILE_NAME(read) },
	[OPTION_ROTATE_COUNT] = { "rotate-count", .letter = 'W', .group = GROUP_FILES,
		.argument = "N", .help = "with -C, keep N files; with -G, stop after N",
		.kind = KIND_NUMBER, MEMBER(series.count), .min = 1, .max = MAX_FILES,
		.wanted = "a number from 1 to 1000000" },
	[OPTION_ROTATE_EVERY] = { "rotate-every", .letter = 'G', .group = GROUP_FILES,
		.argument = "TIME", .help = "start a new file for -w every TIME: 1h",
		DURATION(series.period_ns) },
	[OPTION_ROTATE_SIZE] = { "rotate-size", .letter = 'C', .group = GROUP_FILES,
		.argument = "SIZE", .help = "start a new file for -w every SIZE: 10M, 1G",
		.kind = KIND_SIZE, MEMBER(series.size), .min = 1, .max = UINT64_MAX,
		.wanted = "a size like 500K, 10M or 1G" },
	[OPTION_WRITE] = { "write", .letter = 'w', .group = GROUP_FILES, .argument = "FILE",
		.help = "write a capture, for -r and Wireshark", FILE_NAME(write) },

	[OPTION_BUFFER_SIZE] = { "buffer-size", .group = GROUP_RUN, .argument = "SIZE",
		.help = "size of the ring buffer (default 1M for each CPU)",
		.kind = KIND_SIZE, MEMBER(live.buffer_size),
		.min = MIN_BUFFER_SIZE, .max = MAX_BUFFER_SIZE,
		.wanted = "a size from 4K to 1G" },
	[OPTION_CHECK] = { "check", .group = GROUP_RUN, STORE(check, true),
		.help = "report what works on this machine, do not trace" },
	[OPTION_DEBUG] = { "debug", .group = GROUP_RUN, STORE(live.debug, true),
		.help = "show the messages of libbpf and the verifier" },
	[OPTION_READY_FD] = { "ready-fd", .group = GROUP_RUN, .argument = "N",
		.help = "write \"ready\" to descriptor N once attached",
		.kind = KIND_DESCRIPTOR, MEMBER(ready_fd),
		.wanted = "a file descriptor from 3 up that is open for writing" },
	[OPTION_RUN_AS] = { "run-as", .old_name = "user", .group = GROUP_RUN, .argument = "USER",
		.help = "become USER once attached (sudo's caller)",
		.kind = KIND_USER, MEMBER(user), .wanted = "a user in /etc/passwd" },
	[OPTION_STRICT] = { "strict", .group = GROUP_RUN, STORE(strict, true),
		.help = "exit status 1 if anything was lost" },
	[OPTION_WAIT] = { "wait", .group = GROUP_RUN, STORE(wait, true),
		.help = "wait until the NVMe driver is loaded" },

	[OPTION_HELP] = { "help", .letter = 'h', .group = GROUP_HELP, PRINT(print__help),
		.help = "print this and exit" },
	[OPTION_LIST_OPTIONS] = { "list-options", .group = GROUP_HELP, PRINT(print__options) },
	[OPTION_USAGE] = { "usage", .group = GROUP_HELP, PRINT(print__usage) },
	[OPTION_VERSION] = { "version", .letter = 'V', .group = GROUP_HELP, PRINT(print__version),
		.help = "print the version and exit" },
	[OPTION_COMMAND] = { "a command to run", GIVEN },
};
/* clang-format on */

static const char *const titles[] = {
	[GROUP_WHICH] = "Which commands (else: all that programs send):",
	[GROUP_STOP] = "When to stop (else: Ctrl-C, or the end of COMMAND):",
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
	"(-p 1,2). Options are ANDed, the values of one option are ORed. Numbers are decimal "
	"without 0x; the columns OPCODE to CDW10 are hexadecimal.\n"
	"\n"
	"Examples:\n"
	"  sudo nvme_trace                         # every command, until Ctrl-C\n"
	"  sudo nvme_trace -- nvme list            # what nvme list sends\n"
	"  sudo nvme_trace -d nvme0 -o identify    # one drive, one kind of command\n"
	"  sudo nvme_trace -c smartctl --failed    # what smartctl asked for in vain\n"
	"  sudo nvme_trace --all --slow 100ms      # only what is slow, file I/O too\n"
	"  sudo nvme_trace -v -o set-features      # every field of what is set\n"
	"  sudo nvme_trace -x512 -o identify       # what the drive reports\n"
	"  sudo nvme_trace -j | jq .latency_ns     # JSON, one object a command\n"
	"  sudo nvme_trace -e -- nvme list         # to send the same again\n"
	"  sudo nvme_trace --all -s10s             # figures of the last ten seconds\n"
	"  sudo nvme_trace -x4096 -w trace.pcapng  # for Wireshark or for later\n"
	"  nvme_trace -r trace.pcapng --failed     # what failed in it; needs no root\n"
	"  sudo nvme_trace --check                 # would it work here?\n"
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
