#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Loads the NVMe driver if it is a module, and waits for every drive of the VM. The variables vm_*
# come from the kernel command line.

# Counts the entries of a folder whose names match an extended regular expression.
entries() {
	# shellcheck disable=SC2010 # the kernel gives these names
	ls "$1" 2>/dev/null | grep -c -x -E "$2"
}

# The paths to the namespace that two controllers share. Other namespaces may have a path too,
# because QEMU 10.0 reports every controller as one of several.
paths() {
	for c in /sys/class/nvme/nvme*; do
		! grep -q -s ctrlM "$c/serial" || entries "$c" 'nvme[0-9]+c[0-9]+n[0-9]+'
	done | grep -c -x 1
}

all_there() {
	live=$(grep -l -x live /sys/class/nvme/nvme*/state 2>/dev/null | wc -l)
	[ "$live" -ge "${vm_controllers:?}" ] || return 1
	[ "$(entries /dev 'nvme[0-9]+')" -ge "${vm_controllers:?}" ] || return 1
	[ "$(entries /dev 'nvme[0-9]+n[0-9]+')" -ge "${vm_namespaces:?}" ] || return 1
	[ "$(paths)" -ge "${vm_paths:?}" ] || return 1
	# 5.10 has no generic character devices.
	[ ! -d /sys/class/nvme-generic ] ||
		[ "$(entries /dev 'ng[0-9]+n[0-9]+')" -ge "${vm_namespaces:?}" ]
}

modprobe nvme || exit 1
end=$(($(cut -d. -f1 /proc/uptime) + 30))
until all_there; do
	if [ "$(cut -d. -f1 /proc/uptime)" -ge $end ]; then
		echo "load-nvme: not all drives appeared:" >&2
		ls -d /dev/nvme* /dev/ng* >&2
		exit 1
	fi
	sleep 0.1
done
