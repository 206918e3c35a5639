/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* uthash, configured not to exit the program when memory runs out. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#define HASH_NONFATAL_OOM 1

#include <uthash.h>

/* Whether HASH_ADD added the element. If not, the caller still owns it. */
#define HASH_TOOK(element) ((element)->hh.tbl != NULL)

#endif
