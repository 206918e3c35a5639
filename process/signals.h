/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The signals that end a trace: which came, how often, and from where. */
#ifndef PROCESS_SIGNALS_H
#define PROCESS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * From now on catches SIGINT and SIGTERM, SIGHUP and SIGQUIT unless they are ignored, and the end
 * of a child; any of them interrupts what waits. With SA_RESTART in flags, what waits in read() or
 * write() goes on waiting.
 */
void signals__catch(int flags);

/* How many have come; 0 = none. */
int signals__count(void);

/*
 * The last one that came, and whether it was typed at a terminal, which sends that to all processes
 * of its foreground. (Of a terminal that is gone, the first of its processes alone is told.)
 */
int signals__last(void);
bool signals__was_typed(void);

/* Not 0 as soon as one has come. */
const volatile sig_atomic_t *signals__flag(void);

/*
 * Keeps them waiting, so that none is missed between a look and signals__sleep; *before is what was
 * let through until now. signals__sleep lets them through until one comes, signals__let again.
 */
void signals__hold(sigset_t *before);
void signals__sleep(const sigset_t *before);
void signals__let(const sigset_t *before);

#endif
