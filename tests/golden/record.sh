#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Runs inside the VM and records the captures in this folder.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

record() { # NAME OPTION... -- COMMAND...
	name=$1
	shift
	nvme_trace -w "/out/$name.pcapng" "$@" >/out/log 2>&1
}

find_drives || exit 1
head -c 512 /dev/urandom >/tmp/data
record everyday -x64 -- sh -c "nvme list; nvme id-ctrl $A; nvme smart-log $A; nvme get-feature $A -f 7;
	nvme set-feature $A -f 4 -v 0x157; nvme write ${A}n1 -s 8 -c 0 -z 512 -d /tmp/data;
	nvme read ${A}n1 -s 8 -c 0 -z 512; nvme security-send $A -p 1 -s 7 -t 16 -f /tmp/data;
	nvme admin-passthru $A -n 1 --opcode=0x14 --cdw10=1 -r"
record refused -- refusals_load "$A" "${A}n1" "/dev/ng${A#/dev/nvme}n1"
record uring -x16 -- uring_load 100 29 4 plain "$A" "/dev/ng${A#/dev/nvme}n1"
record all --all -x32 -- sh -c "nvme ns-rescan $A; dd if=${B}n1 of=/dev/null bs=64k count=2"
record hung --in-flight 100ms -- sh -c "nvme admin-passthru $A --opcode=0xc --timeout=600000 &
	sleep 0.5; nvme reset $A; wait"
