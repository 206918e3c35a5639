// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/nearest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MIN_WITHIN 3 /* shorter texts occur within too many words */

static uint8_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return (uint8_t)(smaller < c ? smaller : c);
}

size_t nearest__slips(const char *a, const char *b)
{
	size_t rows = strnlen(a, NEAREST_SIZE), columns = strnlen(b, NEAREST_SIZE);
	uint8_t slips[NEAREST_SIZE][NEAREST_SIZE]; /* [i][j]: from the first i characters of a to
						      the first j of b */

	if (rows == NEAREST_SIZE || columns == NEAREST_SIZE)
		return NEAREST_SIZE;
	for (size_t i = 0; i <= rows; i++)
		slips[i][0] = (uint8_t)i;
	for (size_t j = 0; j <= columns; j++)
		slips[0][j] = (uint8_t)j;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t j = 1; j <= columns; j++) {
			slips[i][j] = least(slips[i - 1][j] + 1U, slips[i][j - 1] + 1U,
					    slips[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				slips[i][j] =
					least(slips[i][j], slips[i][j], slips[i - 2][j - 2] + 1U);
		}
	}
	return slips[rows][columns];
}

void nearest__start(struct nearest *nearest, const char *typed)
{
	*nearest = (struct nearest){ .typed = typed };
}

/* One slip for every three characters, rounded up. */
static bool is_near(const char *typed, size_t slips)
{
	return slips <= (strlen(typed) + 2) / 3;
}

static bool is_known(const struct nearest *nearest, const char *shown)
{
	for (size_t i = 0; i < nearest->count; i++)
		if (strcmp(nearest->words[i].shown, shown) == 0)
			return true;
	return false;
}

void nearest__offer(struct nearest *nearest, const char *word, const char *shown)
{
	size_t slips = nearest__slips(nearest->typed, word), place = nearest->count;

	if (slips > 1 && strlen(nearest->typed) >= MIN_WITHIN && strstr(word, nearest->typed))
		slips = 1;
	if (!is_near(nearest->typed, slips) || strlen(shown) >= NEAREST_SIZE ||
	    is_known(nearest, shown))
		return;
	while (place > 0 && nearest->words[place - 1].slips > slips)
		place--;
	if (place == NEAREST_MAX)
		return;
	if (nearest->count < NEAREST_MAX)
		nearest->count++;
	memmove(&nearest->words[place + 1], &nearest->words[place],
		(nearest->count - place - 1) * sizeof(nearest->words[0]));
	nearest->words[place].slips = slips;
	snprintf(nearest->words[place].shown, sizeof(nearest->words[place].shown), "%s", shown);
}

static void append(char *text, size_t size, const char *addition)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, "%s", addition);
}

void nearest__append(const struct nearest *nearest, char *text, size_t size)
{
	for (size_t i = 0; i < nearest->count; i++) {
		if (i == 0)
			append(text, size, "; did you mean ");
		else
			append(text, size, i + 1 == nearest->count ? " or " : ", ");
		append(text, size, nearest->words[i].shown);
	}
	if (nearest->count)
		append(text, size, "?");
}
