#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Runs the measurement inside the VM.
# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

find_drives || exit 1
hooks_bench "$A" 2048 7 >/out/hooks 2>&1
