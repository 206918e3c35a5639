#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# /init of the VM. The variables vm_* come from the kernel command line.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root TERM="${vm_term:-vt100}"

mount_all() {
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mkdir -p /dev/pts /dev/shm
	mount -t devpts devpts /dev/pts
	mount -t tmpfs tmpfs /dev/shm
	mount -t tmpfs tmpfs /tmp
	mount -t tmpfs tmpfs /out
	mount -t tmpfs tmpfs /run
	mount -t tracefs tracefs /sys/kernel/tracing
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t bpf bpf /sys/fs/bpf
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	ln -s /proc/self/fd /dev/fd
	chmod 1777 /tmp /dev/shm
}

send_result() {
	port=$(port result) || return
	# status comes last: without it the host considers the result incomplete.
	tar -c -f "$port" -C / dmesg out status
}

mount_all
ln -s kmod /sbin/modprobe # not earlier: see KMOD_LINKS in vm.py
ip link set lo up
hostname nvme-test
cd /root || exit 1

if [ "${vm_mode:-}" = shell ]; then
	load-nvme
	stty cols "${vm_columns:-80}" rows "${vm_rows:-24}" <>/dev/ttyS0
	setsid cttyhack sh -l
else
	host begun >/dev/null
	/guest </dev/null
	echo $? >/status
	dmesg >/dmesg
	send_result
fi
# After a suspend to memory, QEMU cannot power the machine off.
[ ! -e /run/was_suspended ] || reboot -f
poweroff -f
