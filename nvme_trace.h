/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel side (nvme_trace.bpf.c) and user space share: the record of a command, and the
 * counters. One struct nvme_trace_event describes one command, from its entry into the NVMe driver
 * to its completion.
 */
#ifndef NVME_TRACE_H
#define NVME_TRACE_H

#ifndef __VMLINUX_H__ /* the kernel side has these from vmlinux.h */
#include <linux/types.h>
#endif

#define NVME_TRACE_RECORD_VERSION 2 /* 1 had neither csi nor vendor_id */
#define NVME_TRACE_COMM_SIZE	  16 /* TASK_COMM_LEN */
#define NVME_TRACE_DISK_SIZE	  32 /* DISK_NAME_LEN */
#define NVME_TRACE_NO_CTRL	  (-1)
/* Status Code Type and Status Code of a status field; 0 = success. */
#define NVME_TRACE_STATUS_CODE(status) ((status)&0x7ff)

/* Where the command came from: the ORIGIN column. */
enum nvme_trace_origin {
	NVME_TRACE_ORIGIN_IOCTL = 0,  /* NVME_IOCTL_* passthrough */
	NVME_TRACE_ORIGIN_URING = 1,  /* NVME_URING_CMD_* passthrough */
	NVME_TRACE_ORIGIN_KERNEL = 2, /* the driver's own: initialisation, keep-alive, ... */
	NVME_TRACE_ORIGIN_BLOCK = 3,  /* block I/O: file systems, swap, reads of the disk */
	NVME_TRACE_ORIGINS = 4,
};
#define NVME_TRACE_ORIGIN_NAMES { "ioctl", "uring", "kernel", "block" }

/* How far the command got. This decides which members of the record are valid. */
enum nvme_trace_outcome {
	NVME_TRACE_IN_FLIGHT = 0, /* not completed yet */
	NVME_TRACE_COMPLETED = 1, /* status and result are valid */
	NVME_TRACE_FAILED = 2,	  /* not completed: error says why the driver gave up */
	NVME_TRACE_UNKNOWN = 3,	  /* the command ended, but its end was not seen */
	NVME_TRACE_OUTCOMES = 4,
};

/* Whether the data follows the record (--hexdump), or why not. */
enum nvme_trace_payload {
	NVME_TRACE_PAYLOAD_NONE = 0,	  /* not requested, or the command has no data */
	NVME_TRACE_PAYLOAD_READ = 1,	  /* payload_len bytes follow the record */
	NVME_TRACE_PAYLOAD_SECRET = 2,	  /* withheld: may be a password or a key */
	NVME_TRACE_PAYLOAD_UNREADABLE = 3, /* the pages were no longer in memory */
	NVME_TRACE_PAYLOADS = 4,
};
#define NVME_TRACE_PAYLOAD_MAX 4096 /* bytes; a power of two */

/*
 * The reader polls for this long (ns) after a wake-up. Meanwhile the kernel side wakes it only if a
 * ring is filling up.
 */
#define NVME_TRACE_READER_POLL_NS 25000000ULL

/* Stands for the id of bpf_rdonly_cast(), which user space finds out before loading. */
#define NVME_TRACE_CAST 0x7ca57

/* A function of the kernel whose address is wanted; 0 = not found, or a secret. */
struct nvme_trace_function {
	char name[32]; /* ends with a 0 */
	__u64 address;
};

enum nvme_trace_queue {
	NVME_TRACE_QUEUE_ADMIN = 0,
	NVME_TRACE_QUEUE_IO = 1,
	NVME_TRACE_QUEUES = 2,
};

/*
 * Command Set Identifiers (CSI): Base Specification 2.1, section 1.5, and the specifications of the
 * I/O command sets.
 */
enum nvme_trace_csi {
	NVME_TRACE_CSI_NVM = 0,
	NVME_TRACE_CSI_KV = 1,	/* Key Value */
	NVME_TRACE_CSI_ZNS = 2, /* Zoned Namespace */
	NVME_TRACE_CSI_SLM = 3, /* Subsystem Local Memory */
	NVME_TRACE_CSI_CP = 4,	/* Computational Programs */
	NVME_TRACE_CSI_UNKNOWN = 0xff,
};

/*
 * The list of commands in which to look up nvme_trace_code(): a code means another command in each.
 */
enum nvme_trace_set {
	NVME_TRACE_SET_ADMIN = 0,
	NVME_TRACE_SET_FABRICS = 1,
	NVME_TRACE_SET_NVM = 2, /* and Zoned Namespace, which extends it; also if csi is unknown */
	NVME_TRACE_SET_KV = 3,
	NVME_TRACE_SET_SLM = 4,
	NVME_TRACE_SET_CP = 5,
	NVME_TRACE_SET_OTHER = 6, /* an I/O command set that no specification describes */
	NVME_TRACE_SETS = 7,
};

#define NVME_TRACE_FABRICS   0x7f /* the opcode of every Fabrics command, on either queue */
#define NVME_TRACE_CONNECT   0x01 /* a Fabrics command type */
#define NVME_TRACE_TO_DRIVE  1	  /* bits of nvme_trace_code() */
#define NVME_TRACE_TO_HOST   2

/*
 * A submission queue entry (Base Specification 2.1, section 4.1). Little endian, like every machine
 * that this runs on.
 */
struct nvme_trace_sqe {
	__u8 opcode;
	__u8 flags; /* FUSE, PSDT */
	__u16 command_id;
	__u32 nsid;
	__u32 cdw2;
	__u32 cdw3;
	__u64 metadata;
	__u64 dptr[2];
	__u32 cdw10;
	__u32 cdw11;
	__u32 cdw12;
	__u32 cdw13;
	__u32 cdw14;
	__u32 cdw15;
};

/*
 * The opcode or, for a Fabrics command, its command type, which is in byte 4. The two low bits of
 * either give the direction of the data transfer (Base Specification 2.1, section 3.1.3).
 */
static inline __u8 nvme_trace_code(const struct nvme_trace_sqe *sqe)
{
	return sqe->opcode == NVME_TRACE_FABRICS ? (__u8)sqe->nsid : sqe->opcode;
}

struct nvme_trace_event {
	__u16 version; /* NVME_TRACE_RECORD_VERSION */
	__u16 size;    /* of the whole record, in bytes */
	__u8 origin;   /* enum nvme_trace_origin */
	__u8 outcome;  /* enum nvme_trace_outcome */
	__u8 queue;    /* enum nvme_trace_queue */
	__u8 payload;  /* enum nvme_trace_payload */
	__u64 submit_ns;   /* entered the driver; all times are CLOCK_MONOTONIC */
	/* Got its command id and queue (nvme_setup_cmd); 0 = never; complete_ns = not known when. */
	__u64 issue_ns;
	__u64 complete_ns; /* completed (nvme_complete_rq); while in flight, now; 0 = never */
	__u64 result;	   /* completion queue entry dwords 0 and 1 */
	__u32 pid;	   /* process id of the sender; 0 = unknown */
	__u32 tid;	   /* its thread */
	__u32 uid;
	__s32 error;	/* -errno if the ioctl returned one, else 0 */
	__s32 ctrl;	/* controller instance: the X of nvmeX, or NVME_TRACE_NO_CTRL */
	__u32 data_len; /* bytes to or from the drive */
	__u16 qid;	/* 0 = admin submission queue; valid if issue_ns */
	__u16 status;	/* CQE status field without the Phase Tag: DNR, M, CRD, SCT, SC */
	__u32 metadata_len; /* bytes of the sender's metadata buffer, for passthrough */
	struct nvme_trace_sqe sqe; /* as sent to the drive if issue_ns, else as the sender built it */
	char comm[NVME_TRACE_COMM_SIZE];
	char disk[NVME_TRACE_DISK_SIZE]; /* block device of an I/O command, else "" */
	char head[NVME_TRACE_DISK_SIZE]; /* the multipath device if disk is a path, else "" */
	char node[NVME_TRACE_DISK_SIZE]; /* what the sender opened: nvme0, nvme0n1, ng0n1; or "" */
	__u32 payload_len; /* bytes of data after the record, if payload is READ */
	__u8 csi;	   /* of an I/O command's namespace: enum nvme_trace_csi, or a newer value */
	__u8 pad;
	__u16 vendor_id; /* PCI vendor id of the drive (VID of Identify Controller); 0 = unknown */
	/* payload_len bytes follow. */
};

/* The list of commands in which to look up the record's command. */
static inline enum nvme_trace_set nvme_trace_set(const struct nvme_trace_event *event)
{
	if (event->sqe.opcode == NVME_TRACE_FABRICS)
		return NVME_TRACE_SET_FABRICS;
	if (event->queue == NVME_TRACE_QUEUE_ADMIN)
		return NVME_TRACE_SET_ADMIN;
	switch (event->csi) {
	case NVME_TRACE_CSI_NVM:
	case NVME_TRACE_CSI_ZNS:
	case NVME_TRACE_CSI_UNKNOWN:
		return NVME_TRACE_SET_NVM;
	case NVME_TRACE_CSI_KV:
		return NVME_TRACE_SET_KV;
	case NVME_TRACE_CSI_SLM:
		return NVME_TRACE_SET_SLM;
	case NVME_TRACE_CSI_CP:
		return NVME_TRACE_SET_CP;
	default:
		return NVME_TRACE_SET_OTHER;
	}
}

/*
 * Whether the host's driver set the status, because the drive did not complete the command. These
 * are path related statuses.
 */
static inline _Bool nvme_trace_is_host_status(__u16 status)
{
	return NVME_TRACE_STATUS_CODE(status) >= 0x370 && NVME_TRACE_STATUS_CODE(status) <= 0x37f;
}

#define NVME_TRACE_FIRMWARE_COMMIT 0x10 /* Admin */
#define NVME_TRACE_READ		   0x02 /* NVM Command Set */

/*
 * Whether the command succeeded although its status is not 0. This can be a Firmware Commit that
 * activates its image at the next reset (Base Specification 2.1, section 5.1.8), or a Read of a
 * sanitized namespace during media verification. For Sanitize, the first three
 * codes below are failures.
 */
static inline _Bool nvme_trace_succeeded_with_status(const struct nvme_trace_event *event)
{
	enum nvme_trace_set its = nvme_trace_set(event);
	__u16 code = NVME_TRACE_STATUS_CODE(event->status);

	if (its == NVME_TRACE_SET_ADMIN && event->sqe.opcode == NVME_TRACE_FIRMWARE_COMMIT)
		return code == 0x10b || code == 0x110 || code == 0x111;
	return its == NVME_TRACE_SET_NVM && event->sqe.opcode == NVME_TRACE_READ && code == 0x19c;
}

/* Whether the command failed or its end was not seen. A command in flight has not failed. */
static inline _Bool nvme_trace_failed(const struct nvme_trace_event *event)
{
	if (event->outcome == NVME_TRACE_COMPLETED)
		return NVME_TRACE_STATUS_CODE(event->status) && !nvme_trace_succeeded_with_status(event);
	return event->outcome != NVME_TRACE_IN_FLIGHT;
}

/* A command in flight, as the kernel side keeps it. */
struct nvme_trace_command {
	struct nvme_trace_event event; /* so far */
	__u64 ns;	/* the struct nvme_ns that event.disk names; 0 for an admin command */
	__u8 entered;	/* its entry into the driver was seen, and it is counted as seen */
	__u8 described; /* event.sqe is as sent to the drive */
	__u8 reported;	/* its record was sent or filtered; the entry stays until the end */
	__u8 pad[5];
};

/*
 * An element of the kernel side's table of places. A thread has one while it is in an ioctl that
 * sends a command. It is free if `stack` is 0.
 */
struct nvme_trace_place {
	__u64 claims; /* 1 while it is taken; more for a moment if several CPUs try to take it */
	__u64 stack;  /* the address of the thread's kernel stack */
	struct nvme_trace_command command;
};

/*
 * Counts what became of the commands. Each CPU has its own counters; user space adds them up.
 * seen = records delivered + filtered + table_full + ring_full + still in the table.
 */
struct nvme_trace_counters {
	__u64 seen;	     /* entered the driver */
	__u64 filtered;	     /* rejected by the filters */
	__u64 ring_full;     /* lost: no room in the ring buffer */
	__u64 table_full;    /* lost: no room in the table of commands in flight */
	__u64 unpaired;	     /* completed, but started before the trace */
	__u64 entry_missed;  /* lost: the driver set it up, but its entry was not seen */
	__u64 recovered;     /* likewise, but it could be read at the set-up or later */
	__u64 refusal_missed; /* lost: neither its entry nor its end was seen, only its call */
	__u64 setup_missed;  /* nvme_setup_cmd was not seen: the latency starts at submit_ns */
	__u64 end_missed;    /* its key was used again before its end was seen */
	__u64 answer_missed; /* nvme_complete_rq was not seen: the ioctl gave status and latency */
	__u64 args_differ;   /* the probe read values that differ from those sent to the drive */
	__u64 payload_missed; /* requested data that could not be read */
};

/* What the kernel side keeps for each CPU. No two CPUs write to the same cache line. */
struct nvme_trace_cpu {
	struct nvme_trace_counters counters;
	__u64 answered;	  /* the struct request that nvme_complete_rq has just handled */
	__u64 completing; /* whether nvme_complete_rq is running */
	__u64 pad;
};

_Static_assert(sizeof(struct nvme_trace_cpu) == 128, "whole cache lines");
_Static_assert(sizeof(struct nvme_trace_sqe) == 64, "a submission queue entry has 64 bytes");
_Static_assert(__builtin_offsetof(struct nvme_trace_sqe, cdw10) == 40, "spec: bytes 43:40");
_Static_assert(sizeof(struct nvme_trace_event) == 256, "all padding is named");
_Static_assert(__builtin_offsetof(struct nvme_trace_event, sqe) == 72, "record layout");

#endif
