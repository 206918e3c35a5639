// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process/signals.h"

#include <stddef.h>

/* The parts of `state`: a signal's number, whether the kernel sent it, and the count of signals. */
#define NUMBER	  0xff
#define BY_KERNEL 0x100
#define ONE	  0x200
#define MANY	  (1000 * ONE)

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define COUNT (sizeof(stopping) / sizeof(stopping[0]))

static volatile sig_atomic_t state; /* in one variable, because only one can be set atomically */

/* The other signals are blocked meanwhile: see fill_set(). */
static void on_signal(int number, siginfo_t *info, void *context)
{
	int count = state < MANY ? state / ONE + 1 : MANY / ONE;

	(void)context;
	state = count * ONE + (info->si_code == SI_KERNEL ? BY_KERNEL : 0) + number;
}

static void on_child(int number)
{
	(void)number; /* the signal only has to end the wait */
}

static void fill_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < COUNT; i++)
		sigaddset(set, stopping[i]);
}

/*
 * An ignored SIGHUP (nohup) or SIGQUIT stays ignored. SIGINT does not, because shells ignore it in
 * background jobs.
 */
static bool is_wanted(int number)
{
	struct sigaction before;

	return number == SIGINT || number == SIGTERM || sigaction(number, NULL, &before) ||
	       before.sa_handler != SIG_IGN;
}

void signals__catch(int flags)
{
	struct sigaction stop = { .sa_sigaction = on_signal, .sa_flags = flags | SA_SIGINFO };
	struct sigaction child = { .sa_handler = on_child, .sa_flags = flags };

	fill_set(&stop.sa_mask);
	for (size_t i = 0; i < COUNT; i++)
		if (is_wanted(stopping[i]))
			sigaction(stopping[i], &stop, NULL);
	sigaction(SIGCHLD, &child, NULL);
}

int signals__count(void)
{
	return state / ONE;
}

int signals__last(void)
{
	return state & NUMBER;
}

bool signals__was_typed(void)
{
	return state & BY_KERNEL && (signals__last() == SIGINT || signals__last() == SIGQUIT);
}

const volatile sig_atomic_t *signals__flag(void)
{
	return &state;
}

void signals__block(sigset_t *before)
{
	sigset_t set;

	fill_set(&set);
	sigprocmask(SIG_BLOCK, &set, before);
}

void signals__sleep(const sigset_t *before)
{
	sigsuspend(before);
}

void signals__restore(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
