/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands sent by ioctl. The sending thread waits in the ioctl until its command has ended, so the
 * address of its kernel stack identifies the command.
 *
 * The kprobe takes a place for the thread and fills in who opened which node. Without casts that
 * costs many reads, so a program on the driver's ioctl functions does it before, if the kernel can
 * run one there (fentry). The hook that sees the end gives the place back.
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
#include "kernel/nodes.bpf.h"
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

#define EFAULT 14

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

/* ---- The entry ---- */

/* Whether programs see calls of the driver's ioctl functions. User space sets this before loading. */
const volatile bool sees_calls = false;

/*
 * A thread enters an ioctl that sends a command. Returns its place, or NULL if there is no room. If
 * it has a place already, its last end was missed. A command that is there is left to the kprobe,
 * which can send its record: each program that can takes twice as long to load.
 */
static __noinline struct nvme_trace_command *enter_call(void)
{
	__u64 stack = current_stack();
	struct nvme_trace_place *place = find_place(stack);

	if (!place)
		place = claim_place(stack);
	else if (place->command.entered)
		return NULL;
	else
		COUNT(refusal_missed);
	if (!place)
		return NULL;
	__builtin_memset(&place->command, 0, sizeof(place->command));
	start_typed_sender_event(&place->command.event);
	return &place->command;
}

static __always_inline void enter_char_call(struct file *file, __u32 number, enum node_user user)
{
	struct ioctl_arguments call = { .file = file };
	struct nvme_trace_command *command;

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !is_command_ioctl(number))
		return;
	command = enter_call();
	if (command)
		fill_in_node(command, &call, address_of(file->f_inode->i_cdev),
			     is_admin_ioctl(number), user);
}

static __always_inline void enter_block_call(struct block_device *device, __u32 number,
					     enum node_user user)
{
	struct ioctl_arguments call = { .disk = device->bd_disk };
	struct nvme_trace_command *command;

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_IOCTL) || !is_command_ioctl(number))
		return;
	command = enter_call();
	if (command)
		fill_in_node(command, &call, address_of(call.disk), is_admin_ioctl(number), user);
}

/* Counts the command and applies the filters. */
static __always_inline void count_entered_command(struct nvme_trace_command *command)
{
	/*
	 * A filtered command stays in the table too. Otherwise the end of its ioctl would look like
	 * that of a refused command.
	 */
	command->entered = true;
	command->reported = !count_wanted(&command->event, is_descendant());
}

static __always_inline void read_submission(struct nvme_trace_event *event,
					    struct nvme_command *cmd, __u32 data_len,
					    __u32 metadata_len)
{
	event->data_len = data_len;
	event->metadata_len = metadata_len;
	read_sqe(&event->sqe, cmd);
}

/* Returns an empty command for the current thread: in its place, or elsewhere if there is none. */
static __always_inline struct nvme_trace_command *
start_unknown_command(struct nvme_trace_place **place)
{
	__u64 stack = current_stack();

	*place = find_place(stack);
	if (*place)
		report_stale_command(&(*place)->command);
	else
		*place = claim_place(stack);
	if (!*place)
		return new_command(SCRATCH_ENTRY);
	__builtin_memset(&(*place)->command, 0, sizeof((*place)->command));
	return &(*place)->command;
}

/* Handles a command whose sender was not seen as it entered the ioctl. */
static __noinline void enter_unknown_command(struct nvme_ns *ns, struct nvme_command *cmd,
						  __u32 data_len, __u32 metadata_len)
{
	struct ioctl_arguments call = {};
	struct nvme_trace_command *command;
	struct nvme_trace_event *event;
	struct nvme_trace_place *place;

	command = start_unknown_command(&place);
	if (!command)
		return;
	event = &command->event;
	if (has_typed_task) {
		start_typed_sender_event(event);
		event->submit_ns = bpf_ktime_get_ns();
	} else {
		start_sender_event(event, NVME_TRACE_ORIGIN_IOCTL);
	}
	read_submission(event, cmd, data_len, metadata_len);
	read_ioctl_arguments(&call);
	fill_in_node(command, &call, object_of_file(call.file), !ns, NODE_USER_ENTRY);
	if (ns && command->ns != (__u64)ns) /* a multipath device: the driver has chosen a path */
		read_location(event, ctrl_of_namespace(ns), ns);
	command->ns = (__u64)ns;
	count_entered_command(command);
	if (!place)
		spill_command(current_stack(), command);
	if (sees_calls)
		COUNT(recovered);
}

SEC("kprobe/nvme_submit_user_cmd")
int BPF_KPROBE(nvme_submit_user_cmd, struct request_queue *q, struct nvme_command *cmd,
	       void *ubuffer, unsigned int data_len)
{
	__u32 metadata_len = (__u32)ctx->r9; /* the sixth argument */
	struct nvme_trace_command *command;
	struct nvme_trace_place *place;
	struct nvme_ns *ns;

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_IOCTL))
		return 0;
	place = sees_calls ? find_place(current_stack()) : NULL;
	if (!place || place->command.entered) {
		enter_unknown_command(ns_of_queue(q), cmd, data_len, metadata_len);
		return 0;
	}
	command = &place->command;
	command->event.submit_ns = bpf_ktime_get_ns();
	read_submission(&command->event, cmd, data_len, metadata_len);
	if (!command->ns && command->event.queue == NVME_TRACE_QUEUE_IO) {
		/* A multipath device: the driver has chosen a path. */
		ns = ns_of_queue(q);
		read_location(&command->event, ctrl_of_namespace(ns), ns);
		command->ns = (__u64)ns;
	}
	count_entered_command(command);
	return 0;
}

/* ---- The end ---- */

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

/*
 * Describes the command of an ioctl that failed before the probed function. Returns whether it is
 * to be sent.
 */
static __noinline bool describe_refused_command(struct nvme_trace_event *event,
						const struct ioctl_arguments *call, long ret)
{
	event->submit_ns = bpf_ktime_get_ns();
	event->error = ret;
	return read_user_command(event, call) && count_wanted(event, is_descendant());
}

/* Starts the event of such a command if its sender was not seen as it entered the ioctl. */
static __noinline struct nvme_trace_event *new_refused_event(const struct ioctl_arguments *call,
							     long ret, enum node_user user)
{
	struct nvme_trace_command *command = new_command(SCRATCH_END + user);
	struct open_node node = {};
	struct nvme_trace_event *event;

	if (!command)
		return NULL;
	event = &command->event;
	start_sender_event(event, NVME_TRACE_ORIGIN_IOCTL);
	if (call->disk)
		read_disk(&node, event->node, call->disk);
	else if (!read_node(&node, event->node, call->file))
		return NULL;
	read_location(event, ctrl_of_node(&node), is_admin_ioctl(call->number) ? NULL : node.ns);
	event->queue = is_admin_ioctl(call->number) ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	/* The driver refuses with other errors before the probed function, or may do so. */
	if (sees_calls || ret == -EFAULT)
		COUNT(recovered);
	return event;
}

/*
 * A command ioctl failed, and its command did not reach the probed function. `entered` is the place
 * of a thread whose entry into the ioctl was seen, or NULL. Returns the event to be sent, or NULL.
 */
static __always_inline struct nvme_trace_event *refused_event(struct nvme_trace_command *entered,
							      const struct ioctl_arguments *call,
							      long ret, enum node_user user)
{
	struct nvme_trace_event *event = entered ? &entered->event : NULL;

	if (!event && tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL))
		event = new_refused_event(call, ret, user);
	return event && describe_refused_command(event, call, ret) ? event : NULL;
}

/* Returns a thread's command: in its place, or in the hash if there was no room. Or NULL. */
static __always_inline struct nvme_trace_command *command_of(struct nvme_trace_place *place,
							     __u64 stack)
{
	if (place)
		return &place->command;
	return spilled ? bpf_map_lookup_elem(&commands, &stack) : NULL;
}

/* `command` is what command_of() returned. */
static __always_inline void forget_command(struct nvme_trace_place *place, __u64 stack,
					   const struct nvme_trace_command *command)
{
	if (place)
		release_place(place);
	else if (command)
		remove_command(stack);
}

/*
 * The end of an ioctl is seen in one of three places:
 *
 * - If the kernel tracks returns on a shadow stack (4346ba160409, 6.14): at the return from the
 *   driver's functions, by kretprobes. An older kretprobe has only a few instances, and each thread
 *   that waits for the drive occupies one.
 * - On an older kernel that tells the types of these functions and is not a real-time kernel: at the
 *   same return, by fexit. It misses none, however many threads are inside. A newer kernel may
 *   preempt a program there, and then skips it for other threads.
 * - Otherwise: at the system call's exit event. Newer kernels may preempt a program there (see
 *   nvme_setup_cmd_entered), and then skip it for other threads.
 */
static __noinline void leave_call(const struct ioctl_arguments *call, long ret,
				  enum node_user user)
{
	struct nvme_trace_command *command;
	struct nvme_trace_event *event = NULL;
	struct nvme_trace_place *place;
	__u64 stack;

	if (!is_command_ioctl(call->number))
		return;
	stack = current_stack();
	place = find_place(stack);
	command = command_of(place, stack);
	if (command && command->entered)
		event = end_returned_command(command, ret);
	else if (ret < 0)
		event = refused_event(command, call, ret, user);
	if (event)
		send_returned(event, ret);
	forget_command(place, stack, command);
}

static __always_inline void leave_char_call(struct file *file, __u32 number, __u64 arg, long ret,
					    enum node_user user)
{
	struct ioctl_arguments call = { .file = file, .number = number, .arg = arg };

	leave_call(&call, ret, user);
}

static __always_inline void leave_block_call(struct block_device *device, __u32 number, __u64 arg,
					     long ret, enum node_user user)
{
	struct ioctl_arguments call = { .disk = device->bd_disk, .number = number, .arg = arg };

	leave_call(&call, ret, user);
}

/* The end where only the registers of the system call tell its arguments. */
static __noinline void end_ioctl(long ret)
{
	__u64 stack = current_stack();
	struct nvme_trace_place *place = find_place(stack);
	struct nvme_trace_command *command = command_of(place, stack);
	struct nvme_trace_event *event = NULL;
	struct ioctl_arguments call = {};

	if (command) {
		event = end_returned_command(command, ret);
	} else if (ret < 0 && tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL)) {
		read_ioctl_arguments(&call);
		if (is_command_ioctl(call.number))
			event = refused_event(NULL, &call, ret, 0);
	}
	ONE_CALL(event);
	if (event)
		send_returned(event, ret);
	forget_command(place, stack, command);
}

SEC("fentry/nvme_dev_ioctl")
int BPF_PROG(ctrl_ioctl, struct file *file, unsigned int number)
{
	enter_char_call(file, number, NODE_USER_CTRL);
	return 0;
}

SEC("fexit/nvme_dev_ioctl")
int BPF_PROG(ctrl_ioctl_ended, struct file *file, unsigned int number, unsigned long arg, long ret)
{
	leave_char_call(file, number, arg, ret, NODE_USER_CTRL);
	return 0;
}

SEC("fentry/nvme_ns_chr_ioctl")
int BPF_PROG(char_ioctl, struct file *file, unsigned int number)
{
	enter_char_call(file, number, NODE_USER_CHAR);
	return 0;
}

SEC("fexit/nvme_ns_chr_ioctl")
int BPF_PROG(char_ioctl_ended, struct file *file, unsigned int number, unsigned long arg, long ret)
{
	leave_char_call(file, number, arg, ret, NODE_USER_CHAR);
	return 0;
}

SEC("fentry/nvme_ns_head_chr_ioctl")
int BPF_PROG(head_char_ioctl, struct file *file, unsigned int number)
{
	enter_char_call(file, number, NODE_USER_HEAD_CHAR);
	return 0;
}

SEC("fexit/nvme_ns_head_chr_ioctl")
int BPF_PROG(head_char_ioctl_ended, struct file *file, unsigned int number, unsigned long arg,
	     long ret)
{
	leave_char_call(file, number, arg, ret, NODE_USER_HEAD_CHAR);
	return 0;
}

SEC("fentry/nvme_ioctl")
int BPF_PROG(block_ioctl, struct block_device *device, unsigned int mode, unsigned int number)
{
	enter_block_call(device, number, NODE_USER_BLOCK);
	return 0;
}

SEC("fexit/nvme_ioctl")
int BPF_PROG(block_ioctl_ended, struct block_device *device, unsigned int mode, unsigned int number,
	     unsigned long arg, int ret)
{
	leave_block_call(device, number, arg, ret, NODE_USER_BLOCK);
	return 0;
}

SEC("fentry/nvme_ns_head_ioctl")
int BPF_PROG(head_block_ioctl, struct block_device *device, unsigned int mode, unsigned int number)
{
	enter_block_call(device, number, NODE_USER_HEAD_BLOCK);
	return 0;
}

SEC("fexit/nvme_ns_head_ioctl")
int BPF_PROG(head_block_ioctl_ended, struct block_device *device, unsigned int mode,
	     unsigned int number, unsigned long arg, int ret)
{
	leave_block_call(device, number, arg, ret, NODE_USER_HEAD_BLOCK);
	return 0;
}

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

#endif
