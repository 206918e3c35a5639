// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process/signals.h"

#include <stddef.h>

/* The flag's parts: a signal's number, whether the kernel sent it, and above that how many came. */
#define NUMBER	  0xff
#define BY_KERNEL 0x100
#define ONE	  0x200
#define MANY	  (1000 * ONE)

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define COUNT (sizeof(stopping) / sizeof(stopping[0]))

static volatile sig_atomic_t seen; /* only grows, so that none is lost to who looks at it */

/* No other of them interrupts it: see ours(). */
static void on_signal(int number, siginfo_t *info, void *context)
{
	int count = seen < MANY ? seen / ONE + 1 : MANY / ONE;

	(void)context;
	seen = count * ONE + (info->si_code == SI_KERNEL ? BY_KERNEL : 0) + number;
}

static void on_child(int number)
{
	(void)number; /* only to end the wait */
}

static void ours(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < COUNT; i++)
		sigaddset(set, stopping[i]);
}

/* nohup has SIGHUP ignored, and wants it to stay so. A shell's background jobs ignore SIGINT. */
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

	ours(&stop.sa_mask);
	for (size_t i = 0; i < COUNT; i++)
		if (is_wanted(stopping[i]))
			sigaction(stopping[i], &stop, NULL);
	sigaction(SIGCHLD, &child, NULL);
}

int signals__count(void)
{
	return seen / ONE;
}

int signals__last(void)
{
	return seen & NUMBER;
}

bool signals__was_typed(void)
{
	return seen & BY_KERNEL && (signals__last() == SIGINT || signals__last() == SIGQUIT);
}

const volatile sig_atomic_t *signals__flag(void)
{
	return &seen;
}

void signals__hold(sigset_t *before)
{
	sigset_t set;

	ours(&set);
	sigprocmask(SIG_BLOCK, &set, before);
}

void signals__sleep(const sigset_t *before)
{
	sigsuspend(before);
}

void signals__let(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
