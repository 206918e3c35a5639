#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Runs the measurement inside the VM, in a chroot on the Debian disk.
# shellcheck source=tests/vm/lib.sh
. /sbin/lib.sh

find_drives || exit 1
modprobe -a virtio_pci virtio_blk ext4
until [ -b /dev/vda ]; do usleep 10000; done
mkdir /debian
mount -t ext4 -o ro /dev/vda /debian || exit 1
for folder in bench dev out proc sys tmp; do
	mount --rbind /$folder /debian/$folder
done
chroot /debian /usr/bin/python3 /bench/measure.py "$A" 2>&1
