// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Users by name, by id, and from sudo's environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "process/users.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const char passwd[] = "root:x:0:0:root:/root:/bin/bash\n"
			     "# comment\n"
			     "daemon:x:1:11::/:/bin/false\n"
			     "short:x\n"
			     "\n"
			     "bad:x:number:1::/:/bin/false\n"
			     "twice:x:7:7::/:\n"
			     "twice:x:8:8::/:\n"
			     "9:x:10:10::/:\n"
			     "last:x:4294967294:1::/:/bin/false";

static const struct {
	const char *name;
	bool there;
	struct user user;
} rows[] = {
	{ "root", true, { 0, 0 } },  { "daemon", true, { 1, 11 } },
	{ "twice", true, { 7, 7 } }, { "short", false, {} },
	{ "bad", false, {} },	     { "last", true, { UINT32_MAX - 1, 1 } },
	{ "roo", false, {} },	     { "root:x", false, {} },
	{ "0", true, { 0, 0 } },     { "1", true, { 1, 11 } },
	{ "0x8", true, { 8, 8 } },   { "9", true, { 10, 10 } }, /* also the name of a user */
	{ "2", false, {} },	     { "-1", false, {} },
	{ "4294967295", false, {} }, { "", false, {} },
};

static void users_are_found_by_their_whole_name_or_id(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FILE *file = fmemopen((void *)(uintptr_t)passwd, strlen(passwd), "r");
		struct user user = {};
		bool there;

		assert_non_null(file);
		there = users__find_in(file, rows[i].name, &user);
		fclose(file);
		if (there != rows[i].there || user.uid != rows[i].user.uid ||
		    user.gid != rows[i].user.gid)
			fail_msg("'%s' is %sthere: %u %u", rows[i].name, there ? "" : "not ",
				 user.uid, user.gid);
	}
}

static const struct {
	const char *typed, *text;
} suggest_rows[] = {
	{ "rooot", "no; did you mean root?" },
	{ "deamon", "no; did you mean daemon?" },
	{ "somebody", "no" },
	{ "", "no" },
};

static void a_mistyped_user_is_suggested(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(suggest_rows); i++) {
		FILE *file = fmemopen((void *)(uintptr_t)passwd, strlen(passwd), "r");
		char text[64] = "no";

		assert_non_null(file);
		users__suggest_from(file, suggest_rows[i].typed, text, sizeof(text));
		fclose(file);
		assert_string_equal(text, suggest_rows[i].text);
	}
}

static const struct {
	const char *uid, *gid;
	bool there;
} sudo_rows[] = {
	{ "1000", "100", true }, { "1000", "0", true },
	{ "0", "0", false },	 { "", "", false },
	{ NULL, "1", false },	 { "1", NULL, false },
	{ "1 ", "1", false },	 { "-1", "1", false },
	{ "1", "x", false },	 { "4294967295", "1", false },
};

static void sudo_says_who_called_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sudo_rows); i++) {
		struct user user = {};

		unsetenv("SUDO_UID");
		unsetenv("SUDO_GID");
		if (sudo_rows[i].uid)
			setenv("SUDO_UID", sudo_rows[i].uid, 1);
		if (sudo_rows[i].gid)
			setenv("SUDO_GID", sudo_rows[i].gid, 1);
		assert_int_equal(users__of_sudo(&user), sudo_rows[i].there);
		assert_int_equal(user.uid, sudo_rows[i].there ? 1000 : 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_are_found_by_their_whole_name_or_id),
		cmocka_unit_test(a_mistyped_user_is_suggested),
		cmocka_unit_test(sudo_says_who_called_it),
	};

	return cmocka_run_group_tests_name("users", tests, NULL, NULL);
}
