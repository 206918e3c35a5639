/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Compares the struct filter made of each argument, byte by byte. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/filter_options.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define DEVICE filter_options__add_device
#define PID    filter_options__add_pid
#define COMM   filter_options__add_comm
#define USER   filter_options__add_uid
#define NSID   filter_options__add_nsid
#define QUEUE  filter_options__add_queue
#define ORIGIN filter_options__add_origin

typedef int (*adder)(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

static const struct {
	adder add;
	const char *text;
	struct filter filter; /* the resulting filter, which was empty before */
} taken_rows[] = {
	{ DEVICE, "nvme0", { .devices = 1, .device = { { .ctrl = 0 } } } },
	{ DEVICE, "/dev/nvme12", { .devices = 1, .device = { { .ctrl = 12 } } } },
	{ DEVICE, "nvme2147483647", { .devices = 1, .device = { { .ctrl = INT32_MAX } } } },
	{ DEVICE,
	  "nvme0n1",
	  { .devices = 1, .device = { { .disk = "nvme0n1", .generic = "ng0n1" } } } },
	{ DEVICE,
	  "/dev/nvme10n20",
	  { .devices = 1, .device = { { .disk = "nvme10n20", .generic = "ng10n20" } } } },
	{ DEVICE,
	  "ng0n1",
	  { .devices = 1, .device = { { .disk = "nvme0n1", .generic = "ng0n1" } } } },
	{ DEVICE,
	  "/dev/ng3n2147483647",
	  { .devices = 1,
	    .device = { { .disk = "nvme3n2147483647", .generic = "ng3n2147483647" } } } },
	{ DEVICE,
	  "nvme0c1n1",
	  { .devices = 1, .device = { { .disk = "nvme0c1n1", .generic = "nvme0c1n1" } } } },
	{ DEVICE,
	  "/dev/nvme0c0n1",
	  { .devices = 1, .device = { { .disk = "nvme0c0n1", .generic = "nvme0c0n1" } } } },
	{ DEVICE,
	  "nvme1234567c12345678n1234567890",
	  { .devices = 1,
	    .device = { { .disk = "nvme1234567c12345678n1234567890",
			  .generic = "nvme1234567c12345678n1234567890" } } } },
	{ PID, "1", { .pids = 1, .pid = { 1 } } },
	{ PID, "2147483647", { .pids = 1, .pid = { INT32_MAX } } },
	{ COMM, "nvme", { .comms = 1, .comm = { "nvme" } } },
	{ COMM, "two words", { .comms = 1, .comm = { "two words" } } },
	{ COMM, "a,b", { .comms = 1, .comm = { "a,b" } } },
	{ COMM, "-", { .comms = 1, .comm = { "-" } } },
	{ COMM, "fifteen-letters", { .comms = 1, .comm = { "fifteen-letters" } } },
	{ COMM, "sixteen--letters", { .comms = 1, .comm = { "sixteen--letter" } } },
	{ USER, "0", { .uids = 1, .uid = { 0 } } },
	{ USER, "root", { .uids = 1, .uid = { 0 } } },
	{ USER, "4294967294", { .uids = 1, .uid = { UINT32_MAX - 1 } } },
	{ NSID, "0", { .nsids = 1, .nsid = { 0 } } },
	{ NSID, "1", { .nsids = 1, .nsid = { 1 } } },
	{ NSID, "0xffffffff", { .nsids = 1, .nsid = { UINT32_MAX } } },
	{ NSID, "4294967295", { .nsids = 1, .nsid = { UINT32_MAX } } },
	{ QUEUE, "admin", { .queues = 1, .queue = { { 0, 0 } } } },
	{ QUEUE, "io", { .queues = 1, .queue = { { 1, 65535 } } } },
	{ QUEUE, "0", { .queues = 1, .queue = { { 0, 0 } } } },
	{ QUEUE, "7", { .queues = 1, .queue = { { 7, 7 } } } },
	{ QUEUE, "65535", { .queues = 1, .queue = { { 65535, 65535 } } } },
	{ ORIGIN, "ioctl", { .origins = 1 << NVME_TRACE_ORIGIN_IOCTL } },
	{ ORIGIN, "uring", { .origins = 1 << NVME_TRACE_ORIGIN_URING } },
	{ ORIGIN, "kernel", { .origins = 1 << NVME_TRACE_ORIGIN_KERNEL } },
	{ ORIGIN, "block", { .origins = 1 << NVME_TRACE_ORIGIN_BLOCK } },
};

#define NO_DEVICE "not an NVMe device like nvme0, nvme0n1, ng0n1 or nvme0c1n1"
#define NO_PID	  "not a process id from 1 up"
#define NO_USER	  "neither a user id from 0 to 4294967294 nor a user in /etc/passwd"
#define NO_NSID	  "not a namespace id from 0 to 0xffffffff"
#define NO_QUEUE  "not admin, io or a queue id from 0 to 65535"
#define NO_ORIGIN "not ioctl, uring, kernel or block"
#define PARTITION "a partition, which commands do not name; its whole disk is "

static const struct {
	adder add;
	const char *text;
	const char *problem;
} refused_rows[] = {
	{ DEVICE, "", NO_DEVICE },
	{ DEVICE, "/dev/", NO_DEVICE },
	{ DEVICE, "sda", NO_DEVICE },
	{ DEVICE, "nvme", NO_DEVICE },
	{ DEVICE, "ng0", NO_DEVICE },
	{ DEVICE, "NVME0", NO_DEVICE },
	{ DEVICE, "nvme0 ", NO_DEVICE },
	{ DEVICE, " nvme0", NO_DEVICE },
	{ DEVICE, "nvme00", NO_DEVICE }, /* the kernel writes no such numbers */
	{ DEVICE, "nvme01n1", NO_DEVICE },
	{ DEVICE, "nvme-1", NO_DEVICE },
	{ DEVICE, "nvme0n", NO_DEVICE },
	{ DEVICE, "nvme0n0", NO_DEVICE }, /* namespaces start at 1 */
	{ DEVICE, "nvme0n01", NO_DEVICE },
	{ DEVICE, "nvme0n1x", NO_DEVICE },
	{ DEVICE, "nvme0n1n1", NO_DEVICE },
	{ DEVICE, "nvme0c1", NO_DEVICE },
	{ DEVICE, "nvme0cn1", NO_DEVICE },
	{ DEVICE, "nvme0c1n", NO_DEVICE },
	{ DEVICE, "ng0c1n1", NO_DEVICE },
	{ DEVICE, "ng0n1p1", NO_DEVICE }, /* only disks have partitions */
	{ DEVICE, "nvme2147483648", NO_DEVICE },
	{ DEVICE, "nvme0n2147483648", NO_DEVICE },
	{ DEVICE, "nvme99999999999999999999999999", NO_DEVICE },
	{ DEVICE, "nvme0c1n1p", NO_DEVICE },
	{ DEVICE, "nvme12345678c12345678n1234567890", NO_DEVICE },
	{ DEVICE, "/dev//nvme0", NO_DEVICE },
	{ DEVICE, "dev/nvme0", NO_DEVICE },
	{ DEVICE, "/dev/nvme0/", NO_DEVICE },
	{ DEVICE, "/dev/disk/nvme0n1", NO_DEVICE },
	{ DEVICE, "nvme0n1p1", PARTITION "nvme0n1" },
	{ DEVICE, "/dev/nvme10n20p30", PARTITION "nvme10n20" },
	{ DEVICE, "nvme0n1p", NO_DEVICE },
	{ DEVICE, "nvme0c1n1p2", PARTITION "nvme0c1n1" },
	{ DEVICE, "nvme0n1p0", NO_DEVICE },
	{ DEVICE, "nvme0n1p1x", NO_DEVICE },
	{ DEVICE, "nvme0p1", NO_DEVICE },
	{ PID, "", NO_PID },
	{ PID, "0", NO_PID },
	{ PID, "x", NO_PID },
	{ PID, "-1", NO_PID },
	{ PID, "1x", NO_PID },
	{ PID, "2147483648", NO_PID },
	{ PID, "4294967297", NO_PID },
	{ COMM, "", "not a name" },
	{ USER, "", NO_USER },
	{ USER, "-1", NO_USER },
	{ USER, "4294967295", NO_USER }, /* (uid_t)-1 */
	{ USER, "4294967296", NO_USER },
	{ USER, "Root", NO_USER "; did you mean root?" },
	{ USER, "root ", NO_USER "; did you mean root?" },
	{ USER, "root:x", NO_USER "; did you mean root?" },
	{ NSID, "", NO_NSID },
	{ NSID, "-1", NO_NSID },
	{ NSID, "ffffffff", NO_NSID },
	{ NSID, "0x100000000", NO_NSID },
	{ QUEUE, "", NO_QUEUE },
	{ QUEUE, "65536", NO_QUEUE },
	{ QUEUE, "-1", NO_QUEUE },
	{ QUEUE, "1-2", NO_QUEUE },
	{ QUEUE, "xyzzy", NO_QUEUE },
	{ QUEUE, "amdin", NO_QUEUE "; did you mean admin?" },
	{ QUEUE, "Admin", NO_QUEUE "; did you mean admin?" },
	{ QUEUE, "oi", NO_QUEUE "; did you mean io?" },
	{ ORIGIN, "", NO_ORIGIN },
	{ ORIGIN, "all", NO_ORIGIN },
	{ ORIGIN, "iocl", NO_ORIGIN "; did you mean ioctl?" },
	{ ORIGIN, "io_uring", NO_ORIGIN "; did you mean uring?" },
	{ ORIGIN, "kern", NO_ORIGIN "; did you mean kernel?" },
	{ ORIGIN, "Block", NO_ORIGIN "; did you mean block?" },
};

static void texts_become_filters(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken_rows); i++) {
		char problem[PROBLEM_SIZE] = "untouched";
		struct filter filter = { .slow_ns = 0 };

		if (taken_rows[i].add(&filter, taken_rows[i].text, problem))
			fail_msg("'%s' was refused: %s", taken_rows[i].text, problem);
		if (memcmp(&filter, &taken_rows[i].filter, sizeof(filter)) != 0)
			fail_msg("'%s' became something else", taken_rows[i].text);
		assert_string_equal(problem, "untouched");
	}
}

/* A refused value also leaves a filter unchanged that is not empty. */
static void all_else_is_refused_with_its_reason(void **state)
{
	const struct filter before = { .origins = 1, .pids = 1, .pid = { 9 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused_rows); i++) {
		char problem[PROBLEM_SIZE] = "";
		struct filter filter = before;

		if (refused_rows[i].add(&filter, refused_rows[i].text, problem) != -1)
			fail_msg("'%s' was taken", refused_rows[i].text);
		if (strcmp(problem, refused_rows[i].problem) != 0)
			fail_msg("'%s': \"%s\", not \"%s\"", refused_rows[i].text, problem,
				 refused_rows[i].problem);
		assert_memory_equal(&filter, &before, sizeof(filter));
	}
}

/* Texts with a number; each number makes another value. */
static const struct {
	adder add;
	const char *format;
	size_t count; /* offset of the number of values in struct filter */
} kinds[] = {
	{ DEVICE, "nvme%u", offsetof(struct filter, devices) },
	{ DEVICE, "nvme0n%u", offsetof(struct filter, devices) },
	{ DEVICE, "nvme0c%un1", offsetof(struct filter, devices) },
	{ PID, "%u", offsetof(struct filter, pids) },
	{ COMM, "worker-%u", offsetof(struct filter, comms) },
	{ USER, "%u", offsetof(struct filter, uids) },
	{ NSID, "%u", offsetof(struct filter, nsids) },
	{ QUEUE, "%u", offsetof(struct filter, queues) },
};

static void there_is_room_for_as_many_as_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		char problem[PROBLEM_SIZE], text[32];
		struct filter filter = { .slow_ns = 0 }, full;
		const __u8 *count = (const __u8 *)&filter + kinds[i].count;

		for (unsigned int number = 1; number <= FILTER_MAX; number++) {
			snprintf(text, sizeof(text), kinds[i].format, number);
			assert_int_equal(kinds[i].add(&filter, text, problem), 0);
			assert_int_equal(*count, number);
		}
		full = filter;
		/* A value that is there already takes no room. */
		for (unsigned int number = FILTER_MAX; number > 0; number--) {
			snprintf(text, sizeof(text), kinds[i].format, number);
			assert_int_equal(kinds[i].add(&filter, text, problem), 0);
		}
		snprintf(text, sizeof(text), kinds[i].format, FILTER_MAX + 1U);
		assert_int_equal(kinds[i].add(&filter, text, problem), -1);
		assert_string_equal(problem, "one too many; the limit is 16");
		assert_memory_equal(&filter, &full, sizeof(filter));
	}
}

static void values_are_kept_in_their_order(void **state)
{
	const struct filter expected = {
		.pids = 2,
		.pid = { 5, 3 },
		.queues = 2,
		.queue = { { 1, 65535 }, { 0, 0 } },
		.origins = 1 << NVME_TRACE_ORIGIN_URING | 1 << NVME_TRACE_ORIGIN_BLOCK,
	};
	static const struct {
		adder add;
		const char *text;
	} added[] = {
		{ PID, "5" },	{ QUEUE, "io" },     { PID, "3" },	  { PID, "0x5" },
		{ QUEUE, "0" }, { ORIGIN, "block" }, { ORIGIN, "uring" }, { QUEUE, "admin" }
	};
	char problem[PROBLEM_SIZE];
	struct filter filter = { .slow_ns = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(added); i++)
		assert_int_equal(added[i].add(&filter, added[i].text, problem), 0);
	assert_memory_equal(&filter, &expected, sizeof(filter));
}

/* A path has no node of its own. A command that came through no node must not match it. */
static void a_path_is_not_what_came_through_no_node(void **state)
{
	struct nvme_trace_event other = { .disk = "nvme0c2n1" }, path = { .disk = "nvme0c1n1" };
	struct filter filter = { .origins = 1 };
	char problem[PROBLEM_SIZE];

	(void)state;
	assert_int_equal(DEVICE(&filter, "nvme0c1n1", problem), 0);
	assert_true(filter__wants_command(&filter, &path));
	assert_false(filter__wants_command(&filter, &other));
}

/* Replaces the C library's: this machine has two controllers and no namespaces. */
int glob(const char *pattern, int flags, int (*error)(const char *path, int error), glob_t *found)
{
	static char paths[][32] = { "/sys/class/nvme/nvme0", "/sys/class/nvme/nvme12" };
	static char *list[] = { paths[0], paths[1], NULL };

	(void)flags;
	(void)error;
	found->gl_pathc = 0;
	if (strncmp(pattern, "/sys/class/nvme/", strlen("/sys/class/nvme/")) != 0)
		return GLOB_NOMATCH;
	found->gl_pathc = 2;
	found->gl_pathv = list;
	return 0;
}

void globfree(glob_t *found)
{
	(void)found;
}

static void near_devices_are_suggested(void **state)
{
	static const struct {
		const char *typed, *problem;
	} rows[] = {
		{ "nmve0", NO_DEVICE "; did you mean nvme0?" },
		{ "nvm12", NO_DEVICE "; did you mean nvme12 or nvme0?" },
		{ "sda", NO_DEVICE },
		{ "nvme0n1p1", PARTITION "nvme0n1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct filter filter = { .origins = 0 };
		char problem[PROBLEM_SIZE];

		assert_int_equal(filter_options__find_device(&filter, rows[i].typed, problem), -1);
		assert_string_equal(problem, rows[i].problem);
		assert_int_equal(filter.devices, 0);
		/* A capture may come from another machine. */
		assert_int_equal(DEVICE(&filter, rows[i].typed, problem), -1);
		assert_null(strstr(problem, "did you mean"));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_filters),
		cmocka_unit_test(all_else_is_refused_with_its_reason),
		cmocka_unit_test(there_is_room_for_as_many_as_said),
		cmocka_unit_test(values_are_kept_in_their_order),
		cmocka_unit_test(a_path_is_not_what_came_through_no_node),
		cmocka_unit_test(near_devices_are_suggested),
	};

	return cmocka_run_group_tests_name("filter_options", tests, NULL, NULL);
}
