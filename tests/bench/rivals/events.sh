#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
cd /sys/kernel/tracing || exit 1
trap 'echo 0 >events/nvme/nvme_setup_cmd/enable' EXIT
trap 'exit 0' INT
echo 1 >events/nvme/nvme_setup_cmd/enable
cat trace_pipe
