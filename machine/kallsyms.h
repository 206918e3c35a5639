/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What this machine's kernel calls its functions and variables, and where they are. */
#ifndef MACHINE_KALLSYMS_H
#define MACHINE_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SYMBOL_SIZE 128

struct symbol {
	const char *name;	 /* to look for */
	bool is_variable;	 /* else it is a function */
	uint64_t address;	 /* 0 = not there, or not to be known (kernel.kptr_restrict) */
	char found[SYMBOL_SIZE]; /* how it is spelled; "" = not there */
};

/*
 * Looks for several in one pass over a listing as /proc/kallsyms has it. An exact match wins over
 * a compiler's variant of a function (name.isra.0, name.constprop.0, name.llvm.123); name.cold and
 * name.part.0 are only parts of one and do not count. A listing of NULL is empty.
 */
void kallsyms__search(FILE *listing, struct symbol *symbols, size_t count);

/* The same in this machine's /proc/kallsyms, which takes a while: it has some 150,000 lines. */
void kallsyms__find(struct symbol *symbols, size_t count);

/* Whether it is there by its very name. */
bool kallsyms__is_exact(const struct symbol *symbol);

#endif
