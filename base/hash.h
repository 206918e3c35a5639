/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* uthash, which by itself ends the program when there is no memory for a table. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#define HASH_NONFATAL_OOM 1

#include <uthash.h>

/* Whether HASH_ADD took the element; if not, it still is the caller's. */
#define HASH_TOOK(element) ((element)->hh.tbl != NULL)

#endif
