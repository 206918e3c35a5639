// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One program for each way to see a command enter, be set up, be answered or return. Each only
 * counts.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 count;

static __always_inline int seen(void)
{
	__sync_fetch_and_add(&count, 1);
	return 0;
}

#define PROGRAM(name, section)                                                                     \
	SEC(section) int name(void *ctx)                                                           \
	{                                                                                          \
		return seen();                                                                     \
	}

PROGRAM(enter_kprobe, "kprobe/nvme_submit_user_cmd")
PROGRAM(enter_multi, "kprobe.multi/nvme_submit_user_cmd")
PROGRAM(enter_fentry, "fentry/nvme_submit_user_cmd")
PROGRAM(return_kretprobe, "kretprobe/nvme_submit_user_cmd")
PROGRAM(return_multi, "kretprobe.multi/nvme_submit_user_cmd")
PROGRAM(return_fexit, "fexit/nvme_submit_user_cmd")
PROGRAM(return_syscall, "tp/syscalls/sys_exit_ioctl")
PROGRAM(setup_raw_tp, "raw_tp/nvme_setup_cmd")
PROGRAM(setup_tp_btf, "tp_btf/nvme_setup_cmd")
PROGRAM(setup_kprobe, "kprobe/nvme_setup_cmd")
PROGRAM(setup_fentry, "fentry/nvme_setup_cmd")
PROGRAM(answer_raw_tp, "raw_tp/nvme_complete_rq")
PROGRAM(answer_tp_btf, "tp_btf/nvme_complete_rq")
PROGRAM(answer_tp, "tp/nvme/nvme_complete_rq")

char LICENSE[] SEC("license") = "Dual BSD/GPL";
