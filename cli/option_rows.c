// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/option_rows.h"

#include <stddef.h>

/* argp sorts each group by letter. */
const struct argp_option option_rows[OPTION_ROWS] = {
	{ 0, 0, 0, 0, "Which commands (else: all that programs send):", GROUP_WHICH },
	{ "all", 'a', 0, 0, "also block I/O and the kernel's own commands", GROUP_WHICH },
	{ "comm", 'c', "NAME", 0, "of processes with this name", GROUP_WHICH },
	{ "device", 'd', "NAME", 0, "to nvme0, nvme0n1, a path, serial:S", GROUP_WHICH },
	{ "failed", OPTION_FAILED, 0, 0, "only commands that failed", GROUP_WHICH },
	{ "nsid", 'n', "NSID", 0, "with this namespace id", GROUP_WHICH },
	{ "opcode", 'o', "OPCODE", 0, "read, get-log-page, 0x14, admin:6, io:write", GROUP_WHICH },
	{ "origin", OPTION_ORIGIN, "LIST", 0, "ioctl,uring,kernel,block (default ioctl,uring)",
	  GROUP_WHICH },
	{ "pid", 'p', "PID", 0, "of this process", GROUP_WHICH },
	{ "queue", 'q', "QUEUE", 0, "in this queue: admin, io, or a queue id", GROUP_WHICH },
	{ "slow", OPTION_SLOW, "TIME", 0, "only commands that take TIME or longer: 10ms",
	  GROUP_WHICH },
	{ "uid", 'u', "USER", 0, "of processes of this user: a name or an id", GROUP_WHICH },
	{ 0, 0, 0, 0, "When to stop (else: Ctrl-C, or the end of COMMAND):", GROUP_STOP },
	{ "count", OPTION_COUNT, "N", 0, "stop after N lines", GROUP_STOP },
	{ "duration", OPTION_DURATION, "TIME", 0, "stop after TIME: 500ms, 10s, 2m, 1h",
	  GROUP_STOP },
	{ 0, 0, 0, 0, "How to show:", GROUP_SHOW },
	{ "color", OPTION_COLOR, "WHEN", 0, "auto, always or never (default auto)", GROUP_SHOW },
	{ "command", 'e', 0, 0, "the nvme-cli command that sends the same again", GROUP_SHOW },
	{ "hexdump", 'x', "BYTES", OPTION_ARG_OPTIONAL,
	  "first bytes of the data, up to 4096 (default 64)", GROUP_SHOW },
	{ "in-flight", OPTION_IN_FLIGHT, "TIME", 0,
	  "show commands in flight after TIME (default 5s)", GROUP_SHOW },
	{ "json", 'j', 0, 0, "one JSON object for each command", GROUP_SHOW },
	{ "no-header", OPTION_NO_HEADER, 0, 0, "no line with the names of the columns",
	  GROUP_SHOW },
	{ "nvme-cli", OPTION_NVME_CLI, "VERSION", 0, "for -e: nvme-cli 2 or 3 (default 2)",
	  GROUP_SHOW },
	{ "summary", 's', "INTERVAL", OPTION_ARG_OPTIONAL,
	  "counts and latencies, at the end or every 10s", GROUP_SHOW },
	{ "time", 't', "FORM", 0, "wall, iso, utc, mono or delta (default wall)", GROUP_SHOW },
	{ "unredacted", OPTION_UNREDACTED, 0, 0, "with -x, also show passwords and keys",
	  GROUP_SHOW },
	{ "vendor", OPTION_VENDOR, "LIST", 0, "vendors' names: ocp, intel, ...; auto", GROUP_SHOW },
	{ "verbose", 'v', 0, 0, "also a line for each field of the command", GROUP_SHOW },
	{ 0, 0, 0, 0, "Files:", GROUP_FILES },
	{ "output", 'O', "FILE", 0, "write lines to FILE (default: standard output)", GROUP_FILES },
	{ "read", 'r', "FILE", 0, "show the commands of a capture", GROUP_FILES },
	{ "rotate-count", 'W', "N", 0, "with -C, keep N files; with -G, stop after N",
	  GROUP_FILES },
	{ "rotate-every", 'G', "TIME", 0, "start a new file for -w every TIME: 1h", GROUP_FILES },
	{ "rotate-size", 'C', "SIZE", 0, "start a new file for -w every SIZE: 10M, 1G",
	  GROUP_FILES },
	{ "write", 'w', "FILE", 0, "write a capture, for -r and Wireshark", GROUP_FILES },
	{ 0, 0, 0, 0, "Running:", GROUP_RUN },
	{ "buffer-size", OPTION_BUFFER_SIZE, "SIZE", 0,
	  "size of the ring buffer (default 1M for each CPU)", GROUP_RUN },
	{ "check", OPTION_CHECK, 0, 0, "report what works on this machine, do not trace",
	  GROUP_RUN },
	{ "debug", OPTION_DEBUG, 0, 0, "show the messages of libbpf and the verifier", GROUP_RUN },
	{ "strict", OPTION_STRICT, 0, 0, "exit status 1 if anything was lost", GROUP_RUN },
	{ "user", OPTION_USER, "NAME", 0, "become NAME once attached (sudo's caller)", GROUP_RUN },
	{ "wait", OPTION_WAIT, 0, 0, "wait until the NVMe driver is loaded", GROUP_RUN },
	{ "help", 'h', 0, 0, "print this and exit", GROUP_HELP },
	{ "version", 'V', 0, 0, "print the version and exit", GROUP_HELP },
	{ "usage", OPTION_USAGE, 0, OPTION_HIDDEN, 0, GROUP_HELP },
	{ 0 },
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
