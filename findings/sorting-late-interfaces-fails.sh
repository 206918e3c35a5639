#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# pcapng lets an interface be described anywhere before its first packet. A program does that when
# it learns of a device during the capture. reordercap 4.0.17 cannot sort such a file: it writes
# packets before their interface's description, complains that there is no such interface, and
# leaves a truncated file. tshark -2 -r FILE -w FRONT moves all interfaces to the front, and that
# file can be sorted.

# shellcheck source=findings/packages.sh
. "$(dirname "$0")/packages.sh"
fetch wireshark-common=4.0.17-0+deb12u3 libwiretap13=4.0.17-0+deb12u3 libwsutil14=4.0.17-0+deb12u3 \
	libglib2.0-0 libgnutls30 libgcrypt20

# A packet of interface 0 between the two descriptions, and an earlier one of interface 1.
python3 - "$folder/late.pcapng" "$folder/front.pcapng" <<'END'
import struct
import sys

def block(kind, body):
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length

def packet(interface, microseconds):
    return block(6, struct.pack("<5I", interface, 0, microseconds, 60, 60) + bytes(60))

section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
interface = block(1, struct.pack("<HHI", 1, 0, 0))
late, front = sys.argv[1:]
open(late, "wb").write(section + interface + packet(0, 20) + interface + packet(1, 10))
open(front, "wb").write(section + 2 * interface + packet(0, 20) + packet(1, 10))
END

sorted() { # FILE
	status=0
	reordercap "$1" "$folder/sorted" >"$folder/said" 2>&1 || status=$?
	echo "exit status $status, $(capinfos -Tmc "$folder/sorted" 2>/dev/null | tail -n 1 | cut -d, -f2) packets"
}

expect "reordercap" "$(reordercap --version | head -n 1)" "Reordercap (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3)."
expect "interfaces at the front" "$(sorted "$folder/front.pcapng")" "exit status 0, 2 packets"
expect "one of them late" "$(sorted "$folder/late.pcapng")" "exit status 1, 0 packets"
cat "$folder/said"
