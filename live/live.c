// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/live.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "base/log.h"
#include "live/cpu.h"
#include "live/hooks.h"
#include "live/kernel_types.h"
#include "live/rings.h"
#include "machine/kallsyms.h"
#include "nvme_trace.skel.h"

#define BATCH	256 /* more than the table can have in one bucket, but by ill luck */
#define LOOK_MS ((int)(NVME_TRACE_LOOK_NS / 1000000))
#define LOOKS	2   /* that find nothing, after which nothing is left that would not wake us */
#define FILES	256 /* more than we ever have open, but for rings: maps and hooks are files too */

struct live {
	struct nvme_trace_bpf *skel;
	int wait_fd; /* an epoll set of what ends a wait; -1 = there is none */
	live_event_fn on_event;
	void *ctx;
	uint64_t bad_records;
	uint64_t probe_missed; /* as of detaching; the kernel forgets it then */
	uint64_t filtered;     /* under way at the end, and not asked for */
	uint64_t half_seen;    /* under way at the end, and not in the table */
	bool attached;
	int looks; /* without being woken that are still to come */
	struct hook_plan use;
	struct bpf_link *more[HOOKS_EXTRA_LINKS];
	struct kernel_types types;
	struct rings rings;
	struct batch *batch;		     /* from the start on: to read tables takes no */
	struct nvme_trace_counters *per_cpu; /* memory that might not be there in the end */
	int cpus;
	int unread; /* errno of a table or of the counters that could not be read */
};

/* Entries of the table of commands under way, as the kernel gives them. */
struct batch {
	uint64_t keys[BATCH];
	struct nvme_trace_command commands[BATCH];
};

static int print_debug(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	log_vmessage(format, args);
	return 0;
}

static int print_nothing(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

/* A negative return would end the poll as an error, so a bad record is counted instead. */
static int on_record(void *ctx, void *data, size_t size)
{
	const struct nvme_trace_event *event = data;
	struct live *live = ctx;

	if (size < sizeof(*event) || event->size != size ||
	    event->version != NVME_TRACE_RECORD_VERSION ||
	    event->payload_len > size - sizeof(*event))
		live->bad_records++;
	else
		live->on_event(live->ctx, event);
	return 0;
}

/*
 * The custom BTF has to be named when the object is opened, and is made of what
 * the object itself says it needs; so it is an empty file until then. Where it
 * cannot be made, libbpf has to find the types by itself.
 */
static struct nvme_trace_bpf *open_with_types(struct kernel_types *types)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	int fd = kernel_types__file();
	struct nvme_trace_bpf *skel;
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0)
		opts.btf_custom_path = path;
	skel = nvme_trace_bpf__open_opts(&opts);
	if (skel && kernel_types__collect(bpf_object__btf(skel->obj), fd, types)) {
		nvme_trace_bpf__destroy(skel);
		skel = nvme_trace_bpf__open();
	}
	return skel;
}

static void choose(struct live *live, const struct filter *filter)
{
	bool kernel = filter->origins >> NVME_TRACE_ORIGIN_KERNEL & 1;
	bool block = filter->origins >> NVME_TRACE_ORIGIN_BLOCK & 1;

	live->use = (struct hook_plan){
		.uring = live->types.uring,
		.fprobes = live->types.returns && live->types.preemptible,
		.block = block,
		.block_or_kernel = kernel || block,
	};
	hooks__choose(live->skel, &live->use);
}

/* Where the kernel keeps data; only asked if data is to be shown, as it takes a while. */
static int find_memory(struct nvme_trace_bpf *skel)
{
	struct symbol bases[] = {
		{ .name = "vmemmap_base", .is_variable = true },
		{ .name = "page_offset_base", .is_variable = true },
	};

	kallsyms__find(bases, sizeof(bases) / sizeof(bases[0]));
	skel->rodata->vmemmap_base_at = bases[0].address;
	skel->rodata->page_offset_base_at = bases[1].address;
	return bases[0].address && bases[1].address ? 0 : -ENODATA;
}

/* As far as we may; explain() has what to do where that is not enough. */
static void allow_files(void)
{
	rlim_t files = FILES + (rlim_t)get_nprocs_conf();
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= files)
		return;
	limit.rlim_cur = files;
	if (limit.rlim_max < files)
		limit.rlim_max = files;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int load(struct live *live, const struct live_config *config)
{
	int error;

	live->skel = open_with_types(&live->types);
	if (!live->skel)
		return -errno;
	if (!live->types.driver_layout)
		return -ENOENT;
	error = rings__choose(&live->rings, live->skel, config->buffer_size,
			      live->types.ring_sleeps);
	if (error)
		return error;
	live->skel->rodata->filter = config->filter;
	live->skel->rodata->has_typed_task =
		libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, BPF_FUNC_get_current_task_btf,
					NULL) == 1;
	if (config->filter.payload_size && find_memory(live->skel))
		return -ENODATA;
	choose(live, &config->filter);
	return nvme_trace_bpf__load(live->skel);
}

/*
 * Gathers what the machine is like, and writes the cause of the error, "" if it is 0. Returns the
 * cause's row in the table of causes; NULL if it is not from there. The trace must have closed its
 * files, because this opens some.
 */
static const struct cause *explain(int error, bool driver_layout, struct machine *machine,
				   char text[CAUSE_SIZE])
{
	bool ring_buffer = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) != 0;
	const struct cause *known = NULL;

	diagnose__gather(machine, hooks__symbol(), ring_buffer, driver_layout);
	text[0] = '\0';
	if (error && error != -EMFILE)
		known = diagnose__find(machine, NULL);
	if (known)
		diagnose__print(known, machine, text, CAUSE_SIZE);
	else if (error == -EMFILE)
		snprintf(text, CAUSE_SIZE, "too many open files; run: ulimit -n %d", FILES);
	else if (error == -ENODATA)
		snprintf(text, CAUSE_SIZE,
			 "cannot show data: /proc/kallsyms does not say where this kernel keeps "
			 "it (vmemmap_base, page_offset_base); leave out --hexdump");
	else if (error)
		snprintf(text, CAUSE_SIZE,
			 "cannot trace on this kernel (%s): %s; for details run: "
			 "nvme_trace --debug",
			 machine->release, strerror(-error));
	return known;
}

/* All programs take up their work at once, and leave it at once. */
static void begin(struct nvme_trace_bpf *skel, bool tracing)
{
	__atomic_store_n(&skel->bss->tracing, tracing, __ATOMIC_SEQ_CST);
}

/* What live__wait() waits for. An edge, as whoever set the clock did so once. */
static int prepare_wait(struct live *live, int wake_fd)
{
	struct epoll_event records = { .events = EPOLLIN }, wake = { .events = EPOLLIN | EPOLLET };

	live->wait_fd = epoll_create1(EPOLL_CLOEXEC);
	if (live->wait_fd < 0 ||
	    epoll_ctl(live->wait_fd, EPOLL_CTL_ADD, ring_buffer__epoll_fd(live->rings.ring),
		      &records) ||
	    (wake_fd >= 0 && epoll_ctl(live->wait_fd, EPOLL_CTL_ADD, wake_fd, &wake)))
		return -errno;
	return 0;
}

/* Loads and attaches. Returns 0 or -errno; live is to be freed in either case. */
static int load_and_attach(struct live *live, const struct live_config *config)
{
	int error;

	live->types.driver_layout = true;
	live->wait_fd = -1;
	allow_files();
	libbpf_set_print(config->debug ? print_debug : print_nothing);
	live->cpus = libbpf_num_possible_cpus();
	if (live->cpus < 0)
		return live->cpus;
	live->batch = malloc(sizeof(*live->batch));
	live->per_cpu = calloc((size_t)live->cpus, sizeof(*live->per_cpu));
	if (!live->batch || !live->per_cpu)
		return -ENOMEM;
	error = load(live, config);
	if (error)
		return error;
	error = rings__open(&live->rings, live->skel, on_record, live);
	if (!error)
		error = prepare_wait(live, config->wake_fd);
	if (error)
		return error;
	live->attached = true;
	error = hooks__attach(live->skel, &live->use, live->more);
	if (!error)
		begin(live->skel, true);
	return error;
}

struct live *live__open(const struct live_config *config, live_event_fn on_event, void *ctx)
{
	struct live *live = calloc(1, sizeof(*live));
	char cause[CAUSE_SIZE];
	struct machine machine;
	bool driver_layout;
	int error = -ENOMEM;

	if (live) {
		live->on_event = on_event;
		live->ctx = ctx;
		error = load_and_attach(live, config);
	}
	if (!error)
		return live;
	driver_layout = !live || live->types.driver_layout;
	live__free(live);
	explain(error, driver_layout, &machine, cause);
	log_message("%s", cause);
	return NULL;
}

bool live__can_go_on(void *ctx)
{
	const struct live *live = ctx;
	uint64_t key;

	return !bpf_map_get_next_key(bpf_map__fd(live->skel->maps.setups), NULL, &key) ||
	       errno == ENOENT;
}

void live__wait(const struct live *live, int timeout_ms)
{
	struct epoll_event event;

	/* Not of all that comes is the kernel side to wake us: see wakeup() there. */
	epoll_wait(live->wait_fd, &event, 1,
		   live->looks && timeout_ms > LOOK_MS ? LOOK_MS : timeout_ms);
}

int live__deliver(struct live *live)
{
	int count = ring_buffer__consume(live->rings.ring);

	if (count > 0)
		live->looks = LOOKS;
	else if (live->looks)
		live->looks--;
	if (count >= 0)
		return 0;
	log_message("cannot read the ring buffer: %s", strerror(-count));
	return -1;
}

static void detach(struct live *live)
{
	if (!live->attached)
		return;
	live->attached = false;
	begin(live->skel, false);
	live->probe_missed = hooks__missed(live->skel);
	hooks__detach(live->skel, live->more);
}

static void release(struct live *live)
{
	if (live->wait_fd >= 0)
		close(live->wait_fd);
	rings__close(&live->rings);
	nvme_trace_bpf__destroy(live->skel);
	free(live->batch);
	free(live->per_cpu);
}

void live__try(const struct live_config *config, struct trial *trial)
{
	struct live live = {};
	int error = load_and_attach(&live, config);

	*trial = (struct trial){
		.works = !error,
		.fprobes = live.use.fprobes,
	};
	detach(&live);
	release(&live);
	trial->known = explain(error, live.types.driver_layout, &trial->machine, trial->cause);
}

/* What is missing then is not known, so the account says that it is not whole. */
static void note_unread(struct live *live, int error, const char *what)
{
	if (!live->unread)
		log_message("cannot read %s: %s", what, strerror(error));
	live->unread = error;
}

/*
 * Walks the table a batch of buckets at a time, so that a command that comes or
 * goes meanwhile neither stops the walk nor is met twice.
 */
static void walk_table(struct live *live, live_event_fn fn, void *ctx)
{
	int fd = bpf_map__fd(live->skel->maps.commands), error = 0;
	struct batch *batch = live->batch;
	uint32_t at = 0, *last = NULL, count;

	while (!error) {
		count = BATCH;
		error = bpf_map_lookup_batch(fd, last, &at, batch->keys, batch->commands, &count,
					     NULL);
		last = &at;
		for (uint32_t i = 0; (!error || error == -ENOENT) && i < count; i++)
			if (!batch->commands[i].reported)
				fn(ctx, &batch->commands[i].event);
	}
	if (error != -ENOENT)
		note_unread(live, -error, "the table of commands under way");
}

struct under_way {
	struct live *live;
	live_event_fn fn;
	void *ctx;
	uint64_t from_ns, until_ns; /* submitted after the one and not after the other */
	uint64_t now_ns;
	uint64_t filtered;
};

static void deliver_under_way(void *ctx, const struct nvme_trace_event *event)
{
	struct under_way *walk = ctx;
	struct nvme_trace_event now = *event;

	if (event->submit_ns <= walk->from_ns || event->submit_ns > walk->until_ns)
		return;
	now.outcome = NVME_TRACE_IN_FLIGHT;
	now.complete_ns = event->submit_ns < walk->now_ns ? walk->now_ns : event->submit_ns;
	if (filter__wants_outcome(&walk->live->skel->rodata->filter, &now, walk->now_ns))
		walk->fn(walk->ctx, &now);
	else
		walk->filtered++;
}

void live__under_way(struct live *live, uint64_t from_ns, uint64_t until_ns, uint64_t now_ns,
		     live_event_fn fn, void *ctx)
{
	struct under_way walk = { live, fn, ctx, from_ns, until_ns, now_ns, 0 };
	int policy = cpu__hold();

	walk_table(live, deliver_under_way, &walk);
	cpu__release(policy);
}

/* Of these the driver's set-up was noted, and the program that reads them was left out. */
static uint64_t count_setups(struct live *live)
{
	int fd = bpf_map__fd(live->skel->maps.setups);
	uint64_t key, *last = NULL, count = 0;

	while (!bpf_map_get_next_key(fd, last, &key)) {
		last = &key;
		count++;
	}
	if (errno != ENOENT)
		note_unread(live, errno, "the table of set-ups");
	return count;
}

void live__stop(struct live *live, uint64_t now_ns)
{
	struct under_way walk = { live, live->on_event, live->ctx, 0, UINT64_MAX, now_ns, 0 };

	detach(live);
	ring_buffer__consume(live->rings.ring);
	walk_table(live, deliver_under_way, &walk);
	live->filtered += walk.filtered;
	live->half_seen = count_setups(live);
}

static void read_counters(struct live *live)
{
	int policy = live->attached ? cpu__hold() : -1;
	const __u32 zero = 0;

	if (bpf_map_lookup_elem(bpf_map__fd(live->skel->maps.counters), &zero, live->per_cpu))
		note_unread(live, errno, "the counters");
	cpu__release(policy);
}

/*
 * How many commands were missed on entry for good: of what the kernel says that it left out, those
 * that were not recovered; where it does not say, those that turned up later, but for what the
 * table had no room for.
 */
static uint64_t count_missed(const struct nvme_trace_counters *kernel, uint64_t left_out)
{
	uint64_t lost = left_out > kernel->recovered ? left_out - kernel->recovered : 0;
	uint64_t met = kernel->entry_missed > kernel->table_full
			       ? kernel->entry_missed - kernel->table_full
			       : 0;

	return lost > met ? lost : met;
}

void live__totals(struct live *live, struct live_totals *totals)
{
	const struct nvme_trace_counters *per_cpu = live->per_cpu;
	uint64_t left_out = live->attached ? hooks__missed(live->skel) : live->probe_missed;

	read_counters(live);
	*totals = (struct live_totals){
		.bad_records = live->bad_records,
		.half_seen = live->half_seen,
		.unread = live->unread,
	};
	/* The structure is nothing but __u64 counters, and stays so. */
	for (int cpu = 0; cpu < live->cpus; cpu++)
		for (size_t i = 0; i < sizeof(*per_cpu) / sizeof(__u64); i++)
			((__u64 *)&totals->kernel)[i] += ((const __u64 *)&per_cpu[cpu])[i];
	totals->kernel.filtered += live->filtered;
	totals->probe_missed = count_missed(&totals->kernel, left_out);
}

void live__free(struct live *live)
{
	if (!live)
		return;
	detach(live);
	release(live);
	free(live);
}
