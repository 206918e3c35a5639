#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: readers that exit, stop or are slow, full disks, signals, clock jumps, scarce
# resources, drives and CPUs that disappear under load, and senders with hostile names.
# test_faults.py and test_hostile.py check the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

uptime_now() {
	read -r up _ </proc/uptime
	echo "$up"
}

# Like keep, and also records how long it took.
timed() { # NAME COMMAND...
	before=$(uptime_now)
	keep "$@"
	note "took $1 $before $(uptime_now)"
}

# Sends commands FIRST and up to both drives from eight threads. Appends to the folder's "sent".
send_more() { # FOLDER FIRST COUNT
	nvme_load "$2" "$3" 8 "$A" "${A}n1" "$B" "${B}n1" >>"$1/sent"
}

# Sends a command now and then, no more often. Starting or stopping a tracer makes the kernel patch
# its own code. Under load, an emulated CPU once hit a stale int3 there and the machine stopped
# (7.3).
now_and_then() {
	nvme_load 0 11 1 "$A" "${A}n1" "$B" "${B}n1" >/dev/null
	usleep 20000
}

# ---- Where the output goes to ----

# The reader exits after the first line, which is printed before any command.
pipe_closed() { # NAME OPTION...
	mkdir -p "/out/$1"
	name=$1
	shift
	{
		nvme_trace "$@" 2>"/out/$name/err"
		echo $? >"/out/$name/status"
	} | {
		head -c 4 >"/out/$name/trace"
		uptime_now >/tmp/closed
	}
	note "took $name $(cat /tmp/closed) $(uptime_now)"
}

no_output() {
	again_and_again now_and_then
	pipe_closed pipe
	pipe_closed pipe_json -j
	pipe_closed pipe_capture -w -
	timed full_output nvme_trace -O /dev/full
	timed full_capture nvme_trace -w /dev/full
	timed full_stdout sh -c 'exec nvme_trace -j >/dev/full'
	timed closed_stdout sh -c 'exec nvme_trace >&-'
	timed closed_capture sh -c 'exec nvme_trace -w - >&-'
	timed closed_all sh -c 'exec nvme_trace --count 3 -O /out/closed_all/lines \
		-w /out/closed_all/capture <&- >&- 2>&-'
	mkdir -p /tmp/small
	mount -t tmpfs -o size=64k tmpfs /tmp/small
	timed disk_capture nvme_trace -x4096 -w /tmp/small/capture
	keep disk_capture_read nvme_trace --no-header -r /tmp/small/capture
	rm /tmp/small/capture
	timed disk_output nvme_trace -O /tmp/small/lines
	cp /tmp/small/lines /out/disk_output/
	umount /tmp/small
	enough
}

# ---- Killed ----

# Prints the BPF objects and probes that exist in the kernel.
attached() {
	bpftool prog show | grep -o ' name [^ ]*'
	bpftool map show | grep -o ' name [^ ]*'
	bpftool link show | grep -o ' type [^ ]*'
	for file in kprobe_events uprobe_events dynamic_events current_tracer tracing_on \
		events/enable; do
		echo "$file" && cat $TRACING/$file
	done
	awk '{ print "enabled", $1 }' $TRACING/enabled_functions
	awk '{ print "kprobe", $2, $3 }' /sys/kernel/debug/kprobes/list
	ls $TRACING/instances
}

# The kernel releases some of them a moment later.
wait_detached() { # NAME
	tries=0
	until attached >"/out/$1/after" && cmp -s /out/attached_before "/out/$1/after"; do
		tries=$((tries + 1))
		[ $tries -lt 30 ] || return
		sleep 0.1
	done
}

# Kills the tracer while commands are sent, by a command that needs $tracer.
killed_by() { # NAME COMMAND...
	name=$1
	shift
	attached >"/out/$name/during"
	again_and_again now_and_then
	sleep 1
	"$@"
	wait "$tracer"
	echo $? >"/out/$name/status"
	wait_detached "$name"
	enough
}

kill_tracer() { kill -KILL "$tracer"; }

# Sets the limit below the tracer's use; none of it can be reclaimed.
take_memory() { echo 4096 >/sys/fs/cgroup/small/memory.max; }

killed() {
	start /out/sigkill -w /tmp/capture -O -
	killed_by sigkill kill_tracer
	keep sigkill_read nvme_trace -r /tmp/capture
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	mkdir -p /sys/fs/cgroup/small /out/oom
	sh -c 'echo $$ >/sys/fs/cgroup/small/cgroup.procs
		exec nvme_trace --all' >/out/oom/trace 2>/out/oom/err &
	tracer=$!
	wait_for /out/oom/trace
	killed_by oom take_memory
	grep oom_kill /sys/fs/cgroup/small/memory.events >/out/oom/events
	rmdir /sys/fs/cgroup/small
}

# ---- Stopped, slow, many at once ----

# The tracer is stopped, so it reads no records.
stood_still() { # NAME OPTION...
	name=$1
	shift
	start "/out/$name" "$@"
	kill -STOP "$tracer"
	send_more "/out/$name" 100 1009
	kill -CONT "$tracer"
	stop INT
}

# A pipe to a reader gets the lines. Traces a load of 1009 commands.
read_by() { # NAME READER [OPTION...]
	mkdir -p "/out/$1"
	dir=/out/$1
	reader=$2
	shift 2
	rm -f /tmp/lines /tmp/go_on
	mkfifo /tmp/lines
	$reader </tmp/lines >"$dir/trace" &
	reader=$!
	nvme_trace "$@" >/tmp/lines 2>"$dir/err" &
	tracer=$!
	wait_attached "$tracer"
	send_more "$dir" 100 1009
}

read_to_the_end() { # NAME READER [OPTION...]
	read_by "$@"
	: >/tmp/go_on
	wait_written
	stop INT
	wait $reader
}

# Waits until the tracer has written everything and waits for more.
wait_written() {
	while wait_attached "$tracer" && usleep 300000 && read -r call _ <"/proc/$tracer/syscall"; do
		[ "$call" != 232 ] || return
	done
}

trickle() {
	while line=$(dd bs=4k count=1 2>/dev/null; echo .) && [ "$line" != . ]; do
		printf %s "${line%.}"
		usleep 20000
	done
}

until_told() {
	until [ -e /tmp/go_on ]; do usleep 10000; done
	cat
}

# Commands that transfer little or no data must take little room, even with a large -x.
little_data() {
	for kind in selftest read; do
		start /out/little_$kind -x4096 --buffer-size 1M
		kill -STOP "$tracer"
		nvme_load --only $kind 100 307 1 "$A" "${A}n1" >/out/little_$kind/sent
		kill -CONT "$tracer"
		stop INT
	done
}

pressure() {
	stood_still stopped
	stood_still stopped_small --buffer-size 4K
	start /out/small_64 --buffer-size 4K
	send /out/small_64 5000 2003 64
	stop INT
	start /out/small_fault --buffer-size 4K
	nvme_load --only read_fault 100 10007 8 "$A" "${A}n1" "$B" "${B}n1" >/out/small_fault/sent
	stop INT
	start /out/fault
	nvme_load --only identify_fault 100 2003 8 "$A" "${A}n1" "$B" "${B}n1" >/out/fault/sent
	stop INT
	read_to_the_end late until_told
	read_to_the_end late_small until_told --buffer-size 64K
	read_to_the_end trickle trickle --buffer-size 64K
	# The signal arrives while the tracer waits for its reader.
	read_by interrupted until_told
	kill -INT "$tracer"
	sleep 0.2
	: >/tmp/go_on
	wait "$tracer"
	echo $? >/out/interrupted/status
	wait $reader
	child_ends
	burst
}

# So does the end of the traced command.
child_ends() {
	mkdir -p /out/child_ends
	rm /tmp/go_on
	until_told </tmp/lines >/out/child_ends/trace &
	reader=$!
	# shellcheck disable=SC2016 # expanded by the inner shell
	nvme_trace -- sh -c 'nvme_load 100 1009 8 "$@" >/out/child_ends/sent
		(sleep 0.5; : >/tmp/go_on) >/dev/null & exit 7' sh \
		"$A" "${A}n1" "$B" "${B}n1" >/tmp/lines 2>/out/child_ends/err
	echo $? >/out/child_ends/status
	: >/tmp/go_on # in case the command did not run
	wait $reader
}

# Commands that the driver refuses at once, from all CPUs, far more than fit into the buffer.
burst() {
	case ${vm_spec:=} in
	6.12-cloud) count=600011 ;; # takes 7 s to 12 s
	*) count=100003 ;;
	esac
	mkdir -p /out/burst
	nvme_trace --summary --json -c nvme_load --buffer-size 4K >/out/burst/trace 2>/out/burst/err &
	tracer=$!
	wait_attached $tracer
	nvme_load --only identify_fault 0 $count 8 "$A" "${A}n1" "$B" "${B}n1" |
		awk '{ count[$2 " " $6]++ } END { for (key in count) print key, count[key] }' \
			>/out/burst/sent
	dir=/out/burst
	stop INT
}

together() {
	tracers=
	for number in 1 2 3 4 5 6 7 8 9; do
		start "/out/together/$number"
		tracers="$tracers $tracer"
	done
	start /out/together/10
	send /out/together 100 499 8
	kill -KILL "$tracer"
	mv /out/together/sent /out/together/sent_before
	send /out/together 1000 499 8
	# shellcheck disable=SC2086 # a list of process ids
	kill -INT $tracers
	# shellcheck disable=SC2086
	wait $tracers
}

# ---- The machine around it ----

start_map_readers() { # COUNT
	readers=
	for number in $(seq "$1"); do
		map_reader >"/tmp/reading_$number" &
		readers="$readers $!"
		wait_for "/tmp/reading_$number"
	done
}

# Two map readers on each CPU during a trace, then what the tracer does in two seconds.
maps_are_read() {
	start /out/maps
	start_map_readers 4
	send_more /out/maps 100 2003
	# shellcheck disable=SC2086 # a list of process ids
	kill $readers
	stop INT
	again_and_again now_and_then # it looks for overdue commands only if there were any
	keep looks strace -f -o /out/calls -e trace=bpf,sched_setscheduler,membarrier,write \
		nvme_trace --in-flight 500ms --duration 2500ms
	enough
}

# Twelve map readers on each CPU, while the drive answers commands and the driver refuses ten times
# as many. The ring buffer holds all records.
many_map_readers() {
	case $(uname -r) in
	6.12.*-rt-*) count=1000 ;; # the whole load takes 20 s, others at most 10 s
	*) count=4000 ;;
	esac
	start /out/map_readers --buffer-size 16M --in-flight 0
	start_map_readers 24
	before=$(uptime_now)
	nvme_load --only identify 1 $count 8 "$A" "${A}n1" >/out/map_readers/answered &
	sender=$!
	nvme_load --only identify_fault 10001 $((10 * count)) 8 "$A" "${A}n1" >/out/map_readers/refused
	wait $sender
	note "took map_readers $before $(uptime_now)"
	# shellcheck disable=SC2086 # a list of process ids
	kill $readers
	stop INT
}

# This depends on neither the kernel nor the way to attach, so it runs on one kernel of each way.
policies() {
	again_and_again now_and_then
	for policy in batch idle fifo nice:5; do
		keep policy_$policy launch $policy -- strace -D -o /out/policy_$policy.calls \
			-e trace=sched_setscheduler,setpriority \
			nvme_trace --in-flight 200ms --duration 500ms -O /dev/null
	done
	enough
}

few_files() {
	# The limit leaves too few files. nvme_trace closes all before it looks for the cause.
	# shellcheck disable=SC2016 # expanded by the inner shell
	few='ulimit -l unlimited; ulimit -n $0; exec /bin/setpriv --bounding-set -sys_resource nvme_trace "$@"'
	for number in 24 27; do
		keep few_files_$number sh -c "$few" $number --duration 1ms
		keep few_files_$number.check sh -c "$few" $number --check
	done
}

jump() { date -s "@$(($(date +%s) + $1))" >/dev/null; }

YEARS=300000000 # nearly ten years, in seconds

# Sends a load after a clock change. The tracer must have noticed the change by then.
send_at_its_time() { # FIRST
	usleep 200000
	note "wall $(date +%s)"
	send_more /out/clock "$1" 101
	note "wall $(date +%s)"
}

clocks() {
	start /out/clock -t iso -w /out/clock/capture -O -
	send_at_its_time 100
	jump $YEARS
	send_at_its_time 300
	jump -$((2 * YEARS))
	send_at_its_time 500
	stop INT
	jump $YEARS
	mkdir -p /out/jumping
	before=$(uptime_now)
	timeout 30 nvme_trace --duration 2s >/out/jumping/trace 2>/out/jumping/err &
	tracer=$!
	wait_for /out/jumping/trace
	jump $YEARS
	sleep 0.5
	jump -$((2 * YEARS))
	wait "$tracer"
	note "took jumping $before $(uptime_now)"
	jump $YEARS
}

limits() {
	for number in 3 8 16 32; do
		timed files_$number sh -c "ulimit -n $number; exec nvme_trace \
			--duration 1ms -O /out/files_$number/lines -w /tmp/capture"
	done
	keep files_refused strace -f -o /dev/null -e inject=bpf:error=EMFILE nvme_trace --duration 1ms
	timed memory sh -c 'ulimit -l 0; exec nvme_trace --duration 1ms'
}

cpu_goes() {
	start /out/cpu
	send_more /out/cpu 100 4001 &
	sender=$!
	for state in 0 1 0; do
		echo $state >/sys/devices/system/cpu/cpu1/online || note "failed cpu $state"
		sleep 0.3
	done
	wait $sender
	# Events that this CPU counted must still count when it is offline.
	stop INT
	echo 1 >/sys/devices/system/cpu/cpu1/online
}

reset_under_load() {
	start /out/reset
	# This command certainly has no answer yet when the first reset comes.
	nvme admin-passthru "$A" --opcode=0xc --timeout=600000 >/out/reset/log 2>&1 &
	waiting=$!
	while read -r call _ <"/proc/$waiting/syscall" && [ "$call" != 16 ]; do usleep 100000; done
	sleep 0.2
	send_more /out/reset 100 2003 &
	sender=$!
	for try in 1 2 3; do
		sleep 0.2
		echo 1 >"/sys/class/nvme/${A#/dev/}/reset_controller" || note "failed reset $try"
	done
	wait $sender $waiting
	note_elements
	stop INT
	load-nvme
}

# The drive is removed long before the load ends. The rest is refused at once, in a burst.
removed_under_load() {
	mkdir -p /out/gone
	host add >/out/gone/host && vm_controllers=3 vm_namespaces=4 load-nvme || return
	C=$(controller ctrlC)
	start /out/gone --buffer-size 16M
	nvme_load 0 20011 4 "$C" "${C}n1" >/out/gone/sent 2>/dev/null &
	sender=$!
	sleep 0.3
	host del >>/out/gone/host
	wait $sender
	note_elements
	stop INT
}

# From some point on, every bpf() of the tracer fails, so it cannot read the table of commands in flight.
unread() {
	start /out/unread --strict
	send_more /out/unread 100 101
	strace -o /dev/null -e trace=bpf -e inject=bpf:error=ENOMEM -p "$tracer" 2>/tmp/attached &
	injector=$!
	wait_for /tmp/attached
	stop INT
	wait $injector
}

# ---- Hostile names and data ----

hostile() {
	start /out/hostile -x512 -w /out/hostile/capture -O -
	# Sequences that a terminal interprets, and every byte.
	# shellcheck disable=SC2016 # not meant to expand
	{
		printf '\033[2J\033]0;title\007\233\r\n%%s$(reboot)`reboot`"\177'
		# shellcheck disable=SC2059 # the escapes are the bytes
		printf "$(seq 0 255 | awk '{ printf "\\%03o", $1 }')"
	} >/tmp/block
	dd if=/tmp/block of="${A}n1" bs=512 count=1 conv=sync,fsync 2>/dev/null
	nvme read "${A}n1" -s 0 -c 0 -z 512 -d /out/hostile/block >/dev/null 2>&1
	crowd_load 503 "$A" >/out/hostile/sent
	# A node with another name for the same drive.
	node='/tmp/;reboot;'
	mknod "$node" c "$((0x$(stat -c %t "$A")))" "$((0x$(stat -c %T "$A")))"
	crowd_load 1 "$node" >/out/hostile/node
	stop INT
}

find_drives || exit 1
attached >/out/attached_before # no tracer ran yet: the kernel releases its objects a moment later
no_output
killed
pressure
little_data
together
clocks
limits
cpu_goes
maps_are_read
many_map_readers
case ${vm_spec:=} in
5.10-cloud | 6.12-cloud | 7.3-cloud)
	policies
	few_files
	;;
esac
unread
hostile
reset_under_load
removed_under_load
