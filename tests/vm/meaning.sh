#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs inside the VM: every subcommand of nvme-cli's that sends something, traced in each form;
# then what --command printed of them. It judges nothing; test_meaning.py reads what it leaves.

# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

# One a line; A is the controller, N its namespace.
subcommands() { sed -n 's/ | .*//; /^#/!p' /sbin/meaning.txt; }

# The process id of each is what its lines are known by. Some ask whether one is sure.
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
}

find_drives || exit 1
head -c 4096 /dev/zero >/tmp/data
tracers=
# These have no header to tell that they are attached.
tracer verbose -v
tracer json --json
tracer command --command
tracer summary --summary --json
tracer summary_text --summary
sleep 2
traced /out/text run_all -c nvme
# shellcheck disable=SC2086 # a list of process ids
kill -INT $tracers
# shellcheck disable=SC2086
wait $tracers
tracers=
tracer again --json
sleep 2
sh /out/command/trace >/out/again/log 2>&1
kill -INT "$tracers"
wait "$tracers"
