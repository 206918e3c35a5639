// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A library for LD_PRELOAD: memory allocations fail after the first ALLOCATIONS. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static int is_spent(void)
{
	static long left = -1;

	if (left < 0)
		left = getenv("ALLOCATIONS") ? atol(getenv("ALLOCATIONS")) : 0;
	if (left) {
		left--;
		return 0;
	}
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return is_spent() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return is_spent() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return is_spent() ? NULL : __libc_realloc(old, size);
}
