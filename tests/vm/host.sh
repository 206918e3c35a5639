#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Asks the host for what only QEMU can do, prints the answer, and succeeds if it is "ok":
#
#   host begun              reports that /init runs
#   host add | del          plugs or unplugs the controller ctrlC
#   host stall DRIVE        stops answering this drive's reads and writes
#   host resume DRIVE       answers again; happens by itself 70 seconds after the stall

port=$(port control) || exit 1
exec 3<>"$port" || exit 1
echo "$*" >&3
read -r answer <&3
echo "$answer"
[ "$answer" = ok ]
