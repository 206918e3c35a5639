#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Asks the host for what only it can do, says its answer and succeeds if that is "ok":
#
#   host begun              that /init runs
#   host add | del          the controller ctrlC comes or goes
#   host stall DRIVE        reads and writes of this drive are not answered any more,
#   host resume DRIVE       and now they are; 70 seconds after the stall by themselves

port=$(port control) || exit 1
exec 3<>"$port" || exit 1
echo "$*" >&3
read -r answer <&3
echo "$answer"
[ "$answer" = ok ]
