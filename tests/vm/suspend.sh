#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: suspends it to memory during a trace. CLOCK_MONOTONIC stands still meanwhile.
# test_faults.py checks the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

ALARM=/sys/class/rtc/rtc0/wakealarm

# Records the wall clock before and after a load.
timed_load() { # FIRST
	note "wall $(date +%s)"
	nvme_load "$1" 101 4 "$A" "${A}n1" "$B" "${B}n1" >>/out/suspended/sent
	note "wall $(date +%s)"
}

# The driver reinitialises and returns EAGAIN until it is done.
wait_live() {
	for state in /sys/class/nvme/nvme*/state; do
		until [ "$(cat "$state")" = live ]; do usleep 10000; done
	done
}

find_drives || exit 1
: >/run/was_suspended
start /out/suspended -t iso -w /out/suspended/capture -O -
timed_load 100
echo 0 >$ALARM
echo +5 >$ALARM
echo mem >/sys/power/state || note "failed suspend"
wait_live
timed_load 300
stop INT
