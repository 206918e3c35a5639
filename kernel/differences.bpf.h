/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where the kernels that we run on differ: all of it is here, each difference
 * told by what is there, none by a version number.
 *
 * The driver's types are looked for in every BTF there is. Where none has them
 * (5.10 with the driver as a module) the offsets of 5.10 hold: no other series
 * has a ring buffer but no BTF of modules.
 */
#ifndef KERNEL_DIFFERENCES_BPF_H
#define KERNEL_DIFFERENCES_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"

#define STACK_SIZE 16384ULL /* of a thread in the kernel, and aligned to as much; x86-64 */

#define NO_BTF_REQUEST_CMD    0
#define NO_BTF_REQUEST_RESULT 8
#define NO_BTF_REQUEST_FLAGS  18
#define NO_BTF_REQUEST_STATUS 20
#define NO_BTF_REQUEST_CTRL   24
#define NO_BTF_NS_CTRL	      16
#define NO_BTF_NS_DISK	      32
#define NO_BTF_NS_HEAD	      80

/*
 * These lie behind locks, which a real-time kernel has larger: behind a lock in the same word as a
 * flag where that fits, a mutex and five pointers; and behind a list, a srcu_struct and 96 bytes.
 */
#define SMALL_LOCK 4
#define NO_BTF_CTRL_INSTANCE                                                                       \
	(16 +                                                                                      \
	 (bpf_core_type_size(struct spinlock) == SMALL_LOCK ?                                      \
		  0 :                                                                              \
		  bpf_core_type_size(struct spinlock)) +                                           \
	 bpf_core_type_size(struct mutex) + 5 * sizeof(void *))
#define BEHIND_SRCU(bytes) (16 + bpf_core_type_size(struct srcu_struct) + (bytes))
#define NO_BTF_HEAD_CSI	   BEHIND_SRCU(52)
#define NO_BTF_HEAD_DISK   BEHIND_SRCU(96)

/* *dst = object->member, by BTF or by the offset that holds without. */
#define READ_DRIVER(dst, object, member, offset_without_btf)                                       \
	({                                                                                         \
		if (bpf_core_type_exists(typeof(*(object))))                                       \
			bpf_core_read(dst, sizeof(*(dst)), &(object)->member);                     \
		else                                                                               \
			bpf_probe_read_kernel(dst, sizeof(*(dst)),                                 \
					      (void *)(object) + (offset_without_btf));            \
	})

/* The driver's part of a request stands right behind the block layer's. */
static __always_inline struct nvme_request *nvme_req(struct request *rq)
{
	return (void *)rq + bpf_core_type_size(struct request);
}

static __always_inline int instance_of(struct nvme_ctrl *ctrl)
{
	int instance = NVME_TRACE_NO_CTRL;

	READ_DRIVER(&instance, ctrl, instance, NO_BTF_CTRL_INSTANCE);
	return instance;
}

/* Whose drive it is, 0 if not known: where no BTF has the driver's types nobody can tell. */
static __always_inline __u16 vendor_of(struct nvme_ctrl *ctrl)
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

static __always_inline struct gendisk *disk_of(struct nvme_ns *ns)
{
	struct gendisk *disk = NULL;

	READ_DRIVER(&disk, ns, disk, NO_BTF_NS_DISK);
	return disk;
}

static __always_inline void read_disk_name(char name[NVME_TRACE_DISK_SIZE], struct gendisk *disk)
{
	bpf_core_read_str(name, NVME_TRACE_DISK_SIZE, &disk->disk_name);
}

/*
 * What is known of a namespace: its block device, the multipath device in front of it if there
 * is one, and whose commands it takes.
 */
static __always_inline void read_namespace(struct nvme_trace_event *event, struct nvme_ns *ns)
{
	struct gendisk *head_disk = NULL;
	struct nvme_ns_head *head = NULL;

	read_disk_name(event->disk, disk_of(ns));
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
 * Whether there is the helper bpf_get_current_task_btf (3ca1032ab7ab, 5.11): a program may look
 * into what that returns without a call for each pointer. Set by user space before loading.
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

/* ---- What a system call was given ---- */

#define USER_CS	    0x33 /* of a 64-bit program */
#define USER32_CS   0x23 /* of a 32-bit program, however it enters */
#define NR_IOCTL    16
#define NR32_IOCTL  54

/* A part of a thread's registers as debuggers see them: asm/ptrace.h, which never changes. */
struct user_regs {
	__u64 cx, dx, si, di, orig_ax, ip, cs;
};
#define USER_REGS_FROM_END ((21 - 11) * sizeof(__u64)) /* of 21 registers, cx is the 12th */
#define BX_BEFORE_CX	   (6 * sizeof(__u64))

/* The arguments of the ioctl that the current thread is in; all 0 if they cannot be told. */
struct user_call {
	struct file *file;
	__u32 number;
	__u64 arg;
};

/*
 * A program's registers lie at the end of its thread's kernel stack, but for 16
 * bytes where the kernel is made for FRED (6.9 on); the number of the system call
 * tells which.
 */
static __always_inline void *read_user_regs(struct user_regs *regs)
{
	void *at = CURRENT(stack) + STACK_SIZE - USER_REGS_FROM_END;

	bpf_probe_read_kernel(regs, sizeof(*regs), at);
	if (regs->orig_ax == NR_IOCTL || regs->orig_ax == NR32_IOCTL)
		return at;
	at -= 16;
	bpf_probe_read_kernel(regs, sizeof(*regs), at);
	return at;
}

/* The file that a number means; NULL if it means none. */
static __always_inline struct file *file_of(__u64 fd)
{
	struct file **files, *file = NULL;
	struct fdtable *table;
	unsigned int count;

	if (has_typed_task) {
		table = bpf_get_current_task_btf()->files->fdt;
		count = table->max_fds;
		files = table->fd;
	} else {
		table = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), files, fdt);
		count = BPF_CORE_READ(table, max_fds);
		files = BPF_CORE_READ(table, fd);
	}
	if (fd < count)
		bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

static __always_inline void read_user_call(struct user_call *call)
{
	struct user_regs regs = {};
	void *at = read_user_regs(&regs);

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

/* ---- Which node a file is ---- */

#define S_IFMT	0170000
#define S_IFBLK 0060000
#define S_IFCHR 0020000

/* What is behind an open node: NULL what is not known. */
struct open_node {
	struct nvme_ctrl *ctrl; /* of /dev/nvmeX */
	struct nvme_ns *ns;	/* of /dev/nvmeXnY or /dev/ngXnY, unless it is a multipath head */
};

/*
 * The inode of a block device's file is that of its folder; the device's own is
 * behind the mapping. What the disk has is a namespace, or a multipath head.
 */
static __always_inline void read_block_node(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
					    struct file *file)
{
	void *inode = BPF_CORE_READ(file, f_mapping, host);
	struct bdev_inode *block = inode - bpf_core_field_offset(struct bdev_inode, vfs_inode);
	struct gendisk *disk = BPF_CORE_READ(block, bdev.bd_disk);
	struct nvme_ns *ns = BPF_CORE_READ(disk, private_data);

	read_disk_name(name, disk);
	if (disk_of(ns) == disk)
		node->ns = ns;
}

/*
 * A namespace has its character device inside; so has a multipath head, and a
 * namespace's disk points back. Nodes of namespaces came with 5.13.
 */
static __always_inline void read_char_node(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
					   struct file *file, struct inode *inode)
{
	struct cdev *cdev = BPF_CORE_READ(inode, i_cdev);
	struct nvme_ns *ns;

	bpf_probe_read_kernel_str(name, NVME_TRACE_DISK_SIZE,
				  BPF_CORE_READ(cdev, kobj.parent, name));
	if (name[1] == 'v') {
		node->ctrl = BPF_CORE_READ(file, private_data);
	} else if (bpf_core_type_exists(struct nvme_ns) &&
		   bpf_core_field_exists(((struct nvme_ns *)0)->cdev)) {
		ns = (void *)cdev - bpf_core_field_offset(struct nvme_ns, cdev);
		if (BPF_CORE_READ(disk_of(ns), private_data) == ns)
			node->ns = ns;
	}
}

/* Finds out what a file is. Writes the kernel's name of the node. False if it is not NVMe. */
static __always_inline bool read_node(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
				      struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	__u16 type = BPF_CORE_READ(inode, i_mode) & S_IFMT;

	if (type == S_IFBLK)
		read_block_node(node, name, file);
	else if (type == S_IFCHR)
		read_char_node(node, name, file, inode);
	return name[0] == 'n' && (name[1] == 'v' || name[1] == 'g');
}

static __always_inline struct nvme_ctrl *ctrl_of_node(const struct open_node *node)
{
	return node->ns ? ctrl_of_namespace(node->ns) : node->ctrl;
}

/*
 * Of a block_getrq event. In assembly, as the compiler would make one read of a
 * computed place of the two, and the kernel takes only reads of fixed ones.
 */
static __always_inline struct bio *bio_of(const __u64 *args)
{
	__u64 bio;

	if (bpf_core_type_exists(struct trace_event_raw_block_get_rq))
		asm volatile("%0 = *(u64 *)(%1 + 8)" : "=r"(bio) : "r"(args));
	else
		asm volatile("%0 = *(u64 *)(%1 + 0)" : "=r"(bio) : "r"(args));
	return (struct bio *)bio;
}

/* How much of its first bio_vec a bio leaves out. */
static __always_inline __u32 skipped_of_bio(struct bio *bio)
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
 * The 64 bytes lie as the specification says, so one read takes them all. That
 * is checked against the BTF when the program is loaded, and the verifier drops
 * the branches that do not apply.
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

#define URING_CMD 48 /* offset of the command in struct io_uring_sqe; user interface */

/*
 * io_uring copied the command for the driver until fd9b8547bc5c (6.4). Before
 * 5.19 there is nothing to read; the program must load all the same.
 */
static __always_inline const void *uring_cmd_of(struct io_uring_cmd *ioucmd)
{
	if (!bpf_core_type_exists(struct io_uring_cmd))
		return NULL;
	if (bpf_core_field_exists(ioucmd->cmd))
		return BPF_CORE_READ(ioucmd, cmd);
	return BPF_CORE_READ(ioucmd, sqe) + URING_CMD;
}

/* What the sender asked of io_uring for this entry: IOSQE_*. */
static __always_inline __u32 uring_flags(struct io_uring_cmd *ioucmd)
{
	struct io_kiocb *request = (struct io_kiocb *)ioucmd;
	__u32 flags = 0;

	if (bpf_core_type_exists(struct io_kiocb))
		bpf_core_read(&flags, sizeof(flags), &request->flags);
	return flags;
}

#endif
