#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# mergecap and editcap 4.0.17 silently drop the Interface Statistics Blocks of a pcapng file. The
# number of packets that were dropped during the capture (isb_ifdrop) is lost as soon as the file is
# merged, cut or copied. Packets, comments and custom options are kept. The number can then only be
# read from the original file.

# shellcheck source=findings/packages.sh
. "$(dirname "$0")/packages.sh"
fetch wireshark-common=4.0.17-0+deb12u3 libwiretap13=4.0.17-0+deb12u3 libwsutil14=4.0.17-0+deb12u3 \
	libglib2.0-0 libgnutls30 libgcrypt20

# A section, an interface, a packet, and interface statistics: seven packets dropped.
python3 - "$folder/in.pcapng" <<'END'
import struct
import sys

def block(kind, body):
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length

section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
interface = block(1, struct.pack("<HHI", 1, 0, 0))
packet = block(6, struct.pack("<5I", 0, 0, 1, 60, 60) + bytes(60))
dropped = struct.pack("<HHQHH", 5, 8, 7, 0, 0)  # isb_ifdrop and the end of options
statistics = block(5, struct.pack("<3I", 0, 0, 2) + dropped)
open(sys.argv[1], "wb").write(section + interface + packet + statistics)
END

# Prints the block types of a file.
blocks() { # FILE
	python3 - "$1" <<-'END'
		import struct
		import sys

		names = {0x0A0D0D0A: "section", 1: "interface", 5: "statistics", 6: "packet"}
		data, at, found = open(sys.argv[1], "rb").read(), 0, []
		while at < len(data):
		    kind, length = struct.unpack_from("<II", data, at)
		    found.append(names.get(kind, hex(kind)))
		    at += length
		print(*found)
	END
}

mergecap -w "$folder/merged" "$folder/in.pcapng"
editcap "$folder/in.pcapng" "$folder/edited"
expect "mergecap" "$(mergecap --version | head -n 1)" "Mergecap (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3)."
expect "the file" "$(blocks "$folder/in.pcapng")" "section interface packet statistics"
expect "mergecap's" "$(blocks "$folder/merged")" "section interface packet"
expect "editcap's" "$(blocks "$folder/edited")" "section interface packet"
