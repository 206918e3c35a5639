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
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "live/cpu.h"
#include "live/failure.h"
#include "live/hooks.h"
#include "live/kernel_types.h"
#include "live/object.h"
#include "live/rings.h"
#include "live/sum_reader.h"
#include "live/tables.h"
#include "live/targets.h"
#include "nvme_trace.skel.h"

#define POLL_MS	    ((int)(NVME_TRACE_READER_POLL_NS / 1000000))
#define IDLE_POLLS  2 /* after this many empty polls every new record wakes us */
#define MIN_SCAN_NS 20000000ULL
#define LOSSES_NS   1000000000ULL /* how often to look for losses */

struct live {
	struct nvme_trace_bpf *skel;
	int wait_fd; /* epoll set of the files that end a wait; -1 = there is none */
	const struct event_sink *sink;
	uint64_t in_flight_ns; /* when a command is overdue; 0 = never */
	uint64_t scanned_ns;   /* when overdue commands were last searched for */
	uint64_t seen, sent_after_ns, sent_until_ns; /* of may_find_overdue() */
	uint64_t losses_ns;			     /* when losses were last looked for */
	uint64_t bad_records;
	uint64_t probe_missed; /* when detaching; afterwards the kernel has forgotten it */
	uint64_t filtered;     /* commands in flight at the end that the filter rejected */
	uint64_t half_seen;    /* in flight at the end, but not in the table of commands */
	bool attached;
	bool plain;	/* do without programs on the driver's ioctl functions, and without casts */
	int idle_polls; /* polls to do before waiting for a wake-up */
	struct hook_plan plan;
	struct kernel_types types;
	struct targets targets;
	struct rings rings;
	struct sums sums;
	struct tables tables;
};

static void deliver(const struct live *live, const struct nvme_trace_event *event)
{
	const struct event_sink *sink = live->sink;

	if (event->complete_ns)
		sink->tick(sink->ctx, event->complete_ns);
	sink->event(sink->ctx, event);
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
		deliver(live, event);
	return 0;
}

static void choose_hooks(struct live *live, const struct filter *filter)
{
	bool kernel = filter->origins >> NVME_TRACE_ORIGIN_KERNEL & 1;
	bool block = filter->origins >> NVME_TRACE_ORIGIN_BLOCK & 1;
	/*
	 * A thread that is preempted in such a program makes the kernel skip it for others. The
	 * kernels with PREEMPT_LAZY preempt it, and all have fprobes instead.
	 */
	bool ends = !live->plain && live->skel->rodata->has_typed_task && !live->types.returns &&
		    !live->types.real_time && hooks__can_see_calls(&live->targets);

	live->plan = (struct hook_plan){
		.uring = live->types.uring,
		.fprobes = live->types.returns && live->types.preemptible,
		.returns = live->types.returns,
		.typed_requests = hooks__can_type_requests(&live->targets),
		.ends = ends,
		/* With casts the kprobe alone is nearly as fast, and the start is shorter. */
		.calls = ends && !live->skel->rodata->has_casts,
		.recovery = live->types.returns || live->types.real_time,
		.block = block,
		.block_or_kernel = kernel || block,
	};
	hooks__choose(live->skel, &live->plan, &live->targets);
}

static int load(struct live *live, const struct live_config *config)
{
	int error;

	live->skel = object__open(&live->types, &live->targets, config->debug);
	if (!live->skel)
		return -errno;
	if (!live->types.driver_layout)
		return -ENOENT;
	error = rings__choose(&live->rings, live->skel, config->buffer_size,
			      live->types.ring_sleeps);
	if (!error)
		error = sums__choose(&live->sums, live->skel, &config->sums);
	if (error)
		return error;
	live->skel->rodata->filter = config->filter;
	live->skel->rodata->filter_is_narrow = filter__is_narrow(&config->filter);
	live->skel->rodata->has_typed_task =
		libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, BPF_FUNC_get_current_task_btf,
					NULL) == 1;
	if (live->plain) /* no program may even contain a call of the function */
		live->targets.casts = (struct casts){ 0 };
	casts__choose(&live->targets.casts, live->skel);
	if (config->filter.payload_size && object__find_memory(live->skel))
		return -ENODATA;
	choose_hooks(live, &config->filter);
	error = tables__choose_size(live->skel);
	return error ? error : nvme_trace_bpf__load(live->skel);
}

/* Starts or stops all programs at the same moment. */
static void set_tracing(struct nvme_trace_bpf *skel, bool tracing)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (tracing)
		skel->bss->trace_began_ns =
			(uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	__atomic_store_n(&skel->bss->tracing, tracing, __ATOMIC_SEQ_CST);
}

/* What live__wait() waits for. wake_fd is edge-triggered, because nobody reads it. */
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

/* Loads and attaches. Returns 0 or -errno; the caller frees live in either case. */
static int load_and_attach(struct live *live, const struct live_config *config)
{
	int error;

	live->types.driver_layout = true;
	error = tables__allocate(&live->tables);
	if (!error)
		error = load(live, config);
	if (!error)
		error = tables__open(&live->tables, live->skel);
	if (error)
		return error;
	error = rings__open(&live->rings, live->skel, on_record, live);
	if (!error)
		error = sums__open(&live->sums, live->skel);
	if (!error)
		error = prepare_wait(live, config->wake_fd);
	if (error)
		return error;
	live->attached = true;
	error = hooks__attach(live->skel, &live->plan);
	if (!error)
		set_tracing(live->skel, true);
	return error;
}

bool live__can_go_on(void *ctx)
{
	const struct live *live = ctx;
	uint64_t key;

	return !bpf_map_get_next_key(bpf_map__fd(live->skel->maps.setups), NULL, &key) ||
	       errno == ENOENT;
}

static void detach(struct live *live)
{
	if (!live->attached)
		return;
	live->attached = false;
	set_tracing(live->skel, false);
	live->probe_missed = hooks__missed(live->skel, &live->plan);
	hooks__detach(live->skel);
}

static void release(struct live *live)
{
	if (live->wait_fd >= 0)
		close(live->wait_fd);
	rings__close(&live->rings);
	sums__close(&live->sums);
	nvme_trace_bpf__destroy(live->skel);
	tables__free(&live->tables);
}

/*
 * Loads and attaches. If that fails, tries it with less: a kernel runs at most 38 programs on a
 * function, some machines cannot run any, and without its JIT compiler a kernel has no casts.
 */
static int begin_trace(struct live *live, const struct live_config *config)
{
	int error = targets__open(&live->targets);

	live->wait_fd = -1;
	failure__allow_files();
	if (!error)
		error = load_and_attach(live, config);
	if (!error || !live->skel || !(live->plan.ends || live->skel->rodata->has_casts))
		return error;
	detach(live);
	release(live);
	*live = (struct live){
		.sink = live->sink,
		.in_flight_ns = live->in_flight_ns,
		.wait_fd = -1,
		.plain = true,
		.targets = live->targets,
	};
	return load_and_attach(live, config);
}

/* Frees what begin_trace() has made, also after it failed. */
static void end_trace(struct live *live)
{
	detach(live);
	release(live);
	targets__close(&live->targets);
}

struct live *live__open(const struct live_config *config, const struct event_sink *sink)
{
	struct live *live = calloc(1, sizeof(*live));
	char cause[CAUSE_SIZE];
	struct machine machine;
	bool driver_layout;
	int error = -ENOMEM;

	if (live) {
		live->sink = sink;
		live->in_flight_ns = config->in_flight_ns;
		error = begin_trace(live, config);
	}
	if (!error)
		return live;
	driver_layout = !live || live->types.driver_layout;
	live__free(live);
	failure__explain(error, driver_layout, &machine, cause);
	log_message("%s", cause);
	return NULL;
}

void live__try(const struct live_config *config, struct trial *trial)
{
	struct live live = {};
	int error = begin_trace(&live, config);

	*trial = (struct trial){
		.works = !error,
		.fprobes = live.plan.fprobes,
	};
	end_trace(&live);
	trial->known =
		failure__explain(error, live.types.driver_layout, &trial->machine, trial->cause);
}

/* ---- Delivering ---- */

/* How often to search for overdue commands; 0 = never. */
static uint64_t scan_period(const struct live *live)
{
	uint64_t period = live->in_flight_ns / 10;

	return live->in_flight_ns && period < MIN_SCAN_NS ? MIN_SCAN_NS : period;
}

void live__wait(const struct live *live, int timeout_ms)
{
	int scan_ms = (int)(scan_period(live) / 1000000);
	struct epoll_event event;

	if (scan_ms && timeout_ms > scan_ms)
		timeout_ms = scan_ms;
	/* The kernel side does not wake us for every record: see choose_wakeup() there. */
	if (live->idle_polls && timeout_ms > POLL_MS)
		timeout_ms = POLL_MS;
	epoll_wait(live->wait_fd, &event, 1, sums__timeout(&live->sums, timeout_ms));
}

/* A search of the table for commands in flight. Times are in ns of CLOCK_MONOTONIC. */
struct search {
	struct live *live;
	void (*fn)(void *ctx, const struct nvme_trace_event *event);
	uint64_t from_ns, until_ns; /* those submitted after from_ns, up to until_ns */
	uint64_t now_ns;
	uint64_t filtered;
};

static void deliver_in_flight(void *ctx, const struct nvme_trace_event *event)
{
	struct search *search = ctx;
	struct nvme_trace_event now = *event;

	if (event->submit_ns <= search->from_ns || event->submit_ns > search->until_ns)
		return;
	now.outcome = NVME_TRACE_IN_FLIGHT;
	now.complete_ns = event->submit_ns < search->now_ns ? search->now_ns : event->submit_ns;
	if (filter__wants_outcome(&search->live->skel->rodata->filter, &now, search->now_ns))
		search->fn(search->live->sink->ctx, &now);
	else
		search->filtered++;
}

/*
 * Whether a command that became overdue may be in the table. The table is large, so it is searched
 * only then. The commands that count were sent after sent_after_ns and up to sent_until_ns.
 */
static bool may_find_overdue(struct live *live, const struct search *search)
{
	struct nvme_trace_counters sum;

	tables__sum_counters(&live->tables, &sum);
	if (sum.seen != live->seen) {
		/* If all those before have been searched for, only the new ones count. */
		if (live->sent_until_ns <= search->from_ns)
			live->sent_after_ns = live->scanned_ns;
		live->sent_until_ns = search->now_ns;
		live->seen = sum.seen;
	}
	return live->sent_until_ns > search->from_ns && live->sent_after_ns < search->until_ns;
}

/*
 * Delivers each overdue command once, in the first scan after it became overdue. Each scan starts
 * at the time at which the previous one ended.
 */
static void deliver_overdue(struct live *live, uint64_t now_ns)
{
	uint64_t limit = live->in_flight_ns;
	struct search search = {
		.live = live,
		.fn = live->sink->overdue,
		.from_ns = live->scanned_ns > limit ? live->scanned_ns - limit : 0,
		.until_ns = now_ns - limit,
		.now_ns = now_ns,
	};
	int policy;

	if (!limit || now_ns <= limit || now_ns - live->scanned_ns < scan_period(live))
		return;
	if (may_find_overdue(live, &search)) {
		policy = cpu__hold();
		tables__walk_commands(&live->tables, deliver_in_flight, &search);
		cpu__release(policy);
	}
	live->scanned_ns = now_ns;
}

static void deliver_losses(struct live *live)
{
	struct live_totals totals;

	live__totals(live, &totals);
	live->sink->lost(live->sink->ctx, totals.lost);
}

int live__deliver(struct live *live, uint64_t now_ns)
{
	const struct event_sink *sink = live->sink;
	int count = ring_buffer__consume(live->rings.ring);

	if (!live->losses_ns) { /* the first call: nothing can be overdue or lost yet */
		live->scanned_ns = live->skel->bss->trace_began_ns;
		live->losses_ns = now_ns;
	}
	if (count < 0) {
		log_message("cannot read the ring buffer: %s", strerror(-count));
		return -1;
	}
	if (count)
		live->idle_polls = IDLE_POLLS;
	else if (live->idle_polls)
		live->idle_polls--;
	sums__deliver(&live->sums, sink, now_ns);
	deliver_overdue(live, now_ns);
	if (now_ns - live->losses_ns >= LOSSES_NS) {
		live->losses_ns = now_ns;
		deliver_losses(live);
	}
	sink->tick(sink->ctx, now_ns);
	sink->flush(sink->ctx);
	return 0;
}

void live__stop(struct live *live, uint64_t now_ns)
{
	const struct event_sink *sink = live->sink;
	struct search search = {
		.live = live, .fn = sink->event, .until_ns = UINT64_MAX, .now_ns = now_ns
	};

	detach(live);
	ring_buffer__consume(live->rings.ring);
	sums__deliver_last(&live->sums, sink);
	tables__walk_commands(&live->tables, deliver_in_flight, &search);
	live->filtered += search.filtered;
	live->half_seen = tables__count_setups(&live->tables);
	deliver_losses(live);
	sink->tick(sink->ctx, now_ns);
}

/*
 * How many commands were missed on entry and not recovered. If the kernel reports how often it
 * skipped the probe, these are the skips that were not recovered. Otherwise they are the commands
 * that were seen only after their entry, except those for which the table had no room.
 */
static uint64_t count_missed(const struct nvme_trace_counters *kernel, uint64_t skipped)
{
	uint64_t lost = skipped > kernel->recovered ? skipped - kernel->recovered : 0;
	uint64_t met = kernel->entry_missed > kernel->table_full
			       ? kernel->entry_missed - kernel->table_full
			       : 0;

	return (lost > met ? lost : met) + kernel->refusal_missed;
}

void live__totals(struct live *live, struct live_totals *totals)
{
	uint64_t skipped =
		live->attached ? hooks__missed(live->skel, &live->plan) : live->probe_missed;

	*totals = (struct live_totals){
		.bad_records = live->bad_records,
		.half_seen = live->half_seen,
	};
	tables__sum_counters(&live->tables, &totals->kernel);
	totals->unread = live->tables.unread || live->sums.unread;
	totals->kernel.filtered += live->filtered;
	totals->probe_missed = count_missed(&totals->kernel, skipped);
	totals->lost = totals->kernel.ring_full + totals->kernel.table_full + totals->bad_records +
		       totals->probe_missed;
}

void live__free(struct live *live)
{
	if (!live)
		return;
	end_trace(live);
	free(live);
}
