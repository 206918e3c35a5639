#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: every load and every fault, once, each into /out/<name>/. test_vm.py checks
# the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

everyday() { everyday_commands >"$1/log" 2>&1; }

load_1() { send "$1" 100 1009 1; }
load_8() { send "$1" 2000 2003 8; }
load_64() { send "$1" 5000 4001 64; }
load_256() { send "$1" 10000 8009 256; }
load_few_places() { send "$1" 30000 2011 64; }

# More commands at a time than there are tags. With SQPOLL fewer, because 6.12 may send a command
# that waited for a tag with another command's dwords.
load_uring() { send_by_uring "$1" 100 4001 16 plain; }
load_sqpoll() { send_by_uring "$1" 5000 2003 4 sqpoll; }

# Four processes of 499 commands each, for each of fio's modes.
load_fio() {
	mkdir -p "$1/fio"
	for way in --rw=randread --rw=randwrite --hipri=1 --sqthread_poll=1 --fixedbufs=1; do
		run_fio --rw=randrw "$way" --output="$1/fio/${way#--}" || echo failed
	done >"$1/log" 2>&1
}

# Measures from the program's start to its header line, which says that it is attached. Nothing is
# forked in between, because a fork takes long here.
ready_time() {
	mkfifo /tmp/ready
	for _ in 1 2 3; do
		read -r before _ </proc/uptime
		nvme_trace --duration 1ms >/tmp/ready 2>/dev/null &
		read -r _ </tmp/ready
		read -r after _ </proc/uptime
		note "ready $before $after"
		wait $!
	done
}

# Measures from before a lone command is sent until its line appears.
lone_commands() {
	start /out/lone
	cut -d ' ' -f 1 $TRACING/enabled_functions >/out/lone/functions
	read -r before _ <"/proc/$tracer/schedstat"
	sleep 2
	read -r after _ <"/proc/$tracer/schedstat"
	note "idle $before $after"
	for number in 1 2 3 4 5; do
		sleep 0.5
		before=$(wc -l </out/lone/trace)
		read -r sent _ </proc/uptime
		nvme_load $number 1 1 "$A" "${A}n1" >/dev/null
		while [ "$(wc -l </out/lone/trace)" = "$before" ]; do usleep 1000; done
		read -r shown _ </proc/uptime
		note "lone $sent $shown"
	done
	stop INT
}

# An Asynchronous Event Request is answered only by an event.
in_flight() {
	start /out/in_flight
	nvme admin-passthru "$A" --opcode=0xc --timeout=600000 >/out/in_flight/log 2>&1 &
	sender=$!
	wait_in_call $sender 16 # ioctl(): a reset before the wait would not end it
	sleep 1
	stop TERM
	# The tracer has detached while the sender still sleeps. Waking it must not break anything.
	nvme reset "$A"
	wait $sender
	load-nvme
	start /out/after_reset
	nvme id-ctrl "$A" >/dev/null
	stop INT
}

hidden() { # NAME FOLDER...: traces while these folders are hidden by empty ones
	name=$1
	shift
	for folder; do mount -t tmpfs tmpfs "$folder"; done
	keep "$name" nvme_trace --duration 1s
	keep "$name.check" nvme_trace --check
	for folder; do umount "$folder"; done
}

faults() {
	keep not_root su nobody -s /bin/sh -c nvme_trace
	keep not_root.check su nobody -s /bin/sh -c 'nvme_trace --check'
	hidden no_btf /sys/kernel/btf
	hidden no_kprobes /sys/bus/event_source/devices $TRACING /sys/kernel/debug
	hidden no_tracefs $TRACING /sys/kernel/debug
	# The seccomp filter keeps strace from stopping the tracer at every other system call.
	no_bpf="strace -f --seccomp-bpf -o /dev/null -e trace=bpf -e inject=bpf:error=EINVAL"
	# shellcheck disable=SC2086 # a command and its options
	keep no_ring_buffer $no_bpf nvme_trace --duration 1s
	# shellcheck disable=SC2086
	keep no_ring_buffer.check $no_bpf nvme_trace --check
	keep no_symbol nvme_trace.nvme_no_such_function --duration 1s
	keep no_symbol.check nvme_trace.nvme_no_such_function --check
	mkdir -p /out/full
	nvme_trace >/dev/full 2>/out/full/err
	echo $? >/out/full/status
}

# Probes another function of the driver, whose second argument is not a command.
renamed() {
	mkdir -p /out/renamed
	grep -E ' nvme_user_cmd(\.|$| |	)' /proc/kallsyms >/out/renamed/symbols
	nvme_trace.nvme_user_cmd >/out/renamed/trace 2>/out/renamed/err &
	tracer=$!
	wait_for /out/renamed/trace
	nvme admin-passthru "$A" -n 1 --opcode=0x14 --cdw10=1 >/dev/null 2>&1
	kill -INT $tracer
	wait $tracer
	echo $? >/out/renamed/status
}

# A script that waits until it is attached, and a command that finds that told.
ready_fd() {
	mkdir -p /out/ready_fd /out/ready_command
	mkfifo /tmp/ready_fd
	nvme_trace --ready-fd 3 -O /out/ready_fd/trace 3>/tmp/ready_fd 2>/out/ready_fd/err &
	tracer=$!
	cat /tmp/ready_fd >/out/ready_fd/ready
	nvme_load 60500 1 1 "$A" "${A}n1" >/dev/null
	dir=/out/ready_fd
	stop INT
	# shellcheck disable=SC2016 # for the command's shell
	nvme_trace --ready-fd 9 -O /out/ready_command/trace -- sh -c 'cd /out/ready_command
		cp ready before; ls /proc/$$/fd >files' \
		9>/out/ready_command/ready 2>/out/ready_command/err
	# Whoever waited is gone.
	mkfifo /tmp/nobody_waits
	: </tmp/nobody_waits &
	keep ready_nobody nvme_trace --duration 1ms --ready-fd 3 3>/tmp/nobody_waits
}

options() {
	start /out/count --count 3
	nvme_load 60000 7 1 "$A" "${A}n1" >/out/count/sent
	wait $tracer
	echo $? >/out/count/status
	ready_fd
	keep duration nvme_trace --no-header --duration 700ms
	keep debug nvme_trace --debug --duration 1ms
	keep check nvme_trace --check
	keep check_json nvme_trace --check --json
	keep check_all nvme_trace --check --all --hexdump
	mkdir -p /out/pipe
	nvme_trace 2>/out/pipe/err | head -n 1 >/out/pipe/trace &
	# On a busy host the first may come before the reader is gone.
	for _ in 1 2; do
		sleep 1
		nvme id-ctrl "$A" >/dev/null
	done
	wait $!
	echo $? >/out/pipe/status
	# A name that moves the cursor, and one with a blank.
	start /out/names
	for name in "$(printf 'a\033[2Jb')" 'two words' 'back\slash' "$(printf '\377x')"; do
		cp /bin/nvme_load "/tmp/$name"
		"/tmp/$name" 61000 1 1 "$A" "${A}n1" >/dev/null
	done
	stop INT
}

everything() {
	for load in everyday load_1 load_8 load_64 load_256; do
		traced /out/$load $load
	done
	tracer_program=nvme_trace.few_places
	traced /out/few_places load_few_places
	tracer_program=
	options
	faults
	renamed
	in_flight
	lock_down
}

before_driver() {
	keep before_driver nvme_trace --duration 1ms
	keep before_driver.check nvme_trace --check
}

# This cannot be undone, so it comes last.
lock_down() {
	echo confidentiality >/sys/kernel/security/lockdown
	keep lockdown nvme_trace --duration 1ms
	keep lockdown.check nvme_trace --check
}

main() {
	mount -t securityfs securityfs /sys/kernel/security
	[ "$vm_scenario" != run ] || before_driver
	find_drives || return 1
	case $vm_scenario in
	ready)
		ready_time
		lone_commands
		;;
	uring)
		traced /out/load_uring load_uring
		traced /out/load_sqpoll load_sqpoll
		;;
	fio) traced /out/load_fio load_fio ;;
	other_tools)
		traced /out/everyday everyday
		traced /out/load_8 load_8
		;;
	run) everything ;;
	esac
}

main
