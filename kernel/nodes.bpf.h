/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the device nodes are called and lead to. To find that out takes many reads of memory, so
 * each CPU remembers it for the nodes that it met last.
 */
#ifndef KERNEL_NODES_BPF_H
#define KERNEL_NODES_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/sums.bpf.h"

/* ---- What a node leads to ---- */

#define S_IFMT	0170000
#define S_IFBLK 0060000
#define S_IFCHR 0020000

/* The driver's object for an open device node. Unknown members are NULL. */
struct open_node {
	struct nvme_ctrl *ctrl; /* of /dev/nvmeX */
	struct nvme_ns *ns;	/* of /dev/nvmeXnY or /dev/ngXnY, except a multipath head */
};

/* The disk's private_data is a namespace or a multipath head. */
static __always_inline void read_disk(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
				      struct gendisk *disk)
{
	struct nvme_ns *ns = BPF_CORE_READ(disk, private_data);

	read_disk_name(name, disk);
	if (disk_of_namespace(ns) == disk)
		node->ns = ns;
}

/*
 * The f_inode of an open block device belongs to the file system that holds the node. Its f_mapping
 * leads to the device's own inode.
 */
static __always_inline struct gendisk *disk_of_file(struct file *file)
{
	struct address_space *mapping = READ_CASTED(file, file, f_mapping);
	void *inode = READ_CASTED(address_space, mapping, host);
	struct bdev_inode *block = inode - bpf_core_field_offset(struct bdev_inode, vfs_inode);

	return READ_CASTED(bdev_inode, block, bdev.bd_disk);
}

static __always_inline void read_block_node(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
					    struct file *file)
{
	read_disk(node, name, disk_of_file(file));
}

static __always_inline __u16 mode_of_inode(struct inode *inode)
{
	return has_casts ? CAST(inode, inode)->i_mode : BPF_CORE_READ(inode, i_mode);
}

/* The struct gendisk or struct cdev of an open device node; 0 = the file is neither. */
static __always_inline __u64 object_of_file(struct file *file)
{
	struct inode *inode = READ_CASTED(file, file, f_inode);
	__u16 type = mode_of_inode(inode) & S_IFMT;

	if (type == S_IFBLK)
		return (__u64)disk_of_file(file);
	return type == S_IFCHR ? (__u64)READ_CASTED(inode, inode, i_cdev) : 0;
}

/*
 * Both struct nvme_ns and struct nvme_ns_head contain a character device. It is a namespace's if
 * the private_data of the namespace's disk points back to the namespace. Namespaces have character
 * devices since 5.13.
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
		if (BPF_CORE_READ(disk_of_namespace(ns), private_data) == ns)
			node->ns = ns;
	}
}

/* Fills in the node of a file and the kernel's name for it. Returns whether it is an NVMe node. */
static __noinline bool read_node(struct open_node *node, char name[NVME_TRACE_DISK_SIZE],
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

/* ---- What is remembered ---- */

#define NODES 16 /* that one program remembers on one CPU */

/* The programs that use the table. Each has its own part, because one may interrupt another. */
enum node_user {
	NODE_USER_CTRL,
	NODE_USER_BLOCK,
	NODE_USER_CHAR,
	NODE_USER_HEAD_BLOCK,
	NODE_USER_HEAD_CHAR,
	NODE_USER_ENTRY, /* the kprobe at a command's entry; the others are ioctl functions */
	NODE_USERS,
};

_Static_assert(SCRATCHES == SCRATCH_END + NODE_USER_ENTRY, "an element for each ioctl function");

struct known_node {
	__u64 object;	  /* the struct cdev or struct gendisk of the node; 0 = none */
	__u64 generation; /* of the nodes when this was read */
	__u64 ns;	  /* the struct nvme_ns; 0 for a controller and for a multipath device */
	__s32 ctrl;
	__u16 vendor_id;
	__u8 csi;
	__u8 pad;
	char node[NVME_TRACE_DISK_SIZE];
	char disk[NVME_TRACE_DISK_SIZE];
	char head[NVME_TRACE_DISK_SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NODE_USERS * NODES); /* user space multiplies it by the number of CPUs */
	__type(key, __u32);
	__type(value, struct known_node);
} known_nodes SEC(".maps");

/*
 * Grows with each command that the driver sends by itself. It identifies a new controller or
 * namespace before a program can open its node. So in the same generation, the memory of an old
 * node's objects has not become that of a new one. An older driver identifies a namespace shortly
 * before it allocates these objects.
 */
__u64 node_generation = 1;

static __always_inline void note_own_command(void)
{
	__sync_fetch_and_add(&node_generation, 1);
}

#define COPY_NAME(to, from)                                                                        \
	do {                                                                                       \
		for (int __i = 0; __i < NVME_TRACE_DISK_SIZE / 8; __i++)                           \
			((__u64 *)(to))[__i] = ((const __u64 *)(from))[__i];                       \
	} while (0)

/* The low bits of the addresses do not tell objects apart: a slab aligns objects to their size. */
static __always_inline struct known_node *known_node_at(__u64 object, enum node_user user)
{
	__u32 part = bpf_get_smp_processor_id() * NODE_USERS + user;
	__u32 index = part * NODES + (object * HASH_FACTOR >> 32) % NODES;

	return bpf_map_lookup_elem(&known_nodes, &index);
}

static __always_inline bool is_known(const struct known_node *known, __u64 object)
{
	return known->object == object && known->generation == node_generation;
}

/* Fills in the node that the sender opened and the drive or namespace behind it. */
static __always_inline void copy_known_node(struct nvme_trace_command *command,
					    const struct known_node *known, bool admin)
{
	struct nvme_trace_event *event = &command->event;

	command->ns = admin ? 0 : known->ns;
	event->ctrl = known->ctrl;
	event->vendor_id = known->vendor_id;
	event->queue = admin ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	COPY_NAME(event->node, known->node);
	if (admin) {
		event->csi = NVME_TRACE_CSI_UNKNOWN;
		__builtin_memset(event->disk, 0, sizeof(event->disk) + sizeof(event->head));
		return;
	}
	event->csi = known->csi;
	COPY_NAME(event->disk, known->disk);
	COPY_NAME(event->head, known->head);
}

/* Learns where a node leads to; its name is read already. `event` is overwritten. */
static __always_inline void learn_node(struct known_node *known, __u64 object, __u64 generation,
				       const struct open_node *node,
				       struct nvme_trace_event *event)
{
	read_location(event, ctrl_of_node(node), node->ns);
	known->ns = (__u64)node->ns;
	known->ctrl = event->ctrl;
	known->vendor_id = event->vendor_id;
	known->csi = event->csi;
	COPY_NAME(known->disk, event->disk);
	COPY_NAME(known->head, event->head);
	known->generation = generation;
	known->object = object;
}

/*
 * Fills in the node that the call goes to. `object` is its struct cdev or struct gendisk; 0 = the
 * call's file is neither.
 */
static __noinline void fill_in_node(struct nvme_trace_command *command,
				    const struct ioctl_arguments *call, __u64 object, bool admin,
				    enum node_user user)
{
	const __u64 generation = node_generation;
	struct known_node *known = known_node_at(object, user);
	struct open_node node = {};

	if (!known) /* only for the verifier */
		return;
	if (!is_known(known, object)) {
		known->object = 0;
		__builtin_memset(known->node, 0, sizeof(known->node));
		if (call->disk)
			read_disk(&node, known->node, call->disk);
		else if (object)
			read_node(&node, known->node, call->file);
		learn_node(known, object, generation, &node, &command->event);
	}
	copy_known_node(command, known, admin);
}

#endif
