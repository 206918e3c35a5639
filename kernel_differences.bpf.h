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

#define NO_BTF_REQUEST_CMD    0
#define NO_BTF_REQUEST_RESULT 8
#define NO_BTF_REQUEST_FLAGS  18
#define NO_BTF_REQUEST_STATUS 20
#define NO_BTF_REQUEST_CTRL   24
#define NO_BTF_CTRL_ADMIN_Q   56
#define NO_BTF_CTRL_INSTANCE  88
#define NO_BTF_NS_DISK	      32
#define NO_BTF_DEV_CTRL	      784

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

static __always_inline bool has_admin_queue(struct nvme_ctrl *ctrl, struct request_queue *q)
{
	struct request_queue *admin_q = NULL;

	READ_DRIVER(&admin_q, ctrl, admin_q, NO_BTF_CTRL_ADMIN_Q);
	return admin_q == q;
}

/*
 * The tags of an admin queue belong to the controller since 0da7feaa5913 (6.2),
 * before that to the PCI driver's structure around it. The controller knows
 * its queue, so a wrong guess shows.
 */
static __always_inline int instance_of_admin_queue(struct request_queue *q)
{
	void *owner = BPF_CORE_READ(q, tag_set, driver_data);

	if (has_admin_queue(owner, q))
		return instance_of(owner);
	owner += bpf_core_type_exists(struct nvme_dev)
			 ? bpf_core_field_offset(struct nvme_dev, ctrl)
			 : NO_BTF_DEV_CTRL;
	return has_admin_queue(owner, q) ? instance_of(owner) : NVME_TRACE_NO_CTRL;
}

static __always_inline void read_disk(struct nvme_trace_event *event, struct nvme_ns *ns)
{
	struct gendisk *disk = NULL;

	READ_DRIVER(&disk, ns, disk, NO_BTF_NS_DISK);
	bpf_core_read_str(event->disk, sizeof(event->disk), &disk->disk_name);
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

#endif
