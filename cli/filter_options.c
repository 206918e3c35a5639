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

#define MAX_UID	      ((uid_t)-2) /* no user has -1: setuid(2) */
#define MAX_QID	      UINT16_MAX
#define NO_DEVICE     "not an NVMe device like nvme0, nvme0n1, ng0n1 or nvme0c1n1"
#define STRINGIFY_(x) #x
#define STRINGIFY(x)  STRINGIFY_(x)

static __attribute__((format(printf, 2, 3))) int refuse(char problem[PROBLEM_SIZE],
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem, PROBLEM_SIZE, format, args);
	va_end(args);
	return -1;
}

/* Adds a value to values[], of which *count are used. */
static int add_value(void *values, __u8 *count, const void *value, size_t size,
		     char problem[PROBLEM_SIZE])
{
	char *end = (char *)values + *count * size;

	for (const char *at = values; at < end; at += size)
		if (memcmp(at, value, size) == 0)
			return 0;
	if (*count == FILTER_MAX)
		return refuse(problem, "one too many; the limit is " STRINGIFY(FILTER_MAX));
	memcpy(end, value, size);
	++*count;
	return 0;
}

static int add_number(__u32 *values, __u8 *count, uint64_t number, char problem[PROBLEM_SIZE])
{
	__u32 value = (__u32)number;

	return add_value(values, count, &value, sizeof(value), problem);
}

/* ---- Devices ---- */

/*
 * Moves *text past a word and a number as the kernel writes it. If they are not there, leaves *text
 * unchanged.
 */
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
 * Fills in the two names of a namespace. A path of a multipath namespace has no character device,
 * so it gets its own name twice. An empty name would match every command that was not sent through
 * a node.
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

static int parse_device(struct filter_device *device, const char *name, char problem[PROBLEM_SIZE])
{
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
		return refuse(problem, NO_DEVICE);
	if (!take(&at, "n", 1, &ns))
		return refuse(problem, NO_DEVICE);
	length = (size_t)(at - name);
	if (is_disk && take(&at, "p", 1, &partition) && !*at)
		return refuse(problem,
			      "a partition, which commands do not name; its whole disk is %.*s",
			      (int)length, name);
	if (*at || !name_namespace(device, name, length, is_path, ctrl, ns))
		return refuse(problem, NO_DEVICE);
	return 0;
}

static int add_named(struct filter *filter, const char *name, char problem[PROBLEM_SIZE])
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

int filter_options__add_device(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	const char *name = after(text, "/dev/");

	if (after(text, "serial:") || after(text, "model:"))
		return refuse(problem,
			      "a capture holds only names of devices, like nvme0 or nvme0n1");
	return add_named(filter, name ? name : text, problem);
}

/* A search in the controllers of this machine. */
struct search {
	struct filter *filter;
	char *problem;
	const char *wanted;
	struct nearest nearest;
	int found; /* number of matches; -1 = more than the filter holds */
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
			char problem[PROBLEM_SIZE])
{
	struct search search = { .filter = filter, .problem = problem, .wanted = wanted };

	nearest__start(&search.nearest, wanted);
	devices__each(attribute, look_at, &search);
	if (search.found)
		return search.found > 0 ? 0 : -1;
	refuse(problem, "no drive of this machine has it; run: cat /sys/class/nvme/*/%s",
	       attribute);
	nearest__append(&search.nearest, problem, PROBLEM_SIZE);
	return -1;
}

/*
 * Adds a node. It need not exist if it has a name that the kernel gives, because it may appear
 * later.
 */
static int add_node(struct filter *filter, const char *path, char problem[PROBLEM_SIZE])
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

static int find_name(struct filter *filter, const char *name, char problem[PROBLEM_SIZE])
{
	if (filter_options__add_device(filter, name, problem) == 0)
		return 0;
	if (strcmp(problem, NO_DEVICE) == 0)
		devices__suggest(name, problem, PROBLEM_SIZE);
	return -1;
}

int filter_options__find_device(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	if (after(text, "serial:"))
		return add_all_with(filter, "serial", after(text, "serial:"), problem);
	if (after(text, "model:"))
		return add_all_with(filter, "model", after(text, "model:"), problem);
	return strchr(text, '/') ? add_node(filter, text, problem)
				 : find_name(filter, text, problem);
}

/* ---- Senders ---- */

int filter_options__add_pid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	uint64_t pid;

	if (parse_number(text, 1, INT32_MAX, &pid))
		return refuse(problem, "not a process id from 1 up");
	return add_number(filter->pid, &filter->pids, pid, problem);
}

int filter_options__add_comm(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	char comm[NVME_TRACE_COMM_SIZE] = "";

	if (!*text)
		return refuse(problem, "not a name");
	memcpy(comm, text, strnlen(text, sizeof(comm) - 1));
	return add_value(filter->comm, &filter->comms, comm, sizeof(comm), problem);
}

int filter_options__add_uid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	struct user user;
	uint64_t uid;

	if (!parse_number(text, 0, MAX_UID, &uid))
		return add_number(filter->uid, &filter->uids, uid, problem);
	if (!users__find(text, &user)) {
		refuse(problem, "neither a user id from 0 to %u nor a user in /etc/passwd",
		       MAX_UID);
		users__suggest(text, problem, PROBLEM_SIZE);
		return -1;
	}
	return add_number(filter->uid, &filter->uids, user.uid, problem);
}

/* ---- What is sent ---- */

int filter_options__add_nsid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	uint64_t nsid;

	if (parse_number(text, 0, UINT32_MAX, &nsid))
		return refuse(problem, "not a namespace id from 0 to 0xffffffff");
	return add_number(filter->nsid, &filter->nsids, nsid, problem);
}

/* ---- How ---- */

int filter_options__add_queue(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	struct filter_queues queues;
	uint64_t qid;

	if (strcmp(text, choices__queues(0)) == 0)
		queues = (struct filter_queues){ 0, 0 };
	else if (strcmp(text, choices__queues(1)) == 0)
		queues = (struct filter_queues){ 1, MAX_QID };
	else if (parse_number(text, 0, MAX_QID, &qid) == 0)
		queues = (struct filter_queues){ (__u16)qid, (__u16)qid };
	else {
		refuse(problem, "not admin, io or a queue id from 0 to 65535");
		choices__suggest(choices__queues, text, problem);
		return -1;
	}
	return add_value(filter->queue, &filter->queues, &queues, sizeof(queues), problem);
}

int filter_options__add_origin(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	int origin = choices__find(choices__origins, text, problem);

	if (origin < 0)
		return -1;
	filter->origins |= 1U << origin;
	return 0;
}
