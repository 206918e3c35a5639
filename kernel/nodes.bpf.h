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

#define NODES 16 /* that one program remembers on one CPU */

/* The programs that use the table. Each has its own part, because one may interrupt another. */
enum node_user {
	NODE_USER_CTRL,
	NODE_USER_BLOCK,
	NODE_USER_CHAR,
	NODE_USER_HEAD_BLOCK,
	NODE_USER_HEAD_CHAR,
	NODE_USERS,
};

_Static_assert(SCRATCHES == SCRATCH_END + NODE_USERS, "an element for each ioctl function");

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

/* Fills in the node of an open character device; `file` has a type. */
static __noinline void read_known_char_node(struct nvme_trace_command *command,
						 struct file *file, bool admin,
						 enum node_user user)
{
	__u64 object = address_of(file->f_inode->i_cdev), generation = node_generation;
	struct known_node *known = known_node_at(object, user);
	struct open_node node = {};

	if (!known) /* only for the verifier */
		return;
	if (!is_known(known, object)) {
		known->object = 0;
		__builtin_memset(known->node, 0, sizeof(known->node));
		read_node(&node, known->node, file);
		learn_node(known, object, generation, &node, &command->event);
	}
	copy_known_node(command, known, admin);
}

/* The same for a block device. */
static __noinline void read_known_block_node(struct nvme_trace_command *command,
						  struct block_device *device, bool admin,
						  enum node_user user)
{
	struct gendisk *disk = device->bd_disk;
	__u64 object = address_of(disk), generation = node_generation;
	struct known_node *known = known_node_at(object, user);
	struct open_node node = {};

	if (!known) /* only for the verifier */
		return;
	if (!is_known(known, object)) {
		known->object = 0;
		__builtin_memset(known->node, 0, sizeof(known->node));
		read_disk(&node, known->node, disk);
		learn_node(known, object, generation, &node, &command->event);
	}
	copy_known_node(command, known, admin);
}

#endif
