/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names and addresses of the kernel's functions and variables. */
#ifndef MACHINE_KALLSYMS_H
#define MACHINE_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SYMBOL_SIZE 128

struct symbol {
	const char *name;	 /* to look for */
	bool is_variable;	 /* not a function */
	uint64_t address;	 /* 0 = not found, or hidden (kernel.kptr_restrict) */
	char found[SYMBOL_SIZE]; /* the name in the listing; "" = not found */
};

/*
 * Looks for several symbols in one pass over a listing in the format of /proc/kallsyms. An exact
 * match wins over a compiler's variant of a function (name.isra.0, name.constprop.0,
 * name.llvm.123). name.cold and name.part.0 are only parts of a function and do not count. NULL is
 * an empty listing.
 */
void kallsyms__search(FILE *listing, struct symbol *symbols, size_t count);

/* The same in /proc/kallsyms. Slow: it has about 150,000 lines. */
void kallsyms__find(struct symbol *symbols, size_t count);

/* Whether the symbol was found under exactly its name. */
bool kallsyms__is_exact(const struct symbol *symbol);

#endif
