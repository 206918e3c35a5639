/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which devices are suggested for a mistyped name. The test makes a sysfs with three classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/devices.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Parents before children, so that they can be made in this order and removed in the opposite one.
 */
static const char *const folders[] = {
	"class",
	"class/nvme",
	"class/nvme/nvme0",
	"class/nvme/nvme11",
	"class/block",
	"class/block/nvme0n1",
	"class/block/nvme0n1p1",
	"class/block/nbd0",
	"class/nvme-generic",
	"class/nvme-generic/ng0n1",
};

static const struct {
	const char *typed, *text;
} rows[] = {
	{ "nvm0", "no; did you mean nvme0?" },
	{ "nvme0n2", "no; did you mean nvme0n1, nvme0 or nvme11?" },
	{ "gn0n1", "no; did you mean ng0n1?" },
	{ "sda", "no" },
	{ "", "no" },
};

static void a_mistyped_device_is_suggested(void **state)
{
	char sysfs[] = "/tmp/test_devices.XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(sysfs));
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", sysfs, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[64] = "no";

		devices__suggest_from(sysfs, rows[i].typed, text, sizeof(text));
		assert_string_equal(text, rows[i].text);
	}
	for (size_t i = ARRAY_SIZE(folders); i; i--) {
		snprintf(path, sizeof(path), "%s/%s", sysfs, folders[i - 1]);
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(sysfs), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistyped_device_is_suggested),
	};

	return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
