#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: which privileges the tracer needs and keeps, how it reports losses, and
# rotated captures. test_trust.py checks the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

NOBODY=65534

one_command() { nvme id-ctrl "$A" >/dev/null; }

# ---- Rights ----

# Tries each set of capabilities, as a user who has no others.
try_sets() { # NAME SET...
	suffix=$1
	shift
	for set; do
		caps=+$(echo "$set" | sed 's/,/,+/g')
		rights="--reuid=$NOBODY --regid=$NOBODY --clear-groups --inh-caps=-all,$caps
			--ambient-caps=-all,$caps"
		# shellcheck disable=SC2086 # a list of options
		keep "caps$suffix/$set" /bin/setpriv $rights nvme_trace --no-header --duration 1ms
		# shellcheck disable=SC2086
		keep "caps$suffix/$set.check" /bin/setpriv $rights nvme_trace --check
	done
}

sets() {
	try_sets "" bpf perfmon bpf,perfmon bpf,perfmon,dac_read_search \
		bpf,perfmon,dac_read_search,sys_resource \
		sys_admin sys_admin,dac_read_search sys_admin,dac_read_search,sys_resource
	# At Debian's extra level 3, perf_event_open() requires CAP_SYS_ADMIN.
	note "paranoid $(cat /proc/sys/kernel/perf_event_paranoid)"
	echo 2 >/proc/sys/kernel/perf_event_paranoid
	try_sets _perf bpf,perfmon,dac_read_search bpf,perfmon,dac_read_search,sys_resource
	echo 3 >/proc/sys/kernel/perf_event_paranoid
}

rights_of() { # NAME PID
	mkdir -p "/out/$1"
	cat "/proc/$2/status" >"/out/$1/rights"
}

try_all() { # NAME PID
	note "victim $1 $2"
	intruder "$2" /var/closed/secret >"/out/$1/tries" 2>&1
}

# Records the privileges during a trace, and what an intruder could do with them.
left() { # NAME SIGNAL [OPTION...]
	name=$1
	signal=$2
	shift 2
	start "/out/$name" "$@"
	wait_attached "$tracer"
	rights_of "$name" "$tracer"
	one_command
	try_all "$name" "$tracer"
	one_command
	stop "$signal"
}

rights() {
	mkdir -m 700 /var/closed
	echo secret >/var/closed/secret
	chmod 600 /var/closed/secret
	chmod 1777 /tmp
	left as_root INT
	export SUDO_UID=$NOBODY SUDO_GID=$NOBODY
	left as_sudo INT
	left as_user INT --run-as root
	# The signal is for the command, which still runs as root.
	left with_command TERM -- sleep 60
	keep no_place nvme_trace -O /var/closed/trace --duration 1ms
	keep no_place_capture nvme_trace -w /var/closed/trace --duration 1ms
	keep place nvme_trace -O /tmp/trace -w /tmp/capture --duration 1ms
	note "owner $(stat -c %u /tmp/trace) $(stat -c %u /tmp/capture)"
	unset SUDO_UID SUDO_GID
	unconfined
}

# A process that gave up nothing, to show that the attempts are real. Before 5.11 maps count as
# locked memory, even for a moment after they are closed.
unconfined() (
	# shellcheck disable=SC3045 # busybox supports it
	ulimit -l unlimited
	sleep 60 &
	mkdir -p /out/nobody_confined
	wait_in_call $! 230 # clock_nanosleep()
	try_all nobody_confined $!
	kill $!
)

# ---- Losses ----

# The tracer is stopped while more records arrive than the smallest ring buffer holds.
losses() {
	mkdir -p /out/losses
	nvme_trace --buffer-size 4K --strict -x64 -j -w /out/losses/capture \
		-O /out/losses/trace 2>/out/losses/err &
	tracer=$!
	wait_attached $tracer
	for round in 1 2; do
		kill -STOP $tracer
		nvme_load $((round * 10000)) 499 4 "$A" "${A}n1" "$B" "${B}n1" >>/out/losses/sent
		kill -CONT $tracer
		sleep 2
		one_command
	done
	kill -INT $tracer
	wait $tracer
	echo $? >/out/losses/status
	keep losses_replayed nvme_trace -j -r /out/losses/capture
	keep losses_strict nvme_trace --strict -r /out/losses/capture -O /dev/null
}

# ---- Captures in many files ----

series() {
	mkdir -p /out/series
	nvme_trace -w '/out/series/%s.pcapng' -G 2s -W 3 2>/out/series/err &
	tracer=$!
	wait_attached $tracer
	while kill -0 $tracer 2>/dev/null; do
		one_command
		usleep 100000
	done
	wait $tracer
	echo $? >/out/series/status
	for file in /out/series/*.pcapng; do
		nvme_trace --no-header -r "$file" -O - 2>>/out/series/read
	done >/out/series/trace
}

# A SIGKILL must leave whole blocks in the file.
killed() {
	mkdir -p /out/killed
	nvme_trace -x4096 -w /tmp/killed 2>/out/killed/err &
	tracer=$!
	wait_attached $tracer
	nvme_load 100 499 4 "$A" "${A}n1" >/out/killed/sent
	kill -KILL $tracer
	wait $tracer
	keep killed nvme_trace --no-header -r /tmp/killed
}

find_drives || exit 1
sets
rights
losses
case ${vm_spec:=} in
5.10-cloud | 6.12-cloud | 7.3) series ;; # independent of the kernel; ONE_OF_EACH in test_trust.py
esac
killed
