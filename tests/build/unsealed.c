// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Replaces confine__seal() in builds for sanitizers, valgrind and gcov. Those need system calls
 * that the seccomp filter forbids.
 */
int __wrap_confine__seal(void);

int __wrap_confine__seal(void)
{
	return 0;
}
