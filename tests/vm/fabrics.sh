#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# A drive over Fabrics on this machine: a target with a RAM disk, and a host that connects to it.
#
#   fabrics loop|tcp   sets it up and prints the controller's node; exits with 2 if the
#                      kernel lacks the module
#   fabrics off        removes it

NQN=testnqn
HOST=6e766d65-7472-4163-8065-000000000001 # a host's name and id belong together
TARGET=/sys/kernel/config/nvmet

load() {
	for module; do
		modprobe -q "$module" && continue
		echo "fabrics: this kernel has no $module" >&2
		exit 2
	done
}

make_target() { # KIND
	[ -d $TARGET ] || mount -t configfs configfs /sys/kernel/config
	mkdir $TARGET/subsystems/$NQN $TARGET/subsystems/$NQN/namespaces/1 $TARGET/ports/1
	echo 1 >$TARGET/subsystems/$NQN/attr_allow_any_host
	printf /dev/ram0 >$TARGET/subsystems/$NQN/namespaces/1/device_path
	echo 1 >$TARGET/subsystems/$NQN/namespaces/1/enable
	echo "$1" >$TARGET/ports/1/addr_trtype
	if [ "$1" = tcp ]; then
		echo ipv4 >$TARGET/ports/1/addr_adrfam
		echo 127.0.0.1 >$TARGET/ports/1/addr_traddr
		echo 4420 >$TARGET/ports/1/addr_trsvcid
	fi
	ln -s $TARGET/subsystems/$NQN $TARGET/ports/1/subsystems/$NQN
}

controller_node() {
	for c in /sys/class/nvme/nvme*; do
		if [ "$(cat "$c/subsysnqn" 2>/dev/null)" = $NQN ] && [ -b "/dev/${c##*/}n1" ]; then
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
	nvme connect -t "$1" $address -n $NQN -q "nqn.2014-08.org.nvmexpress:uuid:$HOST" \
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
	nvme disconnect -n $NQN >&2
	rm $TARGET/ports/1/subsystems/$NQN
	rmdir $TARGET/ports/1 $TARGET/subsystems/$NQN/namespaces/1 $TARGET/subsystems/$NQN
	exit
	;;
*)
	echo 'usage: fabrics loop|tcp|off' >&2
	exit 1
	;;
esac
[ -b /dev/ram0 ] || modprobe brd rd_nr=1 rd_size=32768
make_target "$1" >&2 && connect "$1"
