/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands sent by ioctl. The sending thread waits in the ioctl until its command has ended, so the
 * address of its kernel stack identifies the command.
 */
#ifndef KERNEL_IOCTL_BPF_H
#define KERNEL_IOCTL_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/requests.bpf.h"

/* The kernel's user interface, include/uapi/linux/nvme_ioctl.h. */
enum {
	NVME_IOCTL_ADMIN_CMD = 0xc0484e41,
	NVME_IOCTL_SUBMIT_IO = 0x40304e42,
	NVME_IOCTL_SUBMIT_IO32 = 0x402c4e42, /* of 32-bit programs: without 4 bytes of padding */
	NVME_IOCTL_IO_CMD = 0xc0484e43,
	NVME_IOCTL_ADMIN64_CMD = 0xc0504e47,
	NVME_IOCTL_IO64_CMD = 0xc0504e48,
	NVME_IOCTL_IO64_CMD_VEC = 0xc0504e49,
};

struct nvme_user_io {
	__u8 opcode, flags;
	__u16 control, nblocks, rsvd;
	__u64 metadata, addr, slba;
};

static __always_inline bool is_admin_ioctl(__u32 number)
{
	return number == NVME_IOCTL_ADMIN_CMD || number == NVME_IOCTL_ADMIN64_CMD;
}

static __always_inline bool is_submit_io_ioctl(__u32 number)
{
	return number == NVME_IOCTL_SUBMIT_IO || number == NVME_IOCTL_SUBMIT_IO32;
}

static __always_inline bool is_command_ioctl(__u32 number)
{
	return is_admin_ioctl(number) || is_submit_io_ioctl(number) ||
	       number == NVME_IOCTL_IO_CMD || number == NVME_IOCTL_IO64_CMD ||
	       number == NVME_IOCTL_IO64_CMD_VEC;
}

SEC("kprobe/nvme_submit_user_cmd")
int BPF_KPROBE(nvme_submit_user_cmd, struct request_queue *q, struct nvme_command *cmd,
	       void *ubuffer, unsigned int data_len)
{
	struct nvme_ns *ns = BPF_CORE_READ(q, queuedata);
	struct nvme_trace_command *command = new_command();
	struct nvme_trace_event *event = &command->event;
	struct ioctl_arguments call = {};
	struct open_node node = {};

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !command)
		return 0;
	start_sender_event(event, NVME_TRACE_ORIGIN_IOCTL);
	event->data_len = data_len;
	event->metadata_len = (__u32)ctx->r9; /* the sixth argument */
	read_sqe(&event->sqe, cmd);
	read_ioctl_arguments(&call);
	read_node(&node, event->node, call.file);
	if (ns)
		node.ns = ns; /* for a multipath head: the chosen path */
	read_location(event, ctrl_of_node(&node), ns);
	/*
	 * A filtered command enters the table too. Otherwise the end of its ioctl would look like
	 * that of a refused command.
	 */
	command->reported = !count_wanted(event, is_descendant());
	add_command(current_stack(), command);
	return 0;
}

/* Reads the command from the sender's memory. Returns false if it cannot be read. */
static __always_inline bool read_user_command(struct nvme_trace_event *event,
					      const struct ioctl_arguments *call)
{
	struct nvme_user_io io = {};

	if (!is_submit_io_ioctl(call->number)) {
		if (bpf_probe_read_user(&event->sqe, sizeof(event->sqe), (void *)call->arg))
			return false;
		read_passthru_lengths(event);
		return true;
	}
	if (bpf_probe_read_user(&io, sizeof(io), (void *)call->arg))
		return false;
	event->sqe.opcode = io.opcode;
	event->sqe.flags = io.flags;
	event->sqe.cdw10 = (__u32)io.slba;
	event->sqe.cdw11 = io.slba >> 32;
	event->sqe.cdw12 = io.nblocks | (__u32)io.control << 16;
	return true;
}

/* Reports a failed ioctl that should have sent a command to a drive, but did not. */
static __always_inline void report_refused_ioctl(long ret)
{
	struct nvme_trace_command *command;
	struct nvme_trace_event *event;
	struct ioctl_arguments call = {};
	struct open_node node = {};

	read_ioctl_arguments(&call);
	if (!WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !is_command_ioctl(call.number))
		return;
	command = new_command();
	if (!command)
		return;
	event = &command->event;
	start_sender_event(event, NVME_TRACE_ORIGIN_IOCTL);
	if (!read_node(&node, event->node, call.file))
		return;
	read_location(event, ctrl_of_node(&node), is_admin_ioctl(call.number) ? NULL : node.ns);
	event->queue = is_admin_ioctl(call.number) ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	event->error = ret;
	if (read_user_command(event, &call) && count_wanted(event, is_descendant()))
		send_record(event, NVME_TRACE_FAILED, NULL);
}

static __always_inline void end_ioctl(long ret)
{
	if (!end_command(current_stack(), ret) && ret < 0 && tracing)
		report_refused_ioctl(ret);
}

/*
 * The end of an ioctl is seen in one of two places:
 *
 * - If the kernel tracks returns on a shadow stack (4346ba160409, 6.14): at the return from the
 *   driver's functions. An older kretprobe has only a few instances, and each thread that waits for
 *   the drive occupies one.
 * - Otherwise: at the system call's exit event. Newer kernels may preempt a program there (see
 *   nvme_setup_cmd_entered), and then skip it for other threads.
 */
SEC("kretprobe.multi")
int BPF_KRETPROBE(driver_returned, int ret)
{
	end_ioctl(ret);
	return 0;
}

SEC("tp/syscalls/sys_exit_ioctl")
int ioctl_returned(struct syscall_trace_exit *ctx)
{
	end_ioctl(ctx->ret);
	return 0;
}

/*
 * The exit event does not fire for 32-bit programs. For these a kretprobe is good enough: it misses
 * returns only if more threads wait at once than it has instances, and 32-bit programs are rare.
 */
SEC("kretprobe")
int BPF_KRETPROBE(ioctl32_returned, int ret)
{
	end_ioctl(ret);
	return 0;
}

/*
 * Whether recover_missed_entry() does anything. It is useless on later kernels, which may skip its
 * caller too, and it takes the verifier long to check. User space sets this before loading.
 */
const volatile bool recovers_entries = false;

/*
 * Handles an ioctl's command whose entry was not seen: the kernel skips kprobe programs on a CPU
 * while a map is read or written there by a system call. If end_io_data points into the current
 * thread's stack, this is the sender's thread, and only the time of entry is lost. Returns whether
 * the command is known now.
 */
static __noinline int recover_missed_entry(struct request *rq, struct nvme_command *cmd)
{
	__u64 end_io_data = (__u64)BPF_CORE_READ(rq, end_io_data), key = current_stack();
	struct nvme_trace_command command = { .described = true };
	struct nvme_trace_command *known = bpf_map_lookup_elem(&commands, &key);
	struct nvme_trace_event *event = &command.event;
	const struct request_facts facts = { .request = rq };

	if (!recovers_entries || (end_io_data & ~(STACK_SIZE - 1)) != key)
		return false;
	/*
	 * A reported entry that was never issued is this command, filtered. Any other reported
	 * entry is stale.
	 */
	if (known && (!known->reported || !known->event.issue_ns))
		return true;
	end_stale_command(key);
	start_sender_event(event, NVME_TRACE_ORIGIN_IOCTL);
	event->issue_ns = event->submit_ns;
	describe_new_command(event, &facts, cmd);
	command.reported = !is_descendant() || !filter__wants_command(&filter, event);
	/* Fails if the table is full. If the entry was seen, that is counted already. */
	if (bpf_map_update_elem(&commands, &key, &command, BPF_NOEXIST))
		return true;
	COUNT(seen);
	COUNT(recovered);
	if (command.reported)
		COUNT(filtered);
	return true;
}

#endif
