/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Everything that depends on the kernel's version or build. The kernel's types and members decide,
 * never its version number.
 *
 * The driver's types are in the kernel's BTF or in a module's. If they are in neither, this is 5.10
 * with the driver as a module, and the offsets of 5.10 apply. No other series has a ring buffer but
 * no BTF of modules.
 */
#ifndef KERNEL_DIFFERENCES_BPF_H
#define KERNEL_DIFFERENCES_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "kernel/casts.bpf.h"

#define STACK_SIZE 16384ULL /* size and alignment of a kernel stack on x86-64 */

#define STATUS_MASK 0x7fff /* a status field without its Phase Tag */

#define NO_BTF_REQUEST_CMD    0
#define NO_BTF_REQUEST_RESULT 8
#define NO_BTF_REQUEST_FLAGS  18
#define NO_BTF_REQUEST_STATUS 20
#define NO_BTF_REQUEST_CTRL   24
#define NO_BTF_NS_CTRL	      16
#define NO_BTF_NS_DISK	      32
#define NO_BTF_NS_HEAD	      80

/*
 * These members follow locks, which are larger on a real-time kernel. Before the instance are a
 * lock, a mutex and five pointers; a small lock shares one word with a flag. Before the members of
 * the head are a list and a srcu_struct.
 */
#define SMALL_LOCK 4
#define NO_BTF_CTRL_INSTANCE                                                                       \
	(16 +                                                                                      \
	 (bpf_core_type_size(struct spinlock) == SMALL_LOCK ?                                      \
		  0 :                                                                              \
		  bpf_core_type_size(struct spinlock)) +                                           \
	 bpf_core_type_size(struct mutex) + 5 * sizeof(void *))
#define AFTER_SRCU(bytes) (16 + bpf_core_type_size(struct srcu_struct) + (bytes))
#define NO_BTF_HEAD_CSI	   AFTER_SRCU(52)
#define NO_BTF_HEAD_DISK   AFTER_SRCU(96)

/* *dst = object->member. BTF gives the offset; if it lacks the type, offset_without_btf does. */
#define READ_DRIVER(dst, object, member, offset_without_btf)                                       \
	({                                                                                         \
		if (bpf_core_type_exists(typeof(*(object))))                                       \
			bpf_core_read(dst, sizeof(*(dst)), &(object)->member);                     \
		else                                                                               \
			bpf_probe_read_kernel(dst, sizeof(*(dst)),                                 \
					      (void *)(object) + (offset_without_btf));            \
	})

/*
 * Whether the kernel gives the programs on the driver's tracepoints pointers with types (tp_btf).
 * They can follow such a pointer without a helper call. User space sets this before loading.
 */
const volatile bool has_typed_requests = false;

/* How a program gets a struct request. A constant, so the verifier drops the other branches. */
enum request_kind {
	UNTYPED, /* as an address */
	TYPED,	 /* with its type, if has_typed_requests */
	CASTED,	 /* as an address that is cast, if has_casts */
};

static __always_inline bool is_typed(const enum request_kind kind)
{
	return kind == TYPED ? has_typed_requests : kind == CASTED ? has_casts : false;
}

/* The pointer through which to read a request's members. */
static __always_inline struct request *cast_request(struct request *rq,
						    const enum request_kind kind)
{
	return is_typed(kind) && has_casts ? CAST(request, rq) : rq;
}

#define REQUEST(rq, kind, member)                                                                  \
	(is_typed(kind) ? cast_request(rq, kind)->member : BPF_CORE_READ(rq, member))

static __always_inline __u8 request_op(struct request *rq, const enum request_kind kind)
{
	return REQUEST(rq, kind, cmd_flags) & 0xff;
}

static __always_inline __u32 request_length(struct request *rq, const enum request_kind kind)
{
	return REQUEST(rq, kind, __data_len);
}

/* The namespace that the request's queue belongs to; 0 for the admin queue. */
static __always_inline __u64 request_ns(struct request *rq, const enum request_kind kind)
{
	if (is_typed(kind))
		return address_of(cast_request(rq, kind)->q->queuedata);
	return (__u64)BPF_CORE_READ(rq, q, queuedata);
}

static __always_inline struct nvme_ns *ns_of_queue(struct request_queue *q)
{
	return READ_CASTED(request_queue, q, queuedata);
}

static __always_inline __u32 request_queue_num(struct request *rq, const enum request_kind kind)
{
	if (is_typed(kind))
		return cast_request(rq, kind)->mq_hctx->queue_num;
	return BPF_CORE_READ(rq, mq_hctx, queue_num);
}

/* The driver's part of a request follows the block layer's. */
static __always_inline struct nvme_request *driver_request(struct request *rq)
{
	return (void *)rq + bpf_core_type_size(struct request);
}

static __always_inline __u8 request_flags(struct request *rq)
{
	__u8 flags = 0;

	READ_DRIVER(&flags, driver_request(rq), flags, NO_BTF_REQUEST_FLAGS);
	return flags;
}

static __always_inline __u16 request_status(struct request *rq)
{
	__u16 status = 0;

	READ_DRIVER(&status, driver_request(rq), status, NO_BTF_REQUEST_STATUS);
	return status & STATUS_MASK;
}

/* What the completion says. One read copies all that is needed. */
struct completion_facts {
	__u64 result;
	__u16 status;
};

#define COMPLETION_BYTES 32 /* of the driver's part: the result and the status are in these */

/* An offset in the driver's part of a request. */
#define DRIVER_OFFSET(member, without_btf)                                                         \
	(bpf_core_type_exists(struct nvme_request) ?                                               \
		 bpf_core_field_offset(struct nvme_request, member) : (without_btf))

static __always_inline void read_completion(struct completion_facts *facts, struct request *rq)
{
	__u8 bytes[COMPLETION_BYTES] __attribute__((aligned(8)));

	bpf_probe_read_kernel(bytes, sizeof(bytes), driver_request(rq));
	facts->result = *(__u64 *)(bytes + DRIVER_OFFSET(result, NO_BTF_REQUEST_RESULT));
	facts->status =
		*(__u16 *)(bytes + DRIVER_OFFSET(status, NO_BTF_REQUEST_STATUS)) & STATUS_MASK;
}

static __always_inline struct nvme_ctrl *request_ctrl(struct request *rq)
{
	struct nvme_ctrl *ctrl = NULL;

	READ_DRIVER(&ctrl, driver_request(rq), ctrl, NO_BTF_REQUEST_CTRL);
	return ctrl;
}

/* Since f4b9e6c90c57 (5.13) the command is still there at its completion. */
static __always_inline struct nvme_command *request_command(struct request *rq)
{
	struct nvme_command *cmd = NULL;

	READ_DRIVER(&cmd, driver_request(rq), cmd, NO_BTF_REQUEST_CMD);
	return cmd;
}

static __always_inline int ctrl_instance(struct nvme_ctrl *ctrl)
{
	int instance = NVME_TRACE_NO_CTRL;

	READ_DRIVER(&instance, ctrl, instance, NO_BTF_CTRL_INSTANCE);
	return instance;
}

/* The PCI vendor id; 0 = unknown. Without BTF of the driver it is always unknown. */
static __always_inline __u16 ctrl_vendor_id(struct nvme_ctrl *ctrl)
{
	if (!bpf_core_field_exists(struct nvme_subsystem, vendor_id))
		return 0;
	return BPF_CORE_READ(ctrl, subsys, vendor_id);
}

static __always_inline struct nvme_ctrl *ctrl_of_namespace(struct nvme_ns *ns)
{
	struct nvme_ctrl *ctrl = NULL;

	READ_DRIVER(&ctrl, ns, ctrl, NO_BTF_NS_CTRL);
	return ctrl;
}

static __always_inline struct gendisk *disk_of_namespace(struct nvme_ns *ns)
{
	struct gendisk *disk = NULL;

	READ_DRIVER(&disk, ns, disk, NO_BTF_NS_DISK);
	return disk;
}

static __always_inline void read_disk_name(char name[NVME_TRACE_DISK_SIZE], struct gendisk *disk)
{
	bpf_core_read_str(name, NVME_TRACE_DISK_SIZE, &disk->disk_name);
}

/* Fills in a namespace's block device, its multipath device if any, and its command set. */
static __always_inline void read_namespace(struct nvme_trace_event *event, struct nvme_ns *ns)
{
	struct gendisk *head_disk = NULL;
	struct nvme_ns_head *head = NULL;

	read_disk_name(event->disk, disk_of_namespace(ns));
	READ_DRIVER(&head, ns, head, NO_BTF_NS_HEAD);
	if (!head)
		return;
	READ_DRIVER(&event->csi, head, ids.csi, NO_BTF_HEAD_CSI);
	READ_DRIVER(&head_disk, head, disk, NO_BTF_HEAD_DISK);
	if (head_disk)
		read_disk_name(event->head, head_disk);
}

/* ---- The current thread ---- */

/*
 * Whether the kernel has the helper bpf_get_current_task_btf (3ca1032ab7ab, 5.11). With it, a
 * program can follow the task's pointers without a helper call for each. User space sets this
 * before loading.
 */
const volatile bool has_typed_task = false;

/* A member of the current task. */
#define CURRENT(member)                                                                            \
	({                                                                                         \
		typeof(((struct task_struct *)0)->member) __value;                                 \
		if (has_typed_task)                                                                \
			__value = bpf_get_current_task_btf()->member;                              \
		else                                                                               \
			__value = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(),      \
						member);                                           \
		__value;                                                                           \
	})

/* The current task as a pointer with a type; only if has_typed_task. */
static __always_inline struct task_struct *typed_task(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return has_casts ? CAST(task_struct, task) : task;
}

/* ---- The arguments of a system call ---- */

#define USER_CS	    0x33 /* of a 64-bit program */
#define USER32_CS   0x23 /* of a 32-bit program, however it enters */
#define NR_IOCTL    16
#define NR32_IOCTL  54

/* Part of struct pt_regs in asm/ptrace.h, a user interface that never changes. */
struct user_registers {
	__u64 cx, dx, si, di, orig_ax, ip, cs;
};
#define USER_REGS_FROM_END ((21 - 11) * sizeof(__u64)) /* of 21 registers, cx is the 12th */
#define BX_BEFORE_CX	   (6 * sizeof(__u64))

/* The arguments of the current thread's ioctl; all 0 if they cannot be found. */
struct ioctl_arguments {
	struct file *file;
	struct gendisk *disk; /* of a block device, if only that is known; else NULL */
	__u32 number;
	__u64 arg;
};

/*
 * The user registers are at the end of the thread's kernel stack. A kernel built for FRED (since
 * 6.9) has 16 more bytes after them. The system call number shows which place is right.
 */
static __always_inline void *read_user_registers(struct user_registers *regs)
{
	void *at = CURRENT(stack) + STACK_SIZE - USER_REGS_FROM_END;

	bpf_probe_read_kernel(regs, sizeof(*regs), at);
	if (regs->orig_ax == NR_IOCTL || regs->orig_ax == NR32_IOCTL)
		return at;
	at -= 16;
	bpf_probe_read_kernel(regs, sizeof(*regs), at);
	return at;
}

static __always_inline struct file *read_file_pointer(struct file **from)
{
	struct file *file = NULL;

	if (has_casts) /* a struct llist_node is nothing but a pointer */
		return (struct file *)address_of(CAST(llist_node, from)->next);
	bpf_probe_read_kernel(&file, sizeof(file), from);
	return file;
}

/* The file of a descriptor of the current process, or NULL. */
static __always_inline struct file *file_of(__u64 fd)
{
	struct fdtable *table;
	struct file **files;
	unsigned int count;

	if (has_typed_task) {
		table = typed_task()->files->fdt;
		count = table->max_fds;
		files = (struct file **)address_of(table->fd);
	} else {
		table = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), files, fdt);
		count = BPF_CORE_READ(table, max_fds);
		files = BPF_CORE_READ(table, fd);
	}
	return fd < count ? read_file_pointer(files + fd) : NULL;
}

static __noinline void read_ioctl_arguments(struct ioctl_arguments *call)
{
	struct user_registers regs = {};
	void *at = read_user_registers(&regs);

	if (regs.orig_ax == NR_IOCTL && (__u16)regs.cs == USER_CS) {
		call->file = file_of(regs.di);
		call->number = regs.si;
		call->arg = regs.dx;
	} else if (regs.orig_ax == NR32_IOCTL && (__u16)regs.cs == USER32_CS) {
		bpf_probe_read_kernel(&regs.di, sizeof(regs.di), at - BX_BEFORE_CX);
		call->file = file_of((__u32)regs.di);
		call->number = regs.cx;
		call->arg = (__u32)regs.dx;
	}
}

/*
 * The bio of a block_getrq event. In assembly, because the compiler would merge both reads into one
 * at a computed offset, and the verifier accepts only constant offsets.
 */
static __always_inline struct bio *bio_of_getrq(const __u64 *args)
{
	__u64 bio;

	if (bpf_core_type_exists(struct trace_event_raw_block_get_rq))
		asm volatile("%0 = *(u64 *)(%1 + 8)" : "=r"(bio) : "r"(args));
	else
		asm volatile("%0 = *(u64 *)(%1 + 0)" : "=r"(bio) : "r"(args));
	return (struct bio *)bio;
}

/* How many bytes of the bio's first unfinished bio_vec are done. */
static __always_inline __u32 bytes_done_of_bio(struct bio *bio)
{
	if (bpf_core_field_exists(bio->bi_iter.bi_bvec_done))
		return BPF_CORE_READ(bio, bi_iter.bi_bvec_done);
	return BPF_CORE_READ(bio, bi_iter.bi_offset);
}

static __always_inline struct gendisk *disk_of_bio(struct bio *bio)
{
	if (bpf_core_field_exists(bio->bi_bdev))
		return BPF_CORE_READ(bio, bi_bdev, bd_disk);
	return BPF_CORE_READ(bio, bi_disk);
}

/*
 * One read copies all 64 bytes if the BTF confirms that they have the specification's layout. The
 * verifier drops the other branches.
 */
static __always_inline void read_sqe(struct nvme_trace_sqe *sqe, struct nvme_command *cmd)
{
	if (!bpf_core_type_exists(struct nvme_command)) {
		bpf_probe_read_kernel(sqe, sizeof(*sqe), cmd);
	} else if (bpf_core_field_offset(cmd->common.opcode) == 0 &&
		   bpf_core_field_offset(cmd->common.cdw15) == 60) {
		bpf_core_read(sqe, sizeof(*sqe), &cmd->common.opcode);
	} else {
		bpf_core_read(&sqe->opcode, 8, &cmd->common.opcode); /* to nsid */
		bpf_core_read(&sqe->cdw2, 32, &cmd->common.cdw2);    /* to the data pointer */
		bpf_core_read(&sqe->cdw10, 24, &cmd->common.cdw10);  /* to cdw15 */
	}
}

#define URING_CMD 48 /* offset of the command in struct io_uring_sqe, a user interface */

/*
 * Until fd9b8547bc5c (6.4) io_uring copied the command for the driver. Before 5.19 there is no
 * io_uring_cmd, but the program must load there too.
 */
static __always_inline const void *uring_cmd_of(struct io_uring_cmd *ioucmd)
{
	if (!bpf_core_type_exists(struct io_uring_cmd))
		return NULL;
	if (bpf_core_field_exists(ioucmd->cmd))
		return BPF_CORE_READ(ioucmd, cmd);
	return BPF_CORE_READ(ioucmd, sqe) + URING_CMD;
}

/* The sender's IOSQE_* flags for this entry. */
static __always_inline __u32 uring_sqe_flags(struct io_uring_cmd *ioucmd)
{
	struct io_kiocb *request = (struct io_kiocb *)ioucmd;
	__u32 flags = 0;

	if (bpf_core_type_exists(struct io_kiocb))
		bpf_core_read(&flags, sizeof(flags), &request->flags);
	return flags;
}

#endif
