#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Prints the node of a port to the host, once it can be opened: port result | control.

node_of() {
	for port in /sys/class/virtio-ports/*; do
		[ "$(cat "$port/name" 2>/dev/null)" != "$1" ] || echo "/dev/${port##*/}"
	done
}

modprobe -q -a virtio_pci virtio_console
tries=0
# The node appears before the other side is ready. Until then it cannot be opened.
until node=$(node_of "$1") && [ -c "$node" ] && (: >"$node") 2>/dev/null; do
	tries=$((tries + 1))
	[ $tries -lt 300 ] || { echo "port: no port $1" >&2 && exit 1; }
	sleep 0.05
done
echo "$node"
