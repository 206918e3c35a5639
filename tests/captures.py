# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Makes captures of any number of commands from recorded ones.

A generated packet holds only our record and a time. `nvme_trace -r MADE -w WHOLE` adds the parts
that Wireshark needs.
"""

import itertools
import struct

SECTION, INTERFACE, PACKET, STATISTICS, CUSTOM_OPTION = 0x0A0D0D0A, 1, 6, 5, 2989
PACKET_HEAD = 28  # of an enhanced packet block, before its data
ENTERPRISE = struct.pack("<I", 32473)
MAGIC = b".nevmetr"  # identifies our option in the section header
RECORD_SIZE = 256
# Offset and format of the members of struct nvme_trace_event that tests read or change.
FIELDS = {"queue": (6, "B"), "submit_ns": (8, "Q"), "issue_ns": (16, "Q"),
          "complete_ns": (24, "Q"), "result": (32, "Q"), "ctrl": (56, "i"), "data_len": (60, "I"), "qid": (64, "H"),
          "status": (66, "H"), "opcode": (72, "B"), "command_id": (74, "H"), "nsid": (76, "I"),
          "cdw2": (80, "I"), "cdw3": (84, "I"), "cdw10": (112, "I"), "cdw11": (116, "I"),
          "cdw12": (120, "I"), "cdw13": (124, "I"), "cdw14": (128, "I"), "cdw15": (132, "I"),
          "payload_len": (248, "I"), "csi": (252, "B")}
TIMES = ("submit_ns", "issue_ns", "complete_ns")
WALL_OFFSET_NS = 1_700_000_000_000_000_000  # of generated commands
UPPER_PDU, RESOLUTION, NANOSECONDS, SHIFT = 252, 9, 9, 14
PERIOD_NS = 10_000  # between two commands
TAGS = 64  # command ids are reused after this many, as the driver reuses tags


def get(record, field):
    offset, width = FIELDS[field]
    return struct.unpack_from("<" + width, record, offset)[0]


def changed(record, **values):
    """Returns the record with some fields changed."""
    new = bytearray(record)
    for field, value in values.items():
        offset, width = FIELDS[field]
        struct.pack_into("<" + width, new, offset, value)
    return bytes(new)


NAMES = {"disk": 152, "head": 184, "node": 216}  # each 32 bytes long


def named(record, field, name):
    """Returns the record with another device name."""
    at = NAMES[field]
    return record[:at] + name.ljust(32, b"\0") + record[at + 32:]


def blocks(capture):
    """Yields (type, block) for each block of a pcapng file."""
    at = 0
    while at < len(capture):
        kind, length = struct.unpack_from("<II", capture, at)
        yield kind, capture[at:at + length]
        at += length


def custom_option(block):
    """Returns the record in a packet, with any data that follows it, or None."""
    captured, = struct.unpack_from("<I", block, 20)
    at = PACKET_HEAD + (captured + 3) // 4 * 4
    while at < len(block) - 4:
        code, length = struct.unpack_from("<HH", block, at)
        value = block[at + 4:at + 4 + length]
        if code == CUSTOM_OPTION and value.startswith(ENTERPRISE):
            return value[len(ENTERPRISE):]
        at += 4 + (length + 3) // 4 * 4
    return None


def records(path):
    """Returns the records of a capture, each followed by its data."""
    found = []
    for kind, block in blocks(path.read_bytes()):
        record = custom_option(block) if kind == PACKET else None
        if record and len(record) == RECORD_SIZE:
            captured, = struct.unpack_from("<I", block, 20)
            packet = block[PACKET_HEAD:PACKET_HEAD + captured]
            record += packet[captured - get(record, "payload_len"):]
        if record:
            found.append(record)
    return found


def block_of(kind, body):
    """Returns a pcapng block."""
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def put_time(packet, time):
    """Sets a packet's time, in its interface's units."""
    struct.pack_into("<II", packet, 12, time >> 32, time & 0xffffffff)


def time_of(packet):
    high, low = struct.unpack_from("<II", packet, 12)
    return high << 32 | low


def packet_of(record):
    """Returns a packet that holds only a record, and the record's offset in it."""
    value = ENTERPRISE + record + bytes(-len(record) % 4)
    body = (struct.pack("<5I", 0, 0, 0, 0, 0)
            + struct.pack("<HH", CUSTOM_OPTION, len(ENTERPRISE) + len(record)) + value + bytes(4))
    return bytearray(block_of(PACKET, body)), PACKET_HEAD + 4 + len(ENTERPRISE)


def shifter(record):
    """Returns a function that turns a number into a packet: the record as the n-th command.

    Each packet has its own times and, if the command was answered, its own latency.
    """
    packet, start = packet_of(record)
    submit, issue, complete = (get(record, field) for field in TIMES)
    times_at, id_at = (start + FIELDS[field][0] for field in ("submit_ns", "command_id"))
    put_times, put_id = struct.Struct("<3Q").pack_into, struct.Struct("<H").pack_into

    def shifted(number):
        shift = number * PERIOD_NS
        put_times(packet, times_at, submit + shift, issue and issue + shift,
                  complete and complete + shift + number % PERIOD_NS)
        put_time(packet, (issue or submit) + shift + WALL_OFFSET_NS)
        put_id(packet, id_at, number % TAGS)
        return packet
    return shifted


def of_another_machine(path, host, shift_ns):
    """Returns a capture as another machine would have made it, shift_ns later.

    The records keep their monotonic times, so that machine booted later. It also has another
    random host address.
    """
    return b"".join(moved(kind, bytearray(block), host.to_bytes(2, "big"), shift_ns)
                    for kind, block in blocks(path.read_bytes()))


def moved(kind, block, host, shift_ns):
    if kind == SECTION:
        at = block.index(MAGIC) + len(MAGIC) + 4
        offset, = struct.unpack_from("<q", block, at + 4)
        struct.pack_into("<2sHq", block, at, host[::-1], 0, offset + shift_ns)
    if kind == PACKET:
        put_time(block, time_of(block) + shift_ns)
        for at in (PACKET_HEAD + 17, PACKET_HEAD + 25):  # inside the source and destination addresses
            block[at:at + 2] = host
    return bytes(block)


def interface(resolution=NANOSECONDS, shift_s=0):
    """Returns an interface description block.

    Its packets' times are in units of 10^-resolution s, and shift_s seconds too early.
    """
    return block_of(INTERFACE, struct.pack("<HHI", UPPER_PDU, 0, 0)
                    + struct.pack("<HHBxxx", RESOLUTION, 1, resolution)
                    + struct.pack("<HHqI", SHIFT, 8, shift_s, 0))


def section(path):
    """Returns the start of a generated capture: the section header of `path` and an interface."""
    return next(blocks(path.read_bytes()))[1] + interface()


def write(out, head, some_records, count):
    """Writes a capture of `count` commands, repeating the records."""
    out.write(head)
    makers = itertools.cycle([shifter(record) for record in some_records])
    for number, shifted in zip(range(count), makers):
        out.write(shifted(number))
