// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/filter_options.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>

#include "base/nearest.h"
#include "base/parse.h"
#include "machine/devices.h"
#include "process/users.h"

#define MAX_UID	      ((uid_t)-2) /* -1 is nobody's: setuid(2) */
#define MAX_QID	      UINT16_MAX
#define STRINGIFY_(x) #x
#define STRINGIFY(x)  STRINGIFY_(x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char *const queue_names[] = { "admin", "io" };

static const char *const origin_names[NVME_TRACE_ORIGINS] = NVME_TRACE_ORIGIN_NAMES;

static __attribute__((format(printf, 2, 3))) int refuse(char problem[FILTER_PROBLEM_SIZE],
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem, FILTER_PROBLEM_SIZE, format, args);
	va_end(args);
	return -1;
}

/* values[] has room for FILTER_MAX of them, *count are there. */
static int add_value(void *values, __u8 *count, const void *value, size_t size,
		     char problem[FILTER_PROBLEM_SIZE])
{
	char *end = (char *)values + *count * size;

	for (const char *at = values; at < end; at += size)
		if (memcmp(at, value, size) == 0)
			return 0;
	if (*count == FILTER_MAX)
		return refuse(problem, "one too many; there is room for " STRINGIFY(FILTER_MAX));
	memcpy(end, value, size);
	++*count;
	return 0;
}

static int add_number(__u32 *values, __u8 *count, uint64_t number,
		      char problem[FILTER_PROBLEM_SIZE])
{
	__u32 value = (__u32)number;

	return add_value(values, count, &value, sizeof(value), problem);
}

/* ---- Devices ---- */

/* Takes a word and a number, as the kernel prints one, off the start of *text, or nothing. */
static bool take(const char **text, const char *word, uint32_t min, uint32_t *number)
{
	const char *at = *text + strlen(word);
	uint64_t value = 0;

	if (strncmp(*text, word, strlen(word)) != 0 || !isdigit((unsigned char)*at) ||
	    (at[0] == '0' && isdigit((unsigned char)at[1])))
		return false;
	for (; isdigit((unsigned char)*at) && value <= INT32_MAX; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (value < min || value > INT32_MAX)
		return false;
	*number = (uint32_t)value;
	*text = at;
	return true;
}

/*
 * Fills in a namespace by its two names. A path of a multipath namespace has no
 * character device; it gets its own name twice, as "" would be the node of every
 * command that came through none.
 */
static bool name_namespace(struct filter_device *device, const char *name, size_t length,
			   bool is_path, uint32_t ctrl, uint32_t ns)
{
	if (is_path) {
		if (length >= sizeof(device->disk))
			return false;
		memcpy(device->disk, name, length);
		memcpy(device->generic, name, length);
		return true;
	}
	snprintf(device->disk, sizeof(device->disk), "nvme%un%u", ctrl, ns);
	snprintf(device->generic, sizeof(device->generic), "ng%un%u", ctrl, ns);
	return true;
}

static int parse_device(struct filter_device *device, const char *name,
			char problem[FILTER_PROBLEM_SIZE])
{
	static const char what[] = "not an NVMe device like nvme0, nvme0n1, ng0n1 or nvme0c1n1";
	bool is_disk, is_path = false;
	uint32_t ctrl, path, ns, partition;
	const char *at = name;
	size_t length;

	is_disk = take(&at, "nvme", 0, &ctrl);
	if (is_disk && !*at) {
		device->ctrl = (__s32)ctrl;
		return 0;
	}
	if (is_disk)
		is_path = take(&at, "c", 0, &path);
	else if (!take(&at, "ng", 0, &ctrl))
		return refuse(problem, "%s", what);
	if (!take(&at, "n", 1, &ns))
		return refuse(problem, "%s", what);
	length = (size_t)(at - name);
	if (is_disk && take(&at, "p", 1, &partition) && !*at)
		return refuse(problem,
			      "a partition, which no command knows of; its whole disk is %.*s",
			      (int)length, name);
	if (*at || !name_namespace(device, name, length, is_path, ctrl, ns))
		return refuse(problem, "%s", what);
	return 0;
}

static int add_named(struct filter *filter, const char *name, char problem[FILTER_PROBLEM_SIZE])
{
	struct filter_device device = { .disk = "" };

	if (parse_device(&device, name, problem))
		return -1;
	return add_value(filter->device, &filter->devices, &device, sizeof(device), problem);
}

static const char *after(const char *text, const char *start)
{
	size_t length = strlen(start);

	return strncmp(text, start, length) ? NULL : text + length;
}

int filter_options__add_device(struct filter *filter, const char *text,
			       char problem[FILTER_PROBLEM_SIZE])
{
	const char *name = after(text, "/dev/");

	if (after(text, "serial:") || after(text, "model:"))
		return refuse(problem,
			      "a capture has names of devices only, like nvme0 or nvme0n1");
	return add_named(filter, name ? name : text, problem);
}

/* A search among this machine's controllers. */
struct search {
	struct filter *filter;
	char *problem;
	const char *wanted;
	struct nearest nearest;
	int found; /* how many; -1 = there was no room */
};

static void look_at(void *ctx, uint32_t ctrl, const char *value)
{
	struct filter_device device = { .ctrl = (__s32)ctrl };
	struct search *search = ctx;
	struct filter *filter = search->filter;

	nearest__offer(&search->nearest, value, value);
	if (strcmp(value, search->wanted) != 0 || search->found < 0)
		return;
	if (add_value(filter->device, &filter->devices, &device, sizeof(device), search->problem))
		search->found = -1;
	else
		search->found++;
}

static int add_all_with(struct filter *filter, const char *attribute, const char *wanted,
			char problem[FILTER_PROBLEM_SIZE])
{
	struct search search = { .filter = filter, .problem = problem, .wanted = wanted };

	nearest__start(&search.nearest, wanted);
	devices__each(attribute, look_at, &search);
	if (search.found)
		return search.found > 0 ? 0 : -1;
	refuse(problem, "no drive of this machine says so (cat /sys/class/nvme/*/%s)", attribute);
	nearest__append(&search.nearest, problem, FILTER_PROBLEM_SIZE);
	return -1;
}

/* What is not there may come, if it is called what the kernel will call it. */
static int add_node(struct filter *filter, const char *path, char problem[FILTER_PROBLEM_SIZE])
{
	char name[DEVICES_NAME_SIZE];
	int error = devices__name_of(path, name);

	if (error == ENOENT && after(path, "/dev/") && !strchr(after(path, "/dev/"), '/'))
		return filter_options__add_device(filter, path, problem);
	if (error)
		return refuse(problem, "%s", error == ENODEV ? "not a device" : strerror(error));
	if (!after(name, "nvme") && !after(name, "ng"))
		return refuse(problem, "not an NVMe device but %s", name);
	return add_named(filter, name, problem);
}

int filter_options__find_device(struct filter *filter, const char *text,
				char problem[FILTER_PROBLEM_SIZE])
{
	if (after(text, "serial:"))
		return add_all_with(filter, "serial", after(text, "serial:"), problem);
	if (after(text, "model:"))
		return add_all_with(filter, "model", after(text, "model:"), problem);
	return strchr(text, '/') ? add_node(filter, text, problem)
				 : filter_options__add_device(filter, text, problem);
}

/* ---- Senders ---- */

int filter_options__add_pid(struct filter *filter, const char *text,
			    char problem[FILTER_PROBLEM_SIZE])
{
	uint64_t pid;

	if (parse_number(text, 1, INT32_MAX, &pid))
		return refuse(problem, "not a process id from 1 up");
	return add_number(filter->pid, &filter->pids, pid, problem);
}

int filter_options__add_comm(struct filter *filter, const char *text,
			     char problem[FILTER_PROBLEM_SIZE])
{
	char comm[NVME_TRACE_COMM_SIZE] = "";

	if (!*text)
		return refuse(problem, "not a name");
	memcpy(comm, text, strnlen(text, sizeof(comm) - 1));
	return add_value(filter->comm, &filter->comms, comm, sizeof(comm), problem);
}

int filter_options__add_uid(struct filter *filter, const char *text,
			    char problem[FILTER_PROBLEM_SIZE])
{
	struct user user;
	uint64_t uid;

	if (!parse_number(text, 0, MAX_UID, &uid))
		return add_number(filter->uid, &filter->uids, uid, problem);
	if (!users__find(text, &user))
		return refuse(problem, "neither a user id from 0 to %u nor a user in /etc/passwd",
			      MAX_UID);
	return add_number(filter->uid, &filter->uids, user.uid, problem);
}

/* ---- What is sent ---- */

int filter_options__add_nsid(struct filter *filter, const char *text,
			     char problem[FILTER_PROBLEM_SIZE])
{
	uint64_t nsid;

	if (parse_number(text, 0, UINT32_MAX, &nsid))
		return refuse(problem, "not a namespace id from 0 to 0xffffffff");
	return add_number(filter->nsid, &filter->nsids, nsid, problem);
}

/* ---- How ---- */

static int refuse_word(char problem[FILTER_PROBLEM_SIZE], const char *what, const char *typed,
		       const char *const *words, size_t count)
{
	struct nearest nearest;

	nearest__start(&nearest, typed);
	for (size_t i = 0; i < count; i++)
		nearest__offer(&nearest, words[i], words[i]);
	refuse(problem, "%s", what);
	nearest__append(&nearest, problem, FILTER_PROBLEM_SIZE);
	return -1;
}

int filter_options__add_queue(struct filter *filter, const char *text,
			      char problem[FILTER_PROBLEM_SIZE])
{
	struct filter_queues queues;
	uint64_t qid;

	if (strcmp(text, queue_names[0]) == 0)
		queues = (struct filter_queues){ 0, 0 };
	else if (strcmp(text, queue_names[1]) == 0)
		queues = (struct filter_queues){ 1, MAX_QID };
	else if (parse_number(text, 0, MAX_QID, &qid) == 0)
		queues = (struct filter_queues){ (__u16)qid, (__u16)qid };
	else
		return refuse_word(problem, "not admin, io or a queue id from 0 to 65535", text,
				   queue_names, ARRAY_SIZE(queue_names));
	return add_value(filter->queue, &filter->queues, &queues, sizeof(queues), problem);
}

int filter_options__add_origin(struct filter *filter, const char *text,
			       char problem[FILTER_PROBLEM_SIZE])
{
	for (size_t i = 0; i < ARRAY_SIZE(origin_names); i++)
		if (strcmp(text, origin_names[i]) == 0) {
			filter->origins |= 1U << i;
			return 0;
		}
	return refuse_word(problem, "not one of ioctl, uring, kernel and block", text, origin_names,
			   ARRAY_SIZE(origin_names));
}
