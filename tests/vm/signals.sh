#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: signals to a tracer with a command, in each phase of its life. test_signals.py
# checks the results.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

NUMBERS='HUP:1 INT:2 QUIT:3 TERM:15'

# The traced command: sends something if it is told where, reports that it runs, and records the
# signals it gets. It exits with 7 on the signal that should end it, and by itself after a while.
cat >/tmp/command <<'END'
dir=$1 ends=$2
shift 2
# Typed signals must not end the sleeper. A shell ignores them in the child of "&" only once that child
# runs, which may be too late.
trap '' INT QUIT
sleep 30 &
sleeper=$!
for name in HUP INT QUIT TERM; do trap "echo $name >>$dir/got" $name; done
[ "$ends" = - ] || trap "echo $ends >>$dir/got; kill $sleeper; exit 7" "$ends"
[ $# -eq 0 ] || nvme_load 0 2 1 "$@" >/dev/null
echo >"$dir/runs"
while kill -0 $sleeper 2>/dev/null; do wait $sleeper; done
exit 3
END

# Runs launch with these words on a tracer of that command; tracer options follow "--". $lines names
# the file for the trace.
signalled() { # NAME ENDS WORD... [-- OPTION...]
	dir=/out/signals/$1
	ends=$2
	mkdir -p "$dir"
	shift 2
	words=
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		words="$words $1"
		shift
	done
	[ $# -eq 0 ] || shift
	# shellcheck disable=SC2086 # lists of words
	launch $words -- nvme_trace -O "${lines:-$dir/trace}" "$@" -- sh /tmp/command "$dir" $ends ${sends=} \
		>"$dir/outcome" 2>"$dir/err"
}

# Words that wait until the command runs, until it got a signal, until the tracer printed a message.
running() { echo "await:/out/signals/$1/runs"; }
told() { echo "await:/out/signals/$1/got"; }
says() { echo "await:/out/signals/$1/err"; }

# The tracer waits for the driver, which is not loaded.
signals_without_driver() {
	for pair in $NUMBERS; do
		name=waits_${pair%:*}
		signalled "$name" - "$(says "$name")" "kill:${pair#*:}" -- --wait
	done
	signalled waits_typed - tty "$(says waits_typed)" type:C -- --wait
}

signals_of_beginnings() {
	for ms in 0 10 40 80 120; do
		signalled "begins_$ms" - pause:$ms kill:15 pause:50 kill:15
	done
	# Nobody opens the other end, so the tracer sleeps in openat().
	mkfifo /tmp/nobody_reads
	lines=/tmp/nobody_reads
	signalled fifo - call:257 kill:15
	lines=
}

signals_of_traces() {
	for pair in $NUMBERS; do
		name=${pair%:*} number=${pair#*:}
		signalled "one_$name" "$name" "$(running "one_$name")" "kill:$number"
		signalled "two_$name" - "$(running "two_$name")" "kill:$number" \
			"$(told "two_$name")" "kill:$number"
	done
	signalled typed INT tty "$(running typed)" type:C
	signalled typed_twice - tty "$(running typed_twice)" type:C "$(told typed_twice)" \
		pause:100 type:C
	signalled typed_quit QUIT tty "$(running typed_quit)" 'type:|'
	signalled hangup HUP tty "$(running hangup)" hangup
	# Two signals arrive while the tracer is stopped: one is passed on, the other counts as the
	# second.
	signalled burst - "$(running burst)" kill:19 kill:2 kill:15 kill:18
}

# The trace is over, and the command still runs.
signals_after_traces() {
	sends="$A ${A}n1"
	for option in '--count 1' '--duration 300ms'; do
		name=after_${option#--}
		name=${name% *}
		# shellcheck disable=SC2086 # an option and its value
		signalled "${name}_one" TERM "$(running "${name}_one")" "$(says "${name}_one")" \
			pause:200 kill:15 -- $option
		# shellcheck disable=SC2086
		signalled "${name}_two" - "$(running "${name}_two")" "$(says "${name}_two")" \
			kill:2 "$(told "${name}_two")" kill:2 -- $option
		# shellcheck disable=SC2086
		signalled "${name}_typed" INT tty "$(running "${name}_typed")" \
			"$(says "${name}_typed")" pause:200 type:C -- $option
	done
	sends=
}

# Commands that end in other ways.
signals_of_commands() {
	mkdir -p /out/signals/broken /out/signals/left
	# The reader of the trace exits after the first bytes.
	mkfifo /tmp/few
	head -c 4 </tmp/few >/dev/null &
	launch -- nvme_trace -O /tmp/few -- sh -c "nvme id-ctrl $A; sleep 0.5; nvme id-ctrl $A
		sleep 0.5; nvme id-ctrl $A; echo >/out/signals/broken/runs; exit 5" \
		2>/out/signals/broken/err | tail -n 1 >/out/signals/broken/outcome
	# The command has ended but left a process behind. The signal is for the tracer.
	launch await:/out/signals/left/runs pause:300 kill:15 -- nvme_trace -O /tmp/left -- \
		sh -c 'sh /tmp/command /out/signals/left - & sleep 0.2; exit 4' \
		>/out/signals/left/outcome 2>/out/signals/left/err
	keep signals/not_found nvme_trace -- no-such-command
	keep signals/no_path nvme_trace -- /no/such/command
	keep signals/not_executable nvme_trace -- /etc/passwd
	keep signals/a_folder nvme_trace -- /etc
}

[ "$builtin" ] || signals_without_driver
find_drives || exit 1
signals_of_beginnings
signals_of_traces
signals_after_traces
signals_of_commands
