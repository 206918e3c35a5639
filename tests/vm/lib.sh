#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Functions for the scripts inside the VM. A traced load leaves in /out/<name>/: trace (our stdout),
# err (our stderr), status (our exit status), kernel.<cpu> and *.format (the kernel's own events).

: "${vm_scenario=}" # from the kernel command line
TRACING=/sys/kernel/tracing
JUDGE=$TRACING/instances/judge

note() { echo "$1" >>/out/facts; }

# If the driver is present before anything loads it, it is built in.
builtin=
[ ! -d /sys/module/nvme_core ] || builtin=yes
[ ! "$builtin" ] || note builtin

# Prints the node of the controller with this serial number. Nodes differ between boots.
controller() {
	for c in /sys/class/nvme/nvme*; do
		[ "$(tr -d ' ' <"$c/serial")" = "$1" ] && echo "/dev/${c##*/}"
	done
}

# The kernel's own events, in binary: the text form lacks the raw dwords.
judge_start() {
	mkdir -p $JUDGE
	echo 0 >$JUDGE/tracing_on
	echo 16384 >$JUDGE/buffer_size_kb
	echo mono >$JUDGE/trace_clock
	for event in nvme_setup_cmd nvme_complete_rq; do
		echo 1 >$JUDGE/events/nvme/$event/enable
	done
	: >$JUDGE/trace
	echo 1 >$JUDGE/tracing_on
}

judge_stop() { # FOLDER
	echo 0 >$JUDGE/tracing_on
	for event in nvme_setup_cmd nvme_complete_rq; do
		cat $JUDGE/events/nvme/$event/format >"$1/$event.format"
	done
	# The text form, for a human reader.
	if [ "${judge_text=}" ]; then cat $JUDGE/trace >"$1/kernel_text"; fi
	readers=
	for cpu in "$JUDGE"/per_cpu/cpu*; do
		# Reading blocks at the end of the data. cat would use sendfile() on 5.10, which
		# returns only full pages.
		timeout 1 dd if="$cpu/trace_pipe_raw" of="$1/kernel.${cpu##*cpu}" bs=4096 2>/dev/null &
		readers="$readers $!"
		grep -E 'overrun|dropped' "$cpu/stats" >>"$1/overrun"
	done
	# shellcheck disable=SC2086 # a list of process ids
	wait $readers
	rmdir $JUDGE
}

judge_events() { cat "$JUDGE"/per_cpu/cpu*/stats | sed -n 's/^entries: //p'; }

# The driver's own work, such as a scan for namespaces, may go on after the command that caused it.
# If it went on while the tracer detaches, the kernel's events would have commands that we lack.
judge_settles() {
	tries=50
	until [ $tries -eq 0 ] || { before=$(judge_events) && usleep 100000 &&
		[ "$before" = "$(judge_events)" ]; }; do
		tries=$((tries - 1))
	done
}

wait_for() { # FILE: waits until it is not empty, or the tracer has ended
	until [ -s "$1" ]; do
		kill -0 "$tracer" 2>/dev/null || return 1
		usleep 20000
	done
}

wait_in_call() { # PID NUMBER: waits until the process sleeps in that system call
	until read -r call _ <"/proc/$1/syscall" && [ "$call" = "$2" ]; do
		kill -0 "$1" 2>/dev/null || return 1
		usleep 20000
	done
}

# For a tracer without a header line: once attached it waits in epoll_wait() for records.
wait_attached() { wait_in_call "$1" 232; } # PID

start() { # FOLDER [OPTION...]
	dir=$1
	mkdir -p "$dir"
	shift
	"${tracer_program:-nvme_trace}" "$@" >"$dir/trace" 2>"$dir/err" &
	tracer=$!
	wait_for "$dir/trace"
}

stop() { # SIGNAL
	kill -"$1" "$tracer"
	wait "$tracer"
	echo $? >"$dir/status"
}

# Runs a load under the tracer and the kernel's own events. The load gets its folder as argument.
traced() { # FOLDER LOAD [OPTION...]
	folder=$1
	load=$2
	shift 2
	judge_start
	start "$folder" "$@"
	"$load" "$folder"
	judge_settles
	note "VmHWM $(tr -d '\t' <"/proc/$tracer/status" | sed -n 's/VmHWM: *//p')"
	stop INT
	judge_stop "$folder"
}

# COUNT is a prime number, and no other load of the boot sends the same numbers.
send() { # FOLDER FIRST COUNT THREADS
	nvme_load "$2" "$3" "$4" "$A" "${A}n1" "$B" "${B}n1" "$B" "${B}n2" >"$1/sent"
}

# The same through io_uring, to the namespace's character device.
send_by_uring() { # FOLDER FIRST COUNT DEPTH plain|sqpoll
	uring_load "$2" "$3" "$4" "$5" "$A" "/dev/ng${A#/dev/nvme}n1" >"$1/sent"
}

# What nvme-cli sends on an ordinary day, and some commands that fail.
everyday_commands() {
	nvme list
	nvme id-ctrl "$A"
	nvme id-ns "${A}n1"
	nvme list-ns "$B"
	nvme smart-log "$A"
	nvme error-log "$A"
	nvme get-feature "$A" -f 7
	nvme read "${A}n1" -s 9 -c 7 -z 4096
	nvme write "${B}n2" -s 11 -c 0 -z 512 -d /bin/busybox
	nvme flush "${B}n1" -n "$(cat "/sys/block/${B#/dev/}n1/nsid")"
	nvme admin-passthru "$A" -n 1 --opcode=0x14 --cdw10=1 -r
	nvme admin-passthru "$B" --opcode=0xc1 --cdw10=0xabcdef
	nvme admin-passthru "$B" --opcode=0 --cdw10=0xffff
	nvme io-passthru "${A}n1" -n 1 --opcode=0x2 --cdw10=0xffffff -l 512 -r
}

has_uring() { [ -d /sys/class/nvme-generic ]; }

# Repeats "$@" in the background until enough() is called.
again_and_again() { # COMMAND...
	: >/tmp/not_enough
	while [ -e /tmp/not_enough ]; do "$@"; done &
	repeated=$!
}

enough() {
	rm /tmp/not_enough
	wait "$repeated"
}

# Runs "$@" and keeps its output and exit status.
keep() { # NAME COMMAND...
	mkdir -p "/out/$1"
	name=$1
	shift
	timeout 60 "$@" >"/out/$name/trace" 2>"/out/$name/err"
	echo $? >"/out/$name/status"
}

# Loads the driver and finds the drives. Their nodes differ between boots.
find_drives() {
	load-nvme || return 1
	A=$(controller ctrlA)
	B=$(controller ctrlB)
	note "A $A"
	note "B $B"
	note "release $(uname -r)"
	for disk in /sys/class/nvme/nvme*/nvme*n*; do note "disk $disk"; done
}

# Four processes of 499 commands each. The output is fio's own report.
run_fio() { # OPTION...
	fio --name=fio --ioengine=io_uring_cmd --cmd_type=nvme --numjobs=4 \
		--filename="/dev/ng${A#/dev/nvme}n1" --size=16m --bs=4k --iodepth=16 \
		--number_ios=499 --output-format=json "$@"
}

# Prints how many commands are in the tracer's tables.
note_elements() {
	for map in commands entering setups; do
		bpftool -j map dump name $map >/tmp/elements
		note "elements $map $(grep -o '"value"' /tmp/elements | wc -l)"
	done
}
