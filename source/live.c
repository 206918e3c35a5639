// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source/live.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/log.h"
#include "nvme_trace.skel.h"
#include "source/diagnose.h"
#include "source/kernel_types.h"

/* Tests build with another name, to see what happens where a kernel has renamed it. */
#ifndef NVME_TRACE_SYMBOL
#define NVME_TRACE_SYMBOL "nvme_submit_user_cmd"
#endif

struct live {
	struct nvme_trace_bpf *skel;
	struct ring_buffer *ring;
	live_event_fn on_event;
	void *ctx;
	uint64_t bad_records;
	uint64_t probe_missed; /* as of detaching; the kernel forgets it then */
	bool attached;
	struct kernel_types types;
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
	    event->version != NVME_TRACE_RECORD_VERSION)
		live->bad_records++;
	else
		live->on_event(live->ctx, event);
	return 0;
}

/*
 * The custom BTF has to be named when the object is opened, and is made of what
 * the object itself says it needs: so the object's BTF is read before that.
 */
static struct nvme_trace_bpf *open_with(int types_fd)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", types_fd);
	if (types_fd >= 0)
		opts.btf_custom_path = path;
	return nvme_trace_bpf__open_opts(&opts);
}

static int collect_types(struct kernel_types *types)
{
	struct nvme_trace_bpf *skel = nvme_trace_bpf__open();
	int fd = skel ? kernel_types__collect(bpf_object__btf(skel->obj), types) : -1;

	nvme_trace_bpf__destroy(skel);
	return fd;
}

static int load(struct live *live, const struct live_config *config)
{
	int types_fd = collect_types(&live->types);
	int error = live->types.driver_layout ? 0 : -ENOENT;

	if (!error)
		live->skel = open_with(types_fd);
	if (!error && !live->skel)
		error = -errno;
	if (!error)
		error = bpf_map__set_max_entries(live->skel->maps.events, config->buffer_size);
	if (!error)
		error = nvme_trace_bpf__load(live->skel);
	if (types_fd >= 0)
		close(types_fd);
	return error;
}

static int attach_kprobe(struct bpf_program *program, const char *symbol, struct bpf_link **link)
{
	bool is_return = strstr(bpf_program__section_name(program), "kretprobe") != NULL;

	*link = bpf_program__attach_kprobe(program, is_return, symbol);
	return *link ? 0 : -errno;
}

/*
 * nvme_execute_rq since 6.3, nvme_execute_passthru_rq before. The older first:
 * before 6.2 a name that is not there costs a walk over all of the kernel's.
 */
static int attach_execute(struct nvme_trace_bpf *skel)
{
	struct bpf_program *program = skel->progs.nvme_execute_rq;
	struct bpf_link **link = &skel->links.nvme_execute_rq;

	if (!attach_kprobe(program, "nvme_execute_passthru_rq", link))
		return 0;
	return attach_kprobe(program, "nvme_execute_rq", link);
}

/* Not on every kernel; what that means is said at ioctl_returned() in the kernel side. */
static void attach_return(struct nvme_trace_bpf *skel, const char *symbol)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = &symbol, .cnt = 1, .retprobe = true);

	skel->links.submit_returned =
		bpf_program__attach_kprobe_multi_opts(skel->progs.submit_returned, NULL, &opts);
}

static int attach_uring(struct nvme_trace_bpf *skel)
{
	int error = attach_kprobe(skel->progs.nvme_uring_cmd_io_returned, "nvme_uring_cmd_io",
				  &skel->links.nvme_uring_cmd_io_returned);

	if (!error)
		error = attach_kprobe(skel->progs.nvme_uring_cmd_io, "nvme_uring_cmd_io",
				      &skel->links.nvme_uring_cmd_io);
	return error;
}

/* A compiler may have renamed the function, and then may have changed its arguments as well. */
static int attach_submit(struct nvme_trace_bpf *skel)
{
	struct bpf_program *program = skel->progs.nvme_submit_user_cmd;
	struct bpf_link **link = &skel->links.nvme_submit_user_cmd;
	char symbol[SYMBOL_SIZE];
	int error = attach_kprobe(program, NVME_TRACE_SYMBOL, link);

	if (!error)
		attach_return(skel, NVME_TRACE_SYMBOL);
	if (!error || !diagnose__kernel_symbol(NVME_TRACE_SYMBOL, symbol) ||
	    strcmp(symbol, NVME_TRACE_SYMBOL) == 0)
		return error;
	error = attach_kprobe(program, symbol, link);
	if (error)
		return error;
	attach_return(skel, symbol);
	log_message("warning: this kernel has %s only as %s; its arguments may differ, "
		    "which is checked for each command",
		    NVME_TRACE_SYMBOL, symbol);
	return 0;
}

/* The entry comes last: no command is in the table before all of its hooks are there. */
static int attach(struct live *live)
{
	struct nvme_trace_bpf *skel = live->skel;
	int error;

	bpf_program__set_autoattach(skel->progs.nvme_submit_user_cmd, false);
	bpf_program__set_autoattach(skel->progs.nvme_execute_rq, false);
	bpf_program__set_autoattach(skel->progs.submit_returned, false);
	bpf_program__set_autoattach(skel->progs.nvme_uring_cmd_io, false);
	bpf_program__set_autoattach(skel->progs.nvme_uring_cmd_io_returned, false);
	error = nvme_trace_bpf__attach(skel);
	if (!error)
		error = attach_execute(skel);
	if (!error)
		error = attach_submit(skel);
	if (!error && live->types.uring)
		error = attach_uring(skel);
	return error;
}

static void explain(int error, bool driver_layout)
{
	bool ring_buffer = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) != 0;
	struct machine machine;
	char cause[512];

	diagnose__gather(&machine, NVME_TRACE_SYMBOL, ring_buffer, driver_layout);
	if (diagnose__cause(&machine, NVME_TRACE_SYMBOL, cause, sizeof(cause)))
		log_message("%s", cause);
	else
		log_message("cannot trace on this kernel (%s): %s; for details run: "
			    "nvme_trace --debug",
			    machine.release, strerror(-error));
}

struct live *live__open(const struct live_config *config, live_event_fn on_event, void *ctx)
{
	struct live *live = calloc(1, sizeof(*live));
	int error = -ENOMEM;

	if (live) {
		live->on_event = on_event;
		live->ctx = ctx;
		live->types.driver_layout = true;
		libbpf_set_print(config->debug ? print_debug : print_nothing);
		error = load(live, config);
	}
	if (!error) {
		live->ring = ring_buffer__new(bpf_map__fd(live->skel->maps.events), on_record, live,
					      NULL);
		error = live->ring ? attach(live) : -errno;
	}
	if (!error) {
		live->attached = true;
		return live;
	}
	explain(error, !live || live->types.driver_layout);
	live__free(live);
	return NULL;
}

int live__poll(struct live *live, int timeout_ms)
{
	int count = ring_buffer__poll(live->ring, timeout_ms);

	if (count >= 0 || count == -EINTR)
		return 0;
	log_message("cannot read the ring buffer: %s", strerror(-count));
	return -1;
}

/*
 * How often the kernel left out the perf event's kprobe: bpf_link_info since
 * 3acf8ace6823 (6.7), laid out here because Debian 12's headers are older. 0
 * where the kernel does not say.
 */
static uint64_t kprobe_missed(const struct bpf_link *link)
{
	struct {
		__u32 type, id, prog_id, pad;
		__u32 perf_type, perf_pad;
		__u64 name;
		__u32 name_size, offset;
		__u64 address, missed, cookie;
	} info = {};
	__u32 size = sizeof(info);

	if (!link || bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size) ||
	    size < sizeof(info) - sizeof(info.cookie))
		return 0;
	return info.missed;
}

/* How often the kernel left out a program because one was running on that CPU; since 5.12. */
static uint64_t program_missed(const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd = bpf_program__fd(program);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.recursion_misses;
}

/* Only of the entry: whatever else is skipped shows in the command that it concerns. */
static uint64_t count_missed(const struct live *live)
{
	return kprobe_missed(live->skel->links.nvme_submit_user_cmd) +
	       program_missed(live->skel->progs.nvme_submit_user_cmd) +
	       kprobe_missed(live->skel->links.nvme_uring_cmd_io) +
	       program_missed(live->skel->progs.nvme_uring_cmd_io);
}

/* Entry first, so that no command enters once the hooks that follow it begin to go. */
static void detach(struct live *live)
{
	if (!live->attached)
		return;
	live->attached = false;
	live->probe_missed = count_missed(live);
	bpf_link__destroy(live->skel->links.nvme_submit_user_cmd);
	live->skel->links.nvme_submit_user_cmd = NULL;
	bpf_link__destroy(live->skel->links.nvme_uring_cmd_io);
	live->skel->links.nvme_uring_cmd_io = NULL;
	nvme_trace_bpf__detach(live->skel);
	/* A global membarrier waits, as synchronize_rcu() does, for programs that still run. */
	syscall(__NR_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

/* Commands that entered the table of commands and whose record did not come out. */
static void deliver_unfinished(struct live *live)
{
	int fd = bpf_map__fd(live->skel->maps.commands);
	uint64_t key, *last = NULL;
	struct nvme_trace_command command;

	while (!bpf_map_get_next_key(fd, last, &key)) {
		last = &key;
		if (!bpf_map_lookup_elem(fd, &key, &command) && !command.reported)
			live->on_event(live->ctx, &command.event);
	}
}

void live__stop(struct live *live)
{
	detach(live);
	ring_buffer__consume(live->ring);
	deliver_unfinished(live);
}

void live__totals(const struct live *live, struct live_totals *totals)
{
	int cpus = libbpf_num_possible_cpus();
	struct nvme_trace_counters *per_cpu;
	__u32 zero = 0;

	*totals = (struct live_totals){
		.bad_records = live->bad_records,
		.probe_missed = live->attached ? count_missed(live) : live->probe_missed,
	};
	per_cpu = cpus > 0 ? calloc((size_t)cpus, sizeof(*per_cpu)) : NULL;
	if (!per_cpu ||
	    bpf_map_lookup_elem(bpf_map__fd(live->skel->maps.counters), &zero, per_cpu)) {
		log_message("cannot read the counters: %s", strerror(errno));
		cpus = 0;
	}
	/* The structure is nothing but __u64 counters, and stays so. */
	for (int cpu = 0; cpu < cpus; cpu++)
		for (size_t i = 0; i < sizeof(*per_cpu) / sizeof(__u64); i++)
			((__u64 *)&totals->kernel)[i] += ((const __u64 *)&per_cpu[cpu])[i];
	free(per_cpu);
}

void live__free(struct live *live)
{
	if (!live)
		return;
	ring_buffer__free(live->ring);
	nvme_trace_bpf__destroy(live->skel);
	free(live);
}
