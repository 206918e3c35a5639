#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: traces every nvme-cli subcommand that sends something, in each output form;
# runs what -e printed; and reads blocks with known data. test_meaning.py checks the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

# One subcommand a line. A is the controller, N its namespace.
subcommands() { sed -n 's/ | .*//; /^#/!p' /sbin/meaning.txt; }

# The process id identifies the lines of a subcommand. Some ask for confirmation.
run_all() { # FOLDER
	subcommands | while read -r line; do
		# shellcheck disable=SC2046 # words
		set -- $(echo "$line" | sed "s|\<A\>|$A|;s|\<N\>|${A}n1|")
		# shellcheck disable=SC2016 # the inner shell's
		yes | timeout 20 sh -c 'echo "$$" >/tmp/pid; exec nvme "$@"' sh "$@" \
			>>/out/nvme-cli 2>&1 </dev/null
		echo "$(cat /tmp/pid) $line"
	done >/out/pids
}

tracer() { # NAME OPTION...
	name=$1
	mkdir -p "/out/$name"
	shift
	nvme_trace -c nvme "$@" >"/out/$name/trace" 2>"/out/$name/err" &
	tracers="$tracers${tracers:+ }$!"
	wait_attached $!
}

# Each of the first 4 MiB's blocks repeats its own number.
number_blocks() {
	awk 'BEGIN { for (n = 0; n < 8192; n++) {
		block = sprintf("%08x", n)
		while (length(block) < 512) block = block block
		printf "%s", block
	} }' |
		dd of="${A}n1" bs=64k conv=fsync 2>/dev/null
}

# Reads them from every source.
read_blocks() { # FOLDER
	nvme_load 100 2003 8 "$A" "${A}n1" >"$1/sent"
	if has_uring; then
		mkdir -p "$1/uring"
		send_by_uring "$1/uring" 3000 2003 8 plain
		fio --name=fio --ioengine=io_uring_cmd --cmd_type=nvme --rw=randread --fixedbufs=1 \
			--filename="/dev/ng${A#/dev/nvme}n1" --size=4m --bs=4k --number_ios=499 >"$1/fio"
	fi
	echo 3 >/proc/sys/vm/drop_caches
	dd if="${A}n1" of=/dev/null bs=64k count=64 2>/dev/null
	dd if="${A}n1" of=/dev/null bs=512 count=499 iflag=direct 2>/dev/null
}

find_drives || exit 1
head -c 4096 /dev/urandom >/tmp/data
cp /tmp/data /out/data
tracers=
tracer json --json
tracer command --nvme-cli-lines
tracer unredacted --json -x16 --unredacted -o security-send
tracer summary --summary --json
# This trace has no filter, so it contains everything that the others show.
tracer capture -v -x4096 -w /out/capture/pcapng -O /out/capture/lines
judge_text=yes
traced /out/text run_all -c nvme
# shellcheck disable=SC2086 # a list of process ids
kill -INT $tracers
# shellcheck disable=SC2086
wait $tracers
tracers=
tracer again --json
sh /out/command/trace >/out/again/log 2>&1
kill -INT "$tracers"
wait "$tracers"
# A zoned namespace, if the kernel makes a block or character device for it.
Z=$(controller ctrlZ)
for node in "${Z}n1" "/dev/ng${Z#/dev/nvme}n1"; do
	[ -e "$node" ] && zoned=$node && break
done
if [ "$zoned" ]; then
	note "zoned ${zoned#/dev/}"
	tracer zoned --json
	{
		nvme io-passthru "$zoned" -n 1 --opcode=0x7a --cdw12=127 --data-len=512 --read
		nvme io-passthru "$zoned" -n 1 --opcode=2 --data-len=512 --read
		nvme io-passthru "${A}n1" -n 1 --opcode=2 --data-len=512 --read
		nvme admin-passthru "$Z" -n 1 --opcode=6 --data-len=4096 --read
	} >/out/zones
	kill -INT $!
	wait $!
fi
number_blocks
mkdir -p /out/blocks /out/intervals
nvme_trace --all -d "${A#/dev/}n1" -o io:read --json --summary=100ms --by comm,device,command \
	>/out/intervals/trace 2>/out/intervals/err &
summary=$!
wait_attached $summary
nvme_trace --all -d "${A#/dev/}n1" -o io:read --json -x -w /out/blocks/pcapng -O /out/blocks/trace \
	2>/out/blocks/err &
tracer=$!
wait_attached $tracer
read_blocks /out/blocks
kill -INT $tracer $summary
wait $tracer $summary
