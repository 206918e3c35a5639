#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
from time import strftime

from bcc import BPF
from bcc.utils import printb

PROGRAM = """
#include <linux/blkdev.h>
#include <linux/io_uring.h>
#include <linux/nvme.h>
#include <linux/nvme_ioctl.h>

struct event {
    u32 pid, nsid, cdw10;
    u16 id;
    u8 opcode;
    char comm[TASK_COMM_LEN];
};
BPF_PERF_OUTPUT(events);

static int report(void *ctx, u8 opcode, u16 id, u32 nsid, u32 cdw10)
{
    struct event event = { .opcode = opcode, .id = id, .nsid = nsid, .cdw10 = cdw10 };

    event.pid = bpf_get_current_pid_tgid() >> 32;
    bpf_get_current_comm(event.comm, sizeof(event.comm));
    events.perf_submit(ctx, &event, sizeof(event));
    return 0;
}

int kprobe__nvme_submit_user_cmd(struct pt_regs *ctx, struct request_queue *q,
                                 struct nvme_command *cmd)
{
    return report(ctx, cmd->common.opcode, cmd->common.command_id, cmd->common.nsid,
                  cmd->common.cdw10);
}

int kprobe__nvme_uring_cmd_io(struct pt_regs *ctx, void *ctrl, void *ns,
                              struct io_uring_cmd *ioucmd)
{
    const struct nvme_uring_cmd *cmd = ioucmd->cmd;

    return report(ctx, cmd->opcode, 0, cmd->nsid, cmd->cdw10);
}
"""


def show(cpu, data, size):
    e = bpf["events"].event(data)
    printb(b"%s %-16s %-7d %-3x %-4x %-8x %x" % (strftime("%H:%M:%S").encode(), e.comm, e.pid,
                                                 e.opcode, e.id, e.nsid, e.cdw10))


bpf = BPF(text=PROGRAM)
bpf["events"].open_perf_buffer(show, page_cnt=64)
while True:
    try:
        bpf.perf_buffer_poll()
    except KeyboardInterrupt:
        break
