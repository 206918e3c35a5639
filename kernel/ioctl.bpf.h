/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands that come by ioctl. The sending thread waits in the ioctl until its
 * command is over, so its kernel stack names the command all the while.
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
	NVME_IOCTL_SUBMIT_IO32 = 0x402c4e42, /* a 32-bit program's, four bytes of padding shorter */
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

static __always_inline bool is_admin(__u32 number)
{
	return number == NVME_IOCTL_ADMIN_CMD || number == NVME_IOCTL_ADMIN64_CMD;
}

static __always_inline bool is_submit_io(__u32 number)
{
	return number == NVME_IOCTL_SUBMIT_IO || number == NVME_IOCTL_SUBMIT_IO32;
}

static __always_inline bool is_command(__u32 number)
{
	return is_admin(number) || number == NVME_IOCTL_IO_CMD || number == NVME_IOCTL_IO64_CMD ||
	       number == NVME_IOCTL_IO64_CMD_VEC || is_submit_io(number);
}

SEC("kprobe/nvme_submit_user_cmd")
int BPF_KPROBE(nvme_submit_user_cmd, struct request_queue *q, struct nvme_command *cmd,
	       void *ubuffer, unsigned int data_len)
{
	struct nvme_ns *ns = BPF_CORE_READ(q, queuedata);
	struct nvme_trace_command *command = new_command();
	struct nvme_trace_event *event = &command->event;
	struct user_call call = {};
	struct open_node node = {};

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !command)
		return 0;
	start_own_event(event, NVME_TRACE_ORIGIN_IOCTL);
	event->data_len = data_len;
	event->metadata_len = (__u32)ctx->r9; /* the sixth argument */
	read_sqe(&event->sqe, cmd);
	read_user_call(&call);
	read_node(&node, event->node, call.file);
	if (ns)
		node.ns = ns; /* of a multipath head, the path that was chosen */
	locate(event, ctrl_of_node(&node), ns);
	/* One that is not wanted has a place too, so that the ioctl's end is not taken for a refusal. */
	command->reported = !wanted(event, descends());
	add(current_stack(), command);
	return 0;
}

/* False if there is nothing to read, and so no command either. */
static __always_inline bool read_user_command(struct nvme_trace_event *event,
					      const struct user_call *call)
{
	struct nvme_user_io io = {};

	if (!is_submit_io(call->number)) {
		if (bpf_probe_read_user(&event->sqe, sizeof(event->sqe), (void *)call->arg))
			return false;
		take_passthru(event);
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

/* An ioctl failed without having led to a command: was it for a drive at all? */
static __always_inline void refused(long ret)
{
	struct nvme_trace_command *command;
	struct nvme_trace_event *event;
	struct user_call call = {};
	struct open_node node = {};

	read_user_call(&call);
	if (!WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !is_command(call.number))
		return;
	command = new_command();
	if (!command)
		return;
	event = &command->event;
	start_own_event(event, NVME_TRACE_ORIGIN_IOCTL);
	if (!read_node(&node, event->node, call.file))
		return;
	locate(event, ctrl_of_node(&node), is_admin(call.number) ? NULL : node.ns);
	event->queue = is_admin(call.number) ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	event->error = ret;
	if (read_user_command(event, &call) && wanted(event, descends()))
		send(event, NVME_TRACE_FAILED, NULL);
}

static __always_inline void ioctl_ended(long ret)
{
	if (!ended(current_stack(), ret) && ret < 0 && tracing)
		refused(ret);
}

/*
 * The end of an ioctl is watched from one of two places:
 *
 * - The return from the driver's own functions, where the kernel follows returns
 *   by a shadow stack (4346ba160409, 6.14). Before, as any kretprobe, that has only
 *   a few instances to remember with who sleeps there until the drive answers.
 * - Before, the system call's exit event. Later kernels may take the CPU from such
 *   a program (see nvme_setup_cmd_entered), and then leave others out.
 */
SEC("kretprobe.multi")
int BPF_KRETPROBE(driver_returned, int ret)
{
	ioctl_ended(ret);
	return 0;
}

SEC("tp/syscalls/sys_exit_ioctl")
int ioctl_returned(struct syscall_trace_exit *ctx)
{
	ioctl_ended(ctx->ret);
	return 0;
}

/*
 * The exit event leaves out 32-bit programs. Of those a kretprobe will do, although more of them at
 * a time than it has instances have their ends unseen: there are few.
 */
SEC("kretprobe")
int BPF_KRETPROBE(ioctl32_returned, int ret)
{
	ioctl_ended(ret);
	return 0;
}

/*
 * Whether the next is of use: later kernels may leave out the program that calls it as well, and it
 * takes them long to check. Set by user space before loading.
 */
const volatile bool recovers = false;

/*
 * The driver sets up an ioctl's command that was not seen to enter, as the kernel leaves out a
 * kprobe's program while anybody reads or writes a map on that CPU; where it may take the CPU away
 * meanwhile, that lasts. This is the sender's thread if what waits for the answer lies on its stack,
 * so nothing is lost but the moment of entry. Returns whether the command is known now.
 */
static __noinline int entered_unseen(struct request *rq, struct nvme_command *cmd)
{
	__u64 data = (__u64)BPF_CORE_READ(rq, end_io_data), key = current_stack();
	struct nvme_trace_command command = { .described = true };
	struct nvme_trace_command *known = bpf_map_lookup_elem(&commands, &key);
	struct nvme_trace_event *event = &command.event;

	if (!recovers || (data & ~(STACK_SIZE - 1)) != key)
		return false;
	/* One that is known, and not wanted; what was shown is over, although its end went unseen. */
	if (known && (!known->reported || !known->event.issue_ns))
		return true;
	end_unseen(key);
	start_own_event(event, NVME_TRACE_ORIGIN_IOCTL);
	event->issue_ns = event->submit_ns;
	read_request(event, rq, cmd);
	locate_request(event, rq);
	read_queue(event, rq);
	command.reported = !descends() || !filter__wants_command(&filter, event);
	/* Else the table is full, which was counted when it entered if it was seen then. */
	if (bpf_map_update_elem(&commands, &key, &command, BPF_NOEXIST))
		return true;
	COUNT(seen);
	COUNT(recovered);
	if (command.reported)
		COUNT(filtered);
	return true;
}

#endif
