/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The signals that end a trace. */
#ifndef PROCESS_SIGNALS_H
#define PROCESS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Catches SIGINT, SIGTERM, SIGCHLD, and SIGHUP and SIGQUIT unless they are ignored. They interrupt
 * system calls that wait; with SA_RESTART in flags, read() and write() continue.
 */
void signals__catch(int flags);

/* The number of signals so far, without SIGCHLD. */
int signals__count(void);

/*
 * The last signal, and whether it was typed at a terminal, which sends it to its whole foreground
 * process group. (When a terminal hangs up, only the session leader gets the signal.)
 */
int signals__last(void);
bool signals__was_typed(void);

/* Points to a flag that is not 0 after the first signal. */
const volatile sig_atomic_t *signals__flag(void);

/*
 * Blocks the signals, so that none is missed between a test and signals__sleep; *before receives
 * the old mask. signals__sleep waits for a signal with that mask, signals__restore sets it again.
 */
void signals__block(sigset_t *before);
void signals__sleep(const sigset_t *before);
void signals__restore(const sigset_t *before);

#endif
