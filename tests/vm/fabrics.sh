#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Drives over Fabrics on this machine: a target with a RAM disk, and a host that connects to it.
#
#   fabrics loop|tcp [SUBSYSTEM]   sets a drive up and prints the controller's node; exits with 2
#                                  if the kernel lacks the module
#   fabrics off [SUBSYSTEM]        removes it
#
# All drives at a time are of the same kind.

NQN=${2:-testnqn}
HOST=6e766d65-7472-4163-8065-000000000001 # a host's name and id belong together
TARGET=/sys/kernel/config/nvmet
PORT=$TARGET/ports/1
SUBSYSTEM=$TARGET/subsystems/$NQN

load() {
	for module; do
		modprobe -q "$module" && continue
		echo "fabrics: this kernel has no $module" >&2
		exit 2
	done
}

make_port() { # KIND
	mkdir $PORT
	echo "$1" >$PORT/addr_trtype
	if [ "$1" = tcp ]; then
		echo ipv4 >$PORT/addr_adrfam
		echo 127.0.0.1 >$PORT/addr_traddr
		echo 4420 >$PORT/addr_trsvcid
	fi
}

make_target() { # KIND
	[ -d $TARGET ] || mount -t configfs configfs /sys/kernel/config
	mkdir "$SUBSYSTEM" "$SUBSYSTEM/namespaces/1"
	echo 1 >"$SUBSYSTEM/attr_allow_any_host"
	printf /dev/ram0 >"$SUBSYSTEM/namespaces/1/device_path"
	echo 1 >"$SUBSYSTEM/namespaces/1/enable"
	[ -d $PORT ] || make_port "$1"
	ln -s "$SUBSYSTEM" "$PORT/subsystems/$NQN"
}

has_all_nodes() { # CONTROLLER
	[ -b "/dev/$1n1" ] || return 1
	# 5.10 has no generic character devices.
	[ ! -d /sys/class/nvme-generic ] || [ -c "/dev/ng${1#nvme}n1" ]
}

controller_node() {
	for c in /sys/class/nvme/nvme*; do
		if [ "$(cat "$c/subsysnqn" 2>/dev/null)" = "$NQN" ] && has_all_nodes "${c##*/}"; then
			echo "/dev/${c##*/}"
			return
		fi
	done
	return 1
}

wait_for_node() {
	tries=0
	until controller_node; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.1
	done
}

connect() { # KIND
	address=
	[ "$1" = loop ] || address='-a 127.0.0.1 -s 4420'
	# shellcheck disable=SC2086 # several words
	nvme connect -t "$1" $address -n "$NQN" -q "nqn.2014-08.org.nvmexpress:uuid:$HOST" \
		-I $HOST -i 2 >&2 && wait_for_node
}

case $1 in
loop)
	load nvmet nvme-fabrics nvme-loop
	;;
tcp)
	load nvmet nvme-fabrics nvmet-tcp nvme-tcp
	;;
off)
	nvme disconnect -n "$NQN" >&2
	rm "$PORT/subsystems/$NQN"
	rmdir "$SUBSYSTEM/namespaces/1" "$SUBSYSTEM"
	[ "$(ls $PORT/subsystems)" ] || rmdir $PORT
	exit
	;;
*)
	echo 'usage: fabrics loop|tcp|off [SUBSYSTEM]' >&2
	exit 1
	;;
esac
[ -b /dev/ram0 ] || modprobe brd rd_nr=1 rd_size=32768
make_target "$1" >&2 && connect "$1"
