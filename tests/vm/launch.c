// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Starts a program as a user at a terminal would, and then acts on it in order:
 *
 *   launch WORD... -- PROGRAM [ARG]...
 *
 *   tty                runs it in the foreground of a new terminal
 *   nice:N             sets its nice value
 *   batch, idle, fifo  sets its scheduling policy
 *   await:FILE         waits until the file exists and is not empty
 *   call:NUMBER        waits until it sleeps in this system call
 *   pause:MS           waits
 *   kill:NUMBER        sends it a signal
 *   type:C             types a control character
 *   hangup             closes the terminal
 *
 * The program starts with default actions for all signals; in a shell's background job some would
 * be ignored. Prints one line: its exit status as a shell reports it, the ms from the last word to
 * its end, and how many processes it left behind. A program that does not end within LIMIT, and all
 * processes that are left behind, are killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS  20000
#define MOST_LEFT 16
#define GONE_MS	  1000 /* processes that end with their parent need a moment */

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *after(const char *word, const char *start)
{
	size_t length = strlen(start);

	return strncmp(word, start, length) ? NULL : word + length;
}

static bool set_policy(const char *word)
{
	static const struct {
		const char *name;
		int policy, priority;
	} policies[] = { { "batch", SCHED_BATCH, 0 },
			 { "idle", SCHED_IDLE, 0 },
			 { "fifo", SCHED_FIFO, 5 } };

	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		const struct sched_param param = { policies[i].priority };

		if (!strcmp(word, policies[i].name))
			return !sched_setscheduler(0, policies[i].policy | SCHED_RESET_ON_FORK,
						   &param);
	}
	return true;
}

/* Runs in the child. */
static _Noreturn void become(char **words, char **program, int terminal)
{
	const char *value;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	for (char **word = words; *word; word++) {
		value = after(*word, "nice:");
		if ((value && setpriority(PRIO_PROCESS, 0, atoi(value))) || !set_policy(*word))
			_exit(99);
		if (!strcmp(*word, "tty")) {
			int slave;

			setsid();
			slave = open(ptsname(terminal), O_RDWR);
			if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) || dup2(slave, 0) < 0)
				_exit(99);
		}
	}
	execvp(program[0], program);
	_exit(98);
}

static bool is_filled(const char *path, pid_t pid)
{
	struct stat status;

	(void)pid;
	return !stat(path, &status) && status.st_size;
}

static bool sleeps_in(const char *call, pid_t pid)
{
	size_t length = strlen(call);
	char path[64], text[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/syscall", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return strncmp(text, call, length) == 0 && text[length] == ' ';
}

/* Waits until this is true, or the program has ended. */
static void await(bool (*is_true)(const char *value, pid_t pid), const char *value, pid_t pid)
{
	while (!is_true(value, pid) && !kill(pid, 0) &&
	       waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOHANG | WNOWAIT) == 0)
		usleep(2000);
}

static void do_word(const char *word, pid_t pid, int *terminal)
{
	const char *value;
	char control;

	if ((value = after(word, "await:"))) {
		await(is_filled, value, pid);
	} else if ((value = after(word, "call:"))) {
		await(sleeps_in, value, pid);
	} else if ((value = after(word, "pause:"))) {
		usleep((useconds_t)atoi(value) * 1000);
	} else if ((value = after(word, "kill:"))) {
		kill(pid, atoi(value));
	} else if ((value = after(word, "type:"))) {
		control = (char)(*value & 0x1f);
		(void)!write(*terminal, &control, 1);
	} else if (!strcmp(word, "hangup")) {
		close(*terminal);
		*terminal = -1;
	}
}

/* Returns the program's wait status. Kills it if it does not end. */
static int wait_for(pid_t pid)
{
	long end = now_ms() + LIMIT_MS;
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (now_ms() > end)
			kill(pid, SIGKILL);
		usleep(2000);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/*
 * Counts the orphans that became our children and are not about to end. Their own children do not
 * count.
 */
static int count_left(void)
{
	long end = now_ms() + GONE_MS;
	pid_t pid, pids[MOST_LEFT];
	char path[64];
	int left = 0;
	FILE *file;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && now_ms() < end)
		usleep(2000);
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = pid < 0 ? NULL : fopen(path, "r");
	while (file && left < MOST_LEFT && fscanf(file, "%d", &pids[left]) == 1)
		left++;
	if (file)
		fclose(file);
	/* Only after the kill, because the children of a killed process become ours then. */
	for (int i = 0; i < left; i++)
		kill(pids[i], SIGKILL);
	return left;
}

int main(int argc, char **argv)
{
	int dashes = 1, terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status;
	long since;
	pid_t pid;

	while (dashes < argc && strcmp(argv[dashes], "--") != 0)
		dashes++;
	if (dashes + 1 >= argc || terminal < 0 || grantpt(terminal) || unlockpt(terminal))
		return 2;
	argv[dashes] = NULL;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid == 0)
		become(argv + 1, argv + dashes + 1, terminal);
	for (int i = 1; i < dashes; i++)
		do_word(argv[i], pid, &terminal);
	since = now_ms();
	status = wait_for(pid);
	since = now_ms() - since;
	printf("%d %ld %d\n", status, since, count_left());
	return 0;
}
