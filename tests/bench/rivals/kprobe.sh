#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
cd /sys/kernel/tracing || exit 1
trap 'echo 0 >events/kprobes/enable; echo >kprobe_events' EXIT
trap 'exit 0' INT
# shellcheck disable=SC2016 # $arg2 is the kernel's
echo 'p:nvme_ioctl nvme_submit_user_cmd opcode=+0($arg2):x8 id=+2($arg2):x16 nsid=+4($arg2):x32 cdw10=+40($arg2):x32
p:nvme_uring nvme_uring_cmd_io opcode=+0(+8($arg3)):x8 nsid=+4(+8($arg3)):x32 cdw10=+40(+8($arg3)):x32' >kprobe_events
echo 1 >events/kprobes/enable
cat trace_pipe
