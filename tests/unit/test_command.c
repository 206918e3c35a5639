/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* nvme-cli's command lines: what is in them, what is held back, and what a shell gets to see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "output/output.h"
#include "tests/unit/sink.h"

#define IO NVME_TRACE_QUEUE_IO

static const struct {
	const char *line; /* the second; the first is a comment */
	struct nvme_trace_event event;
} rows[] = {
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x1 "
	  "--data-len=4096 --read  # nvme id-ctrl /dev/nvme0",
	  { .node = "nvme0", .data_len = 4096, .sqe = { .opcode = 6, .cdw10 = 1 } } },
	{ "nvme io-passthru /dev/nvme1n2 --opcode=0x02 --namespace-id=0x2 --cdw10=0x10 "
	  "--cdw11=0x1 --cdw12=0x7 --data-len=4096 --metadata-len=64 --read"
	  "  # nvme read /dev/nvme1n2 -s 4294967312 -c 7 -z 4096",
	  { .queue = IO,
	    .disk = "nvme1n2",
	    .data_len = 4096,
	    .metadata_len = 64,
	    .sqe = { .opcode = 2, .nsid = 2, .cdw10 = 16, .cdw11 = 1, .cdw12 = 7 } } },
	{ "nvme admin-passthru /dev/nvme3 --opcode=0x0a --namespace-id=0xffffffff --flags=0x1 "
	  "--cdw2=0x2 --cdw3=0x3 --cdw10=0x307 --cdw13=0x13 --cdw14=0x14 --cdw15=0x15"
	  "  # nvme get-feature /dev/nvme3 -f 0x7 -s 3 -n 0xffffffff",
	  { .ctrl = 3,
	    .sqe = { .opcode = 0xa,
		     .flags = 0x41,
		     .nsid = UINT32_MAX,
		     .cdw2 = 2,
		     .cdw3 = 3,
		     .cdw10 = 0x307,
		     .cdw13 = 0x13,
		     .cdw14 = 0x14,
		     .cdw15 = 0x15 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x02 --namespace-id=0x1 --cdw10=0xff00c0 "
	  "--data-len=1024 --read  # nvme get-log /dev/nvme0 -i 0xc0 -l 1024",
	  { .data_len = 1024, .sqe = { .opcode = 2, .nsid = 1, .cdw10 = 0xff00c0 } } },
	/* Held back. */
	{ "# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x80 --namespace-id=0x1 --cdw10=0x200",
	  { .sqe = { .opcode = 0x80, .nsid = 1, .cdw10 = 0x200 } } },
	{ "# NOT TO BE RUN UNREAD, it may change the drive: nvme io-passthru /dev/nvme0n1 "
	  "--opcode=0x01 --namespace-id=0x1 --data-len=512 --write",
	  { .queue = IO, .disk = "nvme0n1", .data_len = 512, .sqe = { .opcode = 1, .nsid = 1 } } },
	{ "# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0xc0 --namespace-id=0x0",
	  { .sqe = { .opcode = 0xc0 } } },
	{ "# NOT TO BE RUN UNREAD, the data that it sent is not known: nvme io-passthru "
	  "/dev/nvme0n1 --opcode=0x05 --namespace-id=0x1 --data-len=512 --write"
	  "  # nvme compare /dev/nvme0n1 -s 0 -c 0 -z 512",
	  { .queue = IO, .disk = "nvme0n1", .data_len = 512, .sqe = { .opcode = 5, .nsid = 1 } } },
	{ "# NOT TO BE RUN UNREAD, no program sent it: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x06 --namespace-id=0x0  # nvme id-ns /dev/nvme0 -n 0x0",
	  { .origin = NVME_TRACE_ORIGIN_KERNEL, .sqe = { .opcode = 6 } } },
	/* No name that a record may hold reaches the shell as anything but a comment. */
	{ "# NOT TO BE RUN UNREAD, where it went is not known: nvme admin-passthru "
	  "/dev/nvme0;\\x0areboot --opcode=0x06 --namespace-id=0x0"
	  "  # nvme id-ns /dev/nvme0;\\x0areboot -n 0x0",
	  { .node = "nvme0;\nreboot", .sqe = { .opcode = 6 } } },
	{ "# NOT TO BE RUN UNREAD, where it went is not known: nvme admin-passthru /dev/- "
	  "--opcode=0x06 --namespace-id=0x0  # nvme id-ns /dev/- -n 0x0",
	  { .ctrl = NVME_TRACE_NO_CTRL, .sqe = { .opcode = 6 } } },
};

/* Both lines; the caller frees them. */
static char *lines_of(const struct nvme_trace_event *event)
{
	return sink__text_of(command__new, (struct output_config){ .header = true }, event);
}

static void lines_send_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = lines_of(&rows[i].event), *line = strchr(text, '\n');

		assert_memory_equal(text, "# ", 2);
		assert_non_null(line);
		line[strlen(line) - 1] = '\0';
		assert_string_equal(line + 1, rows[i].line);
		free(text);
	}
}

static void the_comment_says_whose_it_was(void **state)
{
	struct nvme_trace_event event = { .outcome = NVME_TRACE_COMPLETED,
					  .status = 0x4001,
					  .pid = 32094,
					  .sqe = { .opcode = 0x14, .cdw10 = 1 } };
	static const char expected[] = "# 00:00:00 a\\x0a;b[32094] Device Self-test  stc=Short: "
				       "0/01:Invalid-Command-Opcode\n";
	char *text;

	(void)state;
	setenv("TZ", "UTC0", 1);
	tzset();
	memcpy(event.comm, "a\n;b", 4);
	text = lines_of(&event);
	assert_memory_equal(text, expected, sizeof(expected) - 1);
	free(text);
}

/* Whatever is in a record: two lines, of which a shell runs at most one nvme. */
static void no_record_runs_anything_else(void **state)
{
	struct nvme_trace_event event;

	(void)state;
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		char *text, *line;

		for (size_t j = 0; j < sizeof(event); j++)
			((unsigned char *)&event)[j] = (unsigned char)random();
		event.sqe.opcode = 6;
		event.origin = 0;
		text = lines_of(&event);
		line = strchr(text, '\n') + 1;
		assert_memory_equal(text, "# ", 2);
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
		assert_true(!strncmp(line, "# ", 2) || !strncmp(line, "nvme ", 5));
		if (*line != '#')
			assert_null(strpbrk(line, ";&|<>$`\\\"'(){}*?[]~!"));
		free(text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_send_the_same),
		cmocka_unit_test(the_comment_says_whose_it_was),
		cmocka_unit_test(no_record_runs_anything_else),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
