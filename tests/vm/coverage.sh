#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: commands from every source, filters, refusals, hung commands, and drives that
# come and go. test_coverage.py and test_fabrics.py check the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

# ---- Everything at once ----

# A file system in use, and all generators, which do not touch its namespace.
everything() { # FOLDER
	mkdir -p "$1/uring" "$1/fio" /mnt
	nvme_load 100 2003 8 "$A" "${A}n1" "$B" "${B}n2" >"$1/sent" &
	senders=$!
	if has_uring; then
		send_by_uring "$1/uring" 5000 1009 4 plain &
		senders="$senders $!"
		run_fio --rw=randrw --output="$1/fio/json" &
		senders="$senders $!"
	fi
	mke2fs "${B}n1" >/dev/null 2>&1
	modprobe -q ext4
	mount -t ext2 "${B}n1" /mnt || echo failed >"$1/failed"
	for n in 1 2 3 4 5 6 7 8; do
		dd if=/dev/urandom of=/mnt/file$n bs=4k count=97 conv=fsync 2>/dev/null
		dd if=/mnt/file$n of=/mnt/copy$n bs=64k 2>/dev/null
		sync
	done
	echo 3 >/proc/sys/vm/drop_caches
	cat /mnt/file* /mnt/copy* >/dev/null
	umount /mnt
	nvme ns-rescan "$A"
	# shellcheck disable=SC2086 # a list of process ids
	wait $senders
}

# Tracers start and stop while block I/O runs, one read at a time.
amid_others() {
	again_and_again dd if="${A}n1" of=/dev/null bs=4k iflag=direct 2>/dev/null
	for number in 1 2 3; do
		keep amid_$number nvme_trace --no-header --origin block --duration 100ms
	done
	enough
}

# Tracers stop while others send. Nothing was in flight when they started.
busy_ends() {
	for number in 1 2; do
		start /out/busy_$number --origin block
		sleep 0.3
		again_and_again dd if="${A}n1" of=/dev/null bs=4k iflag=direct 2>/dev/null
		sleep 0.5
		stop INT
		enough
		start /out/full_$number --count 2
		again_and_again nvme_load 0 101 2 "$A" "${A}n1" >/dev/null
		wait "$tracer"
		enough
	done
}

# ---- Filters ----

# One tracer per filter, all at the same time. The first has no filter.
filtered() { # NAME OPTION...
	mkdir -p "/out/filters/$1"
	dir=/out/filters/$1
	names="$names $1"
	shift
	echo "$@" >"$dir/options"
	nvme_trace "$@" >"$dir/trace" 2>"$dir/err" &
	tracers="$tracers $!"
}

wait_for_filtered() { # NAME...
	for tracer in $tracers; do
		wait_for "/out/filters/$1/trace"
		shift
	done
}

# A process that exists before the tracer starts, and becomes the load on request.
waiting_load() {
	mkfifo /tmp/go
	sh -c 'read -r _ </tmp/go; exec nvme_load 3000 101 1 "$@"' sh \
		"$A" "${A}n1" >/out/filters/pid_sent &
	chosen=$!
}

filters() {
	mkdir -p /out/filters
	tracers=
	names=
	a=${A#/dev/} b=${B#/dev/}
	waiting_load
	filtered everything
	filtered controller -d "$a"
	filtered namespace -d "${B}n2"
	filtered generic -d "ng${a#nvme}n1"
	ln -s "${B}n1" /tmp/by-id
	ln -s by-id /tmp/again
	mknod /tmp/of-its-own b "$((0x$(stat -c %t "${B}n2")))" "$((0x$(stat -c %T "${B}n2")))"
	filtered link -d /tmp/again
	filtered own_node -d "../../tmp/of-its-own"
	filtered serial -d serial:ctrlB
	filtered model -d 'model:QEMU NVMe Ctrl'
	filtered two_devices -d "${b}n1" -d "${b}n2"
	filtered pid -p "$chosen"
	filtered comm -c 'other name'
	filtered uid -u nobody
	filtered nsid -n 2
	filtered identify -o identify
	filtered log_page -o admin:0x02
	filtered read -o io:read
	filtered number -o 2,0x14
	filtered admin_queue -q admin
	filtered io_queues -q io
	filtered queue_1 -q 1
	filtered failed --failed
	filtered slow --slow 1h
	filtered fast --slow 1ns
	filtered ioctl --origin ioctl
	filtered uring --origin uring
	filtered combined -c nvme_load -o read -d "$b" --failed
	filtered nothing -c nvme_load -u 12345
	# shellcheck disable=SC2086 # a list of names
	wait_for_filtered $names
	chmod 666 "$A" "$B" /dev/nvme*n* /dev/ng* 2>/dev/null
	cp /bin/nvme_load '/tmp/other name'
	send /out/filters 100 499 4
	'/tmp/other name' 1000 211 2 "$A" "${A}n1" "$B" "${B}n2" >/out/filters/other_sent
	su nobody -s /bin/sh -c "nvme_load 2000 101 1 $A ${A}n1" >/out/filters/nobody_sent
	if has_uring; then
		uring_load 4000 211 4 plain "$A" "/dev/ng${a#nvme}n1" >/out/filters/uring_sent
	fi
	echo >/tmp/go
	wait "$chosen"
	note "chosen $chosen"
	# shellcheck disable=SC2086 # a list of process ids
	kill -INT $tracers
	# shellcheck disable=SC2086
	wait $tracers
}

# Other arguments of -d: links, paths, serial numbers; and unsuitable ones.
devices() {
	# One partition, from block 2048 on.
	{
		head -c 446 /dev/zero
		printf '\0\0\0\0\203\0\0\0\0\10\0\0\0\20\0\0'
		head -c 48 /dev/zero
		printf '\125\252'
	} >/tmp/table
	dd if=/tmp/table of="${B}n1" conv=fsync 2>/dev/null
	blockdev --rereadpt "${B}n1"
	mdev -s 2>/dev/null
	ln -s "${B}n1p1" /tmp/part
	keep device_part nvme_trace -d /tmp/part
	keep device_missing nvme_trace -d nvme77,/dev/nvme77n3,ng78n1 --duration 1ms
	keep device_serial nvme_trace -d serial:ctrlX
	dd if=/dev/zero of="${B}n1" bs=512 count=1 conv=fsync 2>/dev/null
	blockdev --rereadpt "${B}n1"
}

# io_uring retries a command that found no tag. The filter rejects both tries.
unwanted() {
	start /out/unwanted -c nobody_has_this_name
	uring_load 100 2003 16 plain "$A" "/dev/ng${A#/dev/nvme}n1" >/out/unwanted/sent
	stop INT
}

# ---- Refused, failed, hung ----

refusals() {
	mkdir -p /out/refusals
	start /out/refusals
	refusals_load "$A" "${A}n1" "$(ls "/dev/ng${A#/dev/nvme}n1" 2>/dev/null)" \
		>/out/refusals/sent
	stop INT
}

# The same from a 32-bit program, by both entries into the kernel.
compat() {
	mkdir -p /out/compat
	start /out/compat
	compat_load "$A" "${A}n1" "$(cat "/sys/block/${A#/dev/}n1/nsid")" >/out/compat/sent
	stop INT
}

# The drive is removed while a program has it open. Then the program sends commands.
removed() {
	mkdir -p /out/removed
	start /out/removed
	device=$(readlink -f "/sys/class/nvme/${B#/dev/}/device")
	mkfifo /tmp/gone
	refusals_load --when /tmp/gone "$B" "${B}n1" >/out/removed/sent &
	sender=$!
	sleep 0.3
	echo 1 >"$device/remove"
	echo >/tmp/gone
	wait $sender
	stop INT
	echo 1 >/sys/bus/pci/rescan
	load-nvme
}

# An Asynchronous Event Request is answered only by an event or an Abort.
aborted() {
	start /out/aborted --in-flight 1s
	nvme admin-passthru "$A" --opcode=0xc --timeout=600000 >/out/aborted/log 2>&1 &
	sender=$!
	sleep 2.5
	cid=$(awk '$4 == "c" { print $5; exit }' /out/aborted/trace)
	nvme admin-passthru "$A" --opcode=8 --cdw10=$((0x$cid << 16)) >>/out/aborted/log 2>&1
	wait $sender
	stop INT
}

# The driver gives up: it resets the controller, which cancels the command.
timed_out() {
	start /out/timed_out --in-flight 1s --all
	nvme admin-passthru "$A" --opcode=0xc --timeout=2000 >/out/timed_out/log 2>&1
	load-nvme
	stop INT
}

# The namespace does not answer reads for a while. The driver asks for an Abort, then resets.
stalled() {
	start /out/stalled --in-flight 500ms --all
	host stall nsA1 >/out/stalled/host
	nvme io-passthru "${A}n1" -n 1 --opcode=2 -l 512 -r --timeout=1500 >/out/stalled/log 2>&1 &
	sender=$!
	sleep 4
	host resume nsA1 >>/out/stalled/host
	wait $sender
	load-nvme
	stop INT
}

# ---- One command only ----

hammer() { nvme_load 0 503 8 "$A" "${A}n1" "$B" "${B}n2" >/dev/null; }

child() {
	mkdir -p /out/child
	again_and_again hammer
	start /out/child_reference -c nvme
	nvme_trace -O /out/child/trace -- nvme list >/out/child/log 2>/out/child/err
	echo $? >/out/child/status
	stop INT
	mkdir -p /out/offspring
	nvme_trace -O /out/offspring/trace -- sh -c '
		nvme id-ctrl '"$A"' >/dev/null
		(sleep 0.5; nvme id-ctrl '"$B"' >/dev/null) &
		echo said
		exit 7' >/out/offspring/log 2>/out/offspring/err
	echo $? >/out/offspring/status
	enough
	keep killed nvme_trace -- sh -c 'kill -KILL $$'
}

# ---- Drivers and drives that come and go ----

driver_comes() {
	mkdir -p /out/wait
	nvme_trace --wait --all >/out/wait/trace 2>/out/wait/err &
	tracer=$!
	sleep 1
	# First only the module that is traced, so that the first command to a drive is seen.
	modprobe nvme_core
	wait_for /out/wait/trace
	load-nvme
	A=$(controller ctrlA)
	nvme id-ctrl "$A" >/dev/null
	if [ ! "$builtin" ]; then
		rmmod nvme && rmmod nvme_core
		echo $? >/out/wait/rmmod
	fi
	dir=/out/wait
	stop INT
	if [ ! "$builtin" ]; then
		rmmod nvme nvme_core 2>/dev/null
		[ ! -d /sys/module/nvme_core ] || rmmod nvme_core
		echo $? >/out/wait/rmmod_after
	fi
}

drive_comes() {
	start /out/hotplug --all
	{
		host add
		waited=0
		until C=$(controller ctrlC) && [ -b "${C}n1" ] || [ $waited -ge 100 ]; do
			sleep 0.1
			waited=$((waited + 1))
		done
		nvme id-ctrl "$C"
		nvme read "${C}n1" -s 3 -c 0 -z 512
		note "C $C"
		nvme reset "$C"
		nvme id-ctrl "$C"
		host del
	} >/out/hotplug/log 2>&1
	nvme id-ctrl "$A" >/dev/null
	stop INT
}

main() {
	driver_comes
	find_drives || return 1
	traced /out/everything everything --all
	devices
	amid_others
	busy_ends
	filters
	if has_uring; then unwanted; fi
	refusals
	compat
	child
	aborted
	timed_out
	stalled
	drive_comes
	removed
}

# Namespaces with two paths.
paths() {
	nvme_load 100 1009 8 "/dev/$M1" "/dev/$H" >"$1/sent"
	if has_uring; then
		mkdir -p "$1/uring"
		uring_load 5000 1009 8 plain "/dev/$M1" "/dev/ng${H#nvme}" >"$1/uring/sent"
	fi
	dd if="/dev/$H" of=/dev/null bs=64k count=16 2>/dev/null
}

multipath() {
	find_drives || return 1
	H=
	for disk in /sys/block/nvme*c*n*; do # a path such as nvme2c3n1
		serial=$(cat "$disk/device/serial" 2>/dev/null)
		[ "${serial%% *}" = ctrlM ] && H=$(basename "$disk" | sed 's/c[0-9]*//')
	done
	M1=$(basename "$(controller ctrlM | head -n 1)")
	note "head $H"
	traced /out/paths paths --all
	start /out/by_head -d "$H"
	nvme_load 3000 101 1 "/dev/$M1" "/dev/$H" "$A" "${A}n1" >/out/by_head/sent
	stop INT
	refused_head
}

refused_head() {
	start /out/refused_head
	nvme io-passthru "/dev/$H" -n 77 --opcode=2 --cdw10=0xabc -l 512 -r >/out/refused_head/log 2>&1
	stop INT
}

# A drive over Fabrics whose target is this machine.
over_fabrics() { # KIND
	if ! node=$(fabrics "$1" 2>"/tmp/fabrics.$1"); then
		note "no_fabrics $1"
		return
	fi
	note "fabrics $1 $node"
	kind=$1
	F=$node
	traced "/out/fabrics_$1" fabrics_load --all
	# The reset reconnects all queues.
	start "/out/connects_$1" --all -o connect
	nvme reset "$F"
	stop INT
	fabrics off
}

fabrics_load() {
	nvme id-ctrl "$F" >/dev/null 2>&1
	nvme_load 100 499 4 "$F" "${F}n1" >"$1/sent"
	dd if="${F}n1" of=/dev/null bs=64k count=16 2>/dev/null
}

# ---- Names that pass to other memory ----

through_each_node() { # CONTROLLER
	for node in "$1n1" "/dev/ng${1#/dev/nvme}n1"; do
		[ -e "$node" ] || continue # 5.10 has no generic character devices
		nvme_load $number 2 1 "$1" "$node" >>/out/reused/sent
		number=$((number + 2))
	done
}

# Two drives come and go, again and again. Each time the kernel chooses the memory of their nodes
# anew, so some get memory that a node with another name had before. Memory that was freed last is
# used first, but only by the same CPU, so one CPU must do it all.
reused_memory() { # KIND
	cpu=/sys/devices/system/cpu/cpu1/online
	echo 0 >$cpu
	start /out/reused --json -c nvme_load
	number=0
	for _ in 1 2 3 4 5; do
		one=$(fabrics "$1" one)
		two=$(fabrics "$1" two)
		through_each_node "$one"
		through_each_node "$two"
		fabrics off one
		fabrics off two
	done 2>/out/reused/log
	stop INT
	echo 1 >$cpu
}

# ---- Set up again ----

# All transfers go through a small bounce buffer. While a drive does not answer, it fills up, and
# further commands are set up again and again until there is room.
requeue_load() { # FOLDER
	host stall nsA1 >"$1/host"
	for n in $(seq 24); do
		nvme read "${A}n1" -s $((n * 256)) -c 255 -z 131072 -d /dev/null >>"$1/log" 2>&1 &
		loads="$loads $!"
		dd if="${A}n1" of=/dev/null bs=128k skip="$n" count=1 iflag=direct 2>/dev/null &
		loads="$loads $!"
	done
	sleep 2
	host resume nsA1 >>"$1/host"
	# shellcheck disable=SC2086 # a list of process ids
	wait $loads
	grep -c nvme_setup_cmd: $JUDGE/trace >"$1/setups"
}

requeue() {
	find_drives || return 1
	loads=
	traced /out/requeue requeue_load --all
}

# ---- A great many commands ----

# Runs both generators until they sent vm_count commands. Lines are counted, not kept.
soak() {
	mkdir -p /out/soak
	mkfifo /tmp/lines
	awk 'END { print NR }' </tmp/lines >/out/soak/lines &
	counter=$!
	nvme_trace --no-header >/tmp/lines 2>/out/soak/err &
	tracer=$!
	wait_attached $tracer
	sent=0
	while [ $sent -lt "${vm_count:?}" ]; do
		send /tmp 0 10007 8
		send_by_uring /tmp 0 10007 16 plain
		sent=$((sent + 2 * 10007))
		note "VmRSS $(tr -d '\t' </proc/$tracer/status | sed -n 's/VmRSS: *//p')"
	done
	note "sent $sent"
	note_elements
	kill -INT $tracer
	wait $tracer $counter
}

case $vm_scenario in
coverage) main ;;
multipath) multipath ;;
requeue) requeue ;;
fabrics)
	find_drives || exit 1
	over_fabrics tcp
	over_fabrics loop
	reused_memory "$kind"
	;;
soak)
	find_drives || exit 1
	soak
	;;
esac
