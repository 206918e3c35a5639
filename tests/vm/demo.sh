#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The demonstration inside the VM: nvme_trace runs, nvme-cli sends commands, and both are shown.
# /out/demo keeps the results.

exec >/out/demo 2>&1

load-nvme || exit 1

# Runs one command, and shows the start of its output and its trace.
show() {
	echo "\$ $*"
	"$@" >/tmp/printed 2>&1
	# The last command's line appears before the program that sent it returns.
	head -n 4 /tmp/printed | cut -c 1-130
	[ "$(wc -l </tmp/printed)" -le 4 ] || echo "..."
	sleep 0.2
	tail -n +$((shown + 1)) /tmp/trace | sed 's/^/    /'
	shown=$(wc -l </tmp/trace)
	echo
}

nvme_trace >/tmp/trace 2>/tmp/err &
tracer=$!
until [ -s /tmp/trace ]; do usleep 10000; done
echo "\$ nvme_trace &"
sed 's/^/    /' /tmp/trace
shown=1

show nvme list
show nvme id-ctrl /dev/nvme0
show nvme smart-log /dev/nvme0
show nvme get-feature /dev/nvme0 -f 7
show nvme read /dev/nvme0n1 -s 5 -c 7 -z 4096 -d /tmp/data
show nvme admin-passthru /dev/nvme0 -n 1 --opcode=0x14 --cdw10=1 -r

kill -INT $tracer
wait $tracer
echo "\$ kill -INT %1"
cat /tmp/err
