#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: one load under two tracers, nvme_trace.old and nvme_trace.new. Each leaves a
# capture in /out/old or /out/new, with its messages and its exit status.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

attach() { # NAME
	mkdir -p "/out/$1"
	# The buffer holds all records, so a slow reader loses none.
	"nvme_trace.$1" --all -x64 --buffer-size 16M -w "/out/$1/capture" 2>"/out/$1/err" &
	tracer=$!
	wait_attached "$tracer"
}

# Stops both at about the same time, and waits for both.
detach() {
	kill -INT "$old" "$new"
	wait "$old"
	echo $? >/out/old/status
	wait "$new"
	echo $? >/out/new/status
}

by_ioctl() {
	nvme_load 100 499 8 "$A" "${A}n1" "$B" "${B}n1" "$B" "${B}n2"
	nvme_load 5000 997 64 "$A" "${A}n1" "$B" "${B}n1" "$B" "${B}n2"
	nvme_load --only identify_fault 10000 307 8 "$A" "${A}n1" "$B" "${B}n1"
	nvme_load --only read_fault 11000 307 8 "$A" "${A}n1" "$B" "${B}n1"
	refusals_load "$A" "${A}n1" "$(ls "/dev/ng${A#/dev/nvme}n1" 2>/dev/null)"
	compat_load "$A" "${A}n1" "$(cat "/sys/block/${A#/dev/}n1/nsid")"
	crowd_load 53 "$A"
}

# With SQPOLL few at a time: see load_sqpoll() in tests/vm/guest.sh.
by_uring() {
	uring_load 20000 499 16 plain "$A" "/dev/ng${A#/dev/nvme}n1"
	uring_load 21000 307 4 sqpoll "$A" "/dev/ng${A#/dev/nvme}n1"
}

# Block I/O, from a program and from a file system, and the driver's own commands.
by_the_kernel() {
	dd if="${B}n1" of=/dev/null bs=4k count=53 iflag=direct
	dd if="${B}n1" of=/dev/null bs=64k count=16
	mke2fs "${B}n1"
	nvme ns-rescan "$A"
}

find_drives || exit 1
judge_start
attach old
old=$tracer
attach new
new=$tracer
{
	by_ioctl
	if has_uring; then by_uring; fi
} >/out/sent
everyday_commands >/out/log 2>&1
if has_uring; then run_fio --number_ios=199 --rw=randrw --output=/out/fio; fi
by_the_kernel >>/out/log 2>&1
judge_settles
detach
rmdir "$JUDGE"
