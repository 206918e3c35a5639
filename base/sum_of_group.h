/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BASE_SUM_OF_GROUP_H
#define BASE_SUM_OF_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "sums.h"

/* A sum to start with. */
#define SUM_OF_NOTHING ((struct sum_of_group){ .min_ns = UINT64_MAX })

/*
 * Adds what one CPU counted, and may be counting. `ended` is the epoch that has just ended: see
 * sum_bounds.
 */
void sum_of_group__add(struct sum_of_group *total, const struct sum *shared, uint64_t ended);

/*
 * Fills *news with what is new in *total since *before, which starts as zeroes and becomes *total.
 * Returns false if there is nothing new.
 */
bool sum_of_group__since(struct sum_of_group *news, const struct sum_of_group *total,
			 struct sum_of_group *before);

#endif
