/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that nvme_trace.bpf.c uses, with only the members that it reads.
 * preserve_access_index makes every access a CO-RE relocation, so the order and the offsets here do
 * not matter: libbpf finds the real ones in the BTF of the kernel or of its nvme_core module.
 *
 * Written by hand. A generated header lacks the NVMe types if the driver is a module, clashes with
 * this project's own names if it is built in, and makes the build depend on the machine it runs on.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __le16;
typedef __u16 __be16;
typedef __u32 __le32;
typedef __u32 __be32;
typedef __u64 __le64;
typedef __u64 __be64;
typedef __u32 __wsum;
typedef _Bool bool;
enum { false, true };

/* From the kernel's user interface: these values never change. */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
	BPF_MAP_TYPE_RINGBUF = 27,
};
enum { BPF_F_MMAPABLE = 1 << 10 };
enum { BPF_ANY = 0, BPF_NOEXIST = 1, BPF_EXIST = 2 };
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2, BPF_RB_AVAIL_DATA = 0 };

/* The context of a program on a raw tracepoint; the tracepoint decides the number of args. */
struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* x86-64; other architectures need their own (bpf_tracing.h says which members). */
struct pt_regs {
	unsigned long di;
	unsigned long si;
	unsigned long dx;
	unsigned long cx;
	unsigned long r8;
	unsigned long r9;
	unsigned long ax;
	unsigned long sp;
	unsigned long ip;
};

/* Only their sizes are used. */
struct spinlock {};
struct mutex {};
struct srcu_struct {};

struct gendisk {
	char disk_name[32];
	void *private_data; /* struct nvme_ns, or nvme_ns_head where disk is a multipath head */
};

struct block_device {
	struct gendisk *bd_disk;
};

/* Only its size and its index in the array of all pages are used. */
struct page {
	unsigned long flags;
};

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

struct bvec_iter {
	unsigned int bi_size; /* bytes that are left */
	unsigned int bi_idx;  /* of the bio_vec in which they begin */
	unsigned int bi_bvec_done; /* bytes of that bio_vec that are done */
	unsigned int bi_offset;	   /* the name of bi_bvec_done in 7.3 */
};

/* Has bi_disk until 309dca309fc3 (5.12), and bi_bdev since. */
struct bio {
	struct block_device *bi_bdev;
	struct gendisk *bi_disk;
	struct bvec_iter bi_iter;
	struct bio_vec *bi_io_vec;
};

/* The class of the block_getrq event before 5.11, which also removed the event's queue argument. */
struct trace_event_raw_block_get_rq {
	int nothing;
};

struct blk_mq_hw_ctx {
	unsigned int queue_num;
};

struct request_queue {
	void *queuedata; /* struct nvme_ns; NULL on the admin queue */
	struct gendisk *disk; /* since 5.15; live/kernel_types.c looks for it, nothing reads it */
};

struct kobject {
	const char *name;
	struct kobject *parent;
};

struct cdev {
	struct kobject kobj; /* its parent is the device's kobject, which has the node's name */
};

struct inode {
	unsigned short i_mode;
	struct cdev *i_cdev;
};

/* Any pointer in an array of pointers: see CAST(). */
struct llist_node {
	struct llist_node *next;
};

/* A block device and its inode. The mapping of a file that is open on it points to this inode. */
struct bdev_inode {
	struct block_device bdev;
	struct inode vfs_inode;
};

struct address_space {
	struct inode *host;
};

struct file {
	struct inode *f_inode;
	struct address_space *f_mapping;
	void *private_data; /* struct nvme_ctrl, of /dev/nvmeX */
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

/*
 * The context of a program on a system call's exit event. trace_event_raw_sys_exit does not fit: it
 * belongs to sys_exit, the event of all system calls. Its members have other offsets with the
 * real-time patch of 5.10 and 6.1, which makes the events' common header 12 bytes long.
 */
struct syscall_trace_exit {
	long ret;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t uid;
};

struct task_struct {
	void *stack;
	unsigned int flags;
	int pid; /* of the thread */
	int tgid;
	const struct cred *cred;
	char comm[16];
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct files_struct *files;
};

/* The command of an io_uring entry is at `cmd`; since fd9b8547bc5c (6.4) in the entry at `sqe`. */
struct io_uring_cmd {
	struct file *file;
	const void *cmd;
	const void *sqe;
};

/* Begins with its io_uring_cmd. */
struct io_kiocb {
	unsigned int flags; /* the low byte has the sender's IOSQE_* flags */
};

/* The request of an ioctl's command ends one of these, on the stack of the waiting thread. */
struct list_head {
	struct list_head *next;
};

struct swait_queue_head {
	struct list_head task_list;
};

struct swait_queue {
	struct task_struct *task;
	struct list_head task_list;
};

struct completion {
	struct swait_queue_head wait;
};

struct request {
	void *end_io; /* a function */
	void *end_io_data;
	unsigned long deadline; /* in jiffies: when the driver started it, plus the timeout */
	unsigned int timeout;
	struct request_queue *q;
	struct blk_mq_hw_ctx *mq_hctx;
	struct bio *bio;
	unsigned int cmd_flags;
	unsigned int __data_len; /* bytes; less once some are transferred */
};

/*
 * The driver's types. No BTF has them if the driver is a module and the kernel has no BTF of
 * modules (before 36e68442d1af, 5.11).
 */
struct nvme_subsystem {
	__u16 vendor_id; /* PCI vendor id, from Identify Controller; since ab9e00cc72fa (4.15) */
};

struct nvme_ctrl {
	int instance;
	struct nvme_subsystem *subsys; /* NULL until the driver has identified the controller */
};

struct nvme_ns_ids {
	__u8 csi; /* I/O command set identifier; since 71010c3096ea (5.9) */
};

struct nvme_ns_head {
	struct nvme_ns_ids ids;
	struct gendisk *disk; /* of the multipath device, or NULL */
};

struct nvme_ns {
	struct nvme_ctrl *ctrl;
	struct gendisk *disk;
	struct nvme_ns_head *head;
	struct cdev cdev; /* of /dev/ngXnY; since 5.13 */
};

struct nvme_command;

union nvme_result {
	__u64 u64;
};

/* The driver's part of a request; it follows struct request. */
struct nvme_request {
	struct nvme_command *cmd;
	union nvme_result result;
	__u8 flags;
	__u16 status;
	struct nvme_ctrl *ctrl;
};

/* cdw10 to cdw15 are in an anonymous union since 5c629dc9609d (5.19); these names match both. */
struct nvme_common_command {
	__u8 opcode;
	__u8 flags;
	__u16 command_id;
	__le32 nsid;
	__le32 cdw2[2];
	__le64 metadata;
	__le32 cdw10;
	__le32 cdw11;
	__le32 cdw12;
	__le32 cdw13;
	__le32 cdw14;
	__le32 cdw15;
};

struct nvme_command {
	struct nvme_common_command common;
};

#pragma clang attribute pop

#endif
