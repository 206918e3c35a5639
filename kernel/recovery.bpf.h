/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands of ioctls that the kernel hid from a program: it skips kprobe programs on a CPU while a
 * map is read or written there by a system call, and may skip a program that it has preempted.
 */
#ifndef KERNEL_RECOVERY_BPF_H
#define KERNEL_RECOVERY_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/ioctl.bpf.h"
#include "kernel/requests.bpf.h"

/* The sender is in its place already; only its entry into the probed function was missed. */
static __noinline void enter_at_setup(struct nvme_trace_command *command,
					   const struct request_facts *facts,
					   struct nvme_command *cmd)
{
	struct nvme_trace_event *event = &command->event;

	event->submit_ns = event->issue_ns = facts->now;
	read_issued_command(event, facts, cmd);
	if (command->ns != request_ns(facts->request, UNTYPED))
		read_request_location(event, facts);
	read_queue_id(event, facts);
	command->described = true;
	count_entered_command(command);
}

/*
 * Whether the command of the thread with this stack was seen and filtered. Such a command is in the
 * table, but nothing is recorded there after its entry.
 */
static __always_inline bool is_filtered(const struct nvme_trace_place *place, __u64 stack)
{
	if (place)
		return place->command.entered && !place->command.event.issue_ns;
	return spilled && bpf_map_lookup_elem(&commands, &stack);
}

/*
 * The function that ends an ioctl's request. User space sets it if it can; otherwise it is learned
 * from a request whose sender is known.
 */
__u64 end_of_ioctl;

static __always_inline void learn_end_of_ioctl(struct request *rq)
{
	if (!end_of_ioctl)
		end_of_ioctl = (__u64)BPF_CORE_READ(rq, end_io);
}

/*
 * Handles an ioctl's command whose entry was not seen. If end_io_data points into the current
 * thread's stack, this is the sender's thread, and only the time of entry is lost. Returns whether
 * the command is known now.
 */
__noinline int recover_missed_entry(__u64 request, __u64 cmd)
{
	struct request_facts facts = { .request = (struct request *)request };
	struct request *rq = facts.request;
	__u64 stack = stack_of_waiter((__u64)BPF_CORE_READ(rq, end_io_data));
	struct nvme_trace_place *place = find_place(stack);
	bool has_sender = place && !place->command.entered;
	struct nvme_trace_command *command;

	facts.now = bpf_ktime_get_ns();
	if (has_sender) {
		command = &place->command;
	} else {
		if (is_filtered(place, stack))
			return true;
		/* A place that is left is that of the thread's last command, whose end was missed. */
		command = stack == current_stack() ? new_command(SCRATCH_SETUP) : NULL;
		if (!command)
			return false;
		start_sender_event(&command->event, NVME_TRACE_ORIGIN_IOCTL);
		command->event.ctrl = NVME_TRACE_NO_CTRL;
		command->ns = ~0ULL; /* none, so that the location is read */
	}
	ONE_CALL(has_sender);
	enter_at_setup(command, &facts, (struct nvme_command *)cmd);
	if (has_sender)
		return true;
	learn_end_of_ioctl(rq);
	add_ioctl_command(stack, command);
	COUNT(recovered);
	return true;
}

/*
 * The thread that waits for the request with this end_io_data: the struct completion there names it
 * in its list of waiters. The thread's stack shows whether it is a completion at all. Returns NULL
 * if nobody waits yet.
 */
static __always_inline struct task_struct *waiter_of(__u64 end_io_data, __u64 stack)
{
	struct task_struct *current = (struct task_struct *)bpf_get_current_task(), *task;
	struct completion *done = (struct completion *)end_io_data;
	struct list_head *waiter;

	if (address_of(CURRENT(stack)) == stack)
		return current;
	waiter = BPF_CORE_READ(done, wait.task_list.next);
	task = BPF_CORE_READ((struct swait_queue *)((void *)waiter -
				bpf_core_field_offset(struct swait_queue, task_list)), task);
	return (__u64)BPF_CORE_READ(task, stack) == stack ? task : NULL;
}

/*
 * Whether the kernel may preempt programs and so skip every one of them for a command. User space
 * sets this before loading.
 */
const volatile bool recovers_commands = false;

/* When the trace began; user space sets it. And when the first command was set up in it. */
__u64 trace_began_ns;
__u64 first_setup_jiffies;

#define LONGEST_JIFFY_NS 10000000ULL /* CONFIG_HZ=100 */

static __always_inline void note_first_setup(void)
{
	if (!first_setup_jiffies && tracing)
		first_setup_jiffies = bpf_jiffies64();
}

static __always_inline void note_end_of_ioctl(const struct request_facts *facts)
{
	if (facts->command && facts->command->event.origin == NVME_TRACE_ORIGIN_IOCTL)
		learn_end_of_ioctl(facts->request);
}

/*
 * Whether the driver surely started the request in this trace. The deadline tells when it did, in
 * jiffies, of which a program does not know the length.
 */
static __always_inline bool started_in_trace(struct request *rq, __u64 now)
{
	__u64 started = BPF_CORE_READ(rq, deadline) - BPF_CORE_READ(rq, timeout);
	__u64 age = bpf_jiffies64() - started + 1;

	if (first_setup_jiffies && started > first_setup_jiffies)
		return tracing;
	return tracing && now - trace_began_ns > age * LONGEST_JIFFY_NS;
}

static __always_inline bool is_ioctl(struct request *rq, const struct task_struct *waiter)
{
	__u64 end_io = (__u64)BPF_CORE_READ(rq, end_io);

	if (waiter)
		end_of_ioctl = end_io;
	return end_io == end_of_ioctl;
}

/* What recover_missed_command() returns. */
enum recovered {
	RECOVERED_NOT,	   /* nothing is known of the command */
	RECOVERED_TO_SEND, /* its event is to be sent */
	RECOVERED_FILTERED,
};

/*
 * Handles a completed command of an ioctl that no program has seen so far: the kernel skipped them
 * all. Its sender is the thread that waits for it. The sender stays unknown if it does not wait
 * yet. The times and the node are lost. The command is then in the given element of `scratch`.
 */
__noinline int recover_missed_command(__u64 request, __u32 scratch)
{
	struct request_facts facts = { .request = (struct request *)request };
	struct request *rq = facts.request;
	__u64 data = (__u64)BPF_CORE_READ(rq, end_io_data), stack = stack_of_waiter(data);
	struct nvme_trace_command *command = new_command(scratch);
	struct task_struct *task = waiter_of(data, stack);
	struct nvme_trace_event *event = &command->event;

	if (is_filtered(find_place(stack), stack))
		return RECOVERED_FILTERED;
	facts.now = bpf_ktime_get_ns();
	if (!command || !is_ioctl(rq, task) || !started_in_trace(rq, facts.now))
		return RECOVERED_NOT;
	start_event(event, NVME_TRACE_ORIGIN_IOCTL, facts.now);
	event->issue_ns = facts.now;
	if (task) {
		event->pid = BPF_CORE_READ(task, tgid);
		event->tid = BPF_CORE_READ(task, pid);
		event->uid = BPF_CORE_READ(task, cred, uid.val);
		bpf_core_read_str(event->comm, sizeof(event->comm), &task->comm);
	}
	describe_new_command(event, &facts, request_command(rq));
	read_answer(event, &facts);
	COUNT(recovered);
	return count_wanted(event, !filter.ancestor) ? RECOVERED_TO_SEND : RECOVERED_FILTERED;
}

#endif
