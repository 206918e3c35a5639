// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process/confine.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "base/log.h"

/* On some systems, reading a map needs one of these. The weakest comes first. */
static const cap_value_t readers[] = { CAP_BPF, CAP_SYS_ADMIN };

#define READERS (int)(sizeof(readers) / sizeof(readers[0]))

static const struct sock_filter calls[] = {
#include "system_calls.inc"
};

static bool is_permitted(cap_value_t capability)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t value = CAP_CLEAR;

	if (!own)
		return false;
	if (cap_get_flag(own, capability, CAP_PERMITTED, &value))
		value = CAP_CLEAR; /* unknown to this kernel */
	cap_free(own);
	return value == CAP_SET;
}

static int set_flag(cap_t set, cap_flag_t flag, const cap_value_t *list, int count)
{
	for (int i = 0; i < count; i++)
		if (is_permitted(list[i]) && cap_set_flag(set, flag, 1, &list[i], CAP_SET))
			return -1;
	return 0;
}

/* Keeps only the capabilities of `list`; those of `permitted` become permitted, not effective. */
static int set_capabilities(const cap_value_t *list, int count, const cap_value_t *permitted,
			    int permitted_count)
{
	cap_t set = cap_init();
	int error = !set || set_flag(set, CAP_EFFECTIVE, list, count) ||
		    set_flag(set, CAP_PERMITTED, list, count) ||
		    set_flag(set, CAP_PERMITTED, permitted, permitted_count) || cap_set_proc(set);

	cap_free(set);
	return error ? -1 : 0;
}

/* Tries without a reading capability first, then with each in turn. */
static int keep_what_is_needed(const struct confine *confine)
{
	for (int reader = -1; reader < READERS; reader++) {
		cap_value_t kept[2];
		int count = 0;

		if (confine->signals)
			kept[count++] = CAP_KILL;
		if (reader >= 0)
			kept[count++] = readers[reader];
		if (set_capabilities(kept, count, readers, READERS))
			return -1;
		if (!confine->can_still_read || confine->can_still_read(confine->ctx))
			return set_capabilities(kept, count, NULL, 0);
	}
	errno = EPERM;
	return -1;
}

int confine__give_up(const struct confine *confine)
{
	int error = 0;

	if (confine->become)
		error = cap_setgroups(confine->gid, 0, NULL) || cap_setuid(confine->uid);
	if (!error)
		error = keep_what_is_needed(confine);
	if (!error)
		error = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (error)
		log_message("cannot drop privileges: %s", strerror(errno));
	return error ? -1 : 0;
}

int confine__seal(void)
{
	const struct sock_fprog program = {
		.len = sizeof(calls) / sizeof(calls[0]),
		.filter = (struct sock_filter *)calls, /* the kernel only reads it */
	};

	/* EINVAL: this kernel has no seccomp filters. That is not an error. */
	if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) || errno == EINVAL)
		return 0;
	log_message("cannot restrict system calls: %s", strerror(errno));
	return -1;
}
