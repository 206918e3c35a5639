/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* nvme-cli's command lines: their options, which of them are comments, and what a shell can see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "output/everyday.h"
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
	  "--cdw11=0x1 --cdw12=0x7 --data-len=4096 --read"
	  "  # nvme read /dev/nvme1n2 --namespace-id=2 --start-block=4294967312 --block-count=7 "
	  "--data-size=4096 (which asks by Identify first)",
	  { .queue = IO,
	    .disk = "nvme1n2",
	    .data_len = 4096,
	    .sqe = { .opcode = 2, .nsid = 2, .cdw10 = 16, .cdw11 = 1, .cdw12 = 7 } } },
	/* In another or an unknown command set, this is not a Read. */
	{ "nvme io-passthru /dev/nvme1n2 --opcode=0x02 --namespace-id=0x2 --cdw10=0x1000 "
	  "--cdw11=0x1 --data-len=4096 --read",
	  { .queue = IO,
	    .csi = NVME_TRACE_CSI_KV,
	    .disk = "nvme1n2",
	    .data_len = 4096,
	    .sqe = { .opcode = 2, .nsid = 2, .cdw10 = 4096, .cdw11 = 1 } } },
	{ "nvme io-passthru /dev/nvme1n2 --opcode=0x02 --namespace-id=0x2 --cdw12=0x7 "
	  "--data-len=4096 --read",
	  { .queue = IO,
	    .csi = NVME_TRACE_CSI_UNKNOWN,
	    .disk = "nvme1n2",
	    .data_len = 4096,
	    .sqe = { .opcode = 2, .nsid = 2, .cdw12 = 7 } } },
	/* The everyday form cannot express metadata and tags. */
	{ "nvme io-passthru /dev/nvme1n2 --opcode=0x02 --namespace-id=0x2 --cdw10=0x10 "
	  "--cdw11=0x1 --cdw12=0x7 --data-len=4096 --metadata-len=64 --read",
	  { .queue = IO,
	    .disk = "nvme1n2",
	    .data_len = 4096,
	    .metadata_len = 64,
	    .sqe = { .opcode = 2, .nsid = 2, .cdw10 = 16, .cdw11 = 1, .cdw12 = 7 } } },
	{ "nvme admin-passthru /dev/nvme3 --opcode=0x0a --namespace-id=0xffffffff "
	  "--cdw10=0x104 --cdw11=0x100000 --cdw14=0x2"
	  "  # nvme get-feature /dev/nvme3 --namespace-id=0xffffffff --feature-id=0x4 --sel=1 "
	  "--cdw11=0x100000 --uuid-index=0x2",
	  { .ctrl = 3,
	    .sqe = { .opcode = 0xa,
		     .nsid = UINT32_MAX,
		     .cdw10 = 0x104,
		     .cdw11 = 0x100000,
		     .cdw14 = 2 } } },
	{ "nvme admin-passthru /dev/nvme3 --opcode=0x0a --namespace-id=0xffffffff --flags=0x1 "
	  "--cdw2=0x2 --cdw3=0x3 --cdw10=0x307 --cdw13=0x13 --cdw14=0x14 --cdw15=0x15",
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
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x02 --namespace-id=0x1 --cdw10=0xff8001 "
	  "--cdw12=0x40 --data-len=1024 --read  # nvme get-log /dev/nvme0 --namespace-id=1 "
	  "--log-id=0x1 --log-len=1024 --rae --lpo=0x40",
	  { .data_len = 1024,
	    .sqe = { .opcode = 2, .nsid = 1, .cdw10 = 0xff8001, .cdw12 = 0x40 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x2 "
	  "--data-len=4096 --read  # nvme list-ns /dev/nvme0",
	  { .data_len = 4096, .sqe = { .opcode = 6, .cdw10 = 2 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x2 --cdw10=0x2 "
	  "--data-len=4096 --read  # nvme list-ns /dev/nvme0 --namespace-id=3",
	  { .data_len = 4096, .sqe = { .opcode = 6, .nsid = 2, .cdw10 = 2 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x1 "
	  "--data-len=512 --read",
	  { .data_len = 512, .sqe = { .opcode = 6, .cdw10 = 1 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x20001 "
	  "--data-len=4096 --read",
	  { .data_len = 4096, .sqe = { .opcode = 6, .cdw10 = 0x20001 } } },
	{ "nvme admin-passthru /dev/nvme0 --opcode=0x7f --namespace-id=0x4 --cdw11=0x1c"
	  "  # nvme get-property --offset=0x1c /dev/nvme0",
	  { .sqe = { .opcode = 0x7f, .nsid = 4, .cdw11 = 0x1c } } },
	/* Commented out, because of the operation. */
	{ "# NOT TO BE RUN UNREAD, what reading a vendor's log page does is not known: nvme "
	  "admin-passthru /dev/nvme0 --opcode=0x02 --namespace-id=0x1 --cdw10=0xff00c0 "
	  "--data-len=1024 --read  # nvme get-log /dev/nvme0 --namespace-id=1 --log-id=0xc0 "
	  "--log-len=1024",
	  { .data_len = 1024, .sqe = { .opcode = 2, .nsid = 1, .cdw10 = 0xff00c0 } } },
	{ "# NOT TO BE RUN UNREAD, it clears an event (RAE is 0): nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x02 --namespace-id=0xffffffff --cdw10=0x7f0002 --data-len=512 --read"
	  "  # nvme smart-log /dev/nvme0 --namespace-id=0xffffffff",
	  { .data_len = 512, .sqe = { .opcode = 2, .nsid = UINT32_MAX, .cdw10 = 0x7f0002 } } },
	{ "# NOT TO BE RUN UNREAD, it replaces the data that was captured before: nvme "
	  "admin-passthru /dev/nvme0 --opcode=0x02 --namespace-id=0x0 --cdw10=0x7f8107 "
	  "--data-len=512 --read  # nvme get-log /dev/nvme0 --namespace-id=0 --log-id=0x7 "
	  "--log-len=512 --lsp=0x1 --rae",
	  { .data_len = 512, .sqe = { .opcode = 2, .cdw10 = 0x7f8107 } } },
	{ "# NOT TO BE RUN UNREAD, it allocates streams: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x1a --namespace-id=0x1 --cdw11=0x103 --cdw12=0x4",
	  { .sqe = { .opcode = 0x1a, .nsid = 1, .cdw11 = 0x103, .cdw12 = 4 } } },
	{ "# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x14 --namespace-id=0x0 --cdw10=0xf"
	  "  # nvme device-self-test /dev/nvme0 --namespace-id=0 --self-test-code=0xf",
	  { .sqe = { .opcode = 0x14, .cdw10 = 0xf } } },
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
	  "/dev/nvme0n1 --opcode=0x05 --namespace-id=0x1 --data-len=512 --write",
	  { .queue = IO, .disk = "nvme0n1", .data_len = 512, .sqe = { .opcode = 5, .nsid = 1 } } },
	{ "# NOT TO BE RUN UNREAD, no program sent it: nvme admin-passthru /dev/nvme0 "
	  "--opcode=0x06 --namespace-id=0x1 --data-len=4096 --read"
	  "  # nvme id-ns /dev/nvme0 --namespace-id=1",
	  { .origin = NVME_TRACE_ORIGIN_KERNEL,
	    .data_len = 4096,
	    .sqe = { .opcode = 6, .nsid = 1 } } },
	/* Whatever name a record contains, a shell reads it in a comment only. */
	{ "# NOT TO BE RUN UNREAD, where it went is not known: nvme admin-passthru "
	  "/dev/nvme0;\\x0areboot --opcode=0x06 --namespace-id=0x0",
	  { .node = "nvme0;\nreboot", .sqe = { .opcode = 6 } } },
	{ "# NOT TO BE RUN UNREAD, where it went is not known: nvme admin-passthru /dev/- "
	  "--opcode=0x06 --namespace-id=0x0",
	  { .ctrl = NVME_TRACE_NO_CTRL, .sqe = { .opcode = 6 } } },
};

/* Returns both lines; the caller frees them. */
static char *lines_of(const struct nvme_trace_event *event)
{
	return sink__text_of(command__new, (struct output_config){ .header = true }, event);
}

/* nvme-cli 3 renamed some subcommands, but not all. */
static void the_words_are_those_of_a_version(void **state)
{
	static const struct {
		struct nvme_trace_event event;
		const char *two, *three; /* NULL: none */
	} versions[] = {
		{ { .data_len = 4096, .sqe = { .opcode = 6, .cdw10 = 1 } },
		  "nvme id-ctrl /dev/nvme0",
		  "nvme id ctrl /dev/nvme0" },
		{ { .data_len = 512, .sqe = { .opcode = 2, .cdw10 = 0x7f0002 } },
		  "nvme smart-log /dev/nvme0 --namespace-id=0",
		  "nvme log smart /dev/nvme0 --namespace-id=0" },
		{ { .data_len = 4096,
		    .sqe = { .opcode = 2, .nsid = UINT32_MAX, .cdw10 = 0x3ff8004 } },
		  "nvme changed-ns-list-log /dev/nvme0",
		  "nvme get-log /dev/nvme0 "
		  "--namespace-id=0xffffffff --log-id=0x4 --log-len=4096 --rae" },
		{ { .sqe = { .opcode = 0xa, .nsid = 1, .cdw10 = 7 } },
		  "nvme get-feature /dev/nvme0 --namespace-id=1 --feature-id=0x7",
		  "nvme get-feature /dev/nvme0 --namespace-id=1 --feature-id=0x7" },
		{ { .data_len = 16,
		    .sqe = { .opcode = 0x86, .nsid = 1, .cdw12 = 3, .cdw13 = 0x10000001 } },
		  NULL,
		  "nvme get-lba-status /dev/nvme0 --namespace-id=1 --start-lba=0 --max-dw=3 "
		  "--action=0x10 --range-len=1" },
	};
	char text[EVERYDAY_SIZE];
	bool asks;

	(void)state;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		const char *const wanted[] = { versions[i].two, versions[i].three };

		for (int version = 0; version < EVERYDAY_VERSIONS; version++) {
			assert_int_equal(everyday__form(&versions[i].event, "nvme0",
							(enum everyday_version)version, text,
							&asks),
					 wanted[version] != NULL);
			if (wanted[version])
				assert_string_equal(text, wanted[version]);
		}
	}
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

/* Any record gives two lines, of which a shell runs at most one nvme. */
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
		cmocka_unit_test(the_words_are_those_of_a_version),
		cmocka_unit_test(the_comment_says_whose_it_was),
		cmocka_unit_test(no_record_runs_anything_else),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
