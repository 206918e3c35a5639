# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Makes captures of as many commands as one likes, out of recorded ones.

A packet that is made has nothing but our record; `nvme_trace -r MADE -w WHOLE` adds what Wireshark
wants to see.
"""

import itertools
import struct

PACKET, CUSTOM_OPTION = 6, 2989
PACKET_HEAD = 28  # of an enhanced packet, before its data
ENTERPRISE = struct.pack("<I", 32473)
RECORD_SIZE = 256
# Of struct nvme_trace_event, what is asked for or changed: where it is, and how wide.
FIELDS = {"queue": (6, "B"), "submit_ns": (8, "Q"), "issue_ns": (16, "Q"),
          "complete_ns": (24, "Q"), "data_len": (60, "I"), "qid": (64, "H"), "opcode": (72, "B"),
          "command_id": (74, "H"), "cdw10": (112, "I"), "payload_len": (248, "I")}
TIMES = ("submit_ns", "issue_ns", "complete_ns")
PERIOD_NS = 10_000  # from one command to the next
TAGS = 64  # command ids come again soon, as the driver's do


def get(record, field):
    offset, width = FIELDS[field]
    return struct.unpack_from("<" + width, record, offset)[0]


def changed(record, **values):
    """Returns the record with other values in some of its fields."""
    new = bytearray(record)
    for field, value in values.items():
        offset, width = FIELDS[field]
        struct.pack_into("<" + width, new, offset, value)
    return bytes(new)


def blocks(capture):
    """Yields (type, block) of a pcapng file's bytes."""
    at = 0
    while at < len(capture):
        kind, length = struct.unpack_from("<II", capture, at)
        yield kind, capture[at:at + length]
        at += length


def custom_option(block):
    """Returns the record that a packet carries, with the data behind it if there; else None."""
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
    """Returns the records of a capture, each with its data behind it."""
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


def packet_of(record):
    """Returns a packet that has a record and nothing else, and where in it the record is."""
    value = ENTERPRISE + record + bytes(-len(record) % 4)
    body = (struct.pack("<5I", 0, 0, 0, 0, 0)
            + struct.pack("<HH", CUSTOM_OPTION, len(ENTERPRISE) + len(record)) + value + bytes(4))
    length = struct.pack("<I", len(body) + 12)
    return (bytearray(struct.pack("<I", PACKET) + length + body + length),
            PACKET_HEAD + 4 + len(ENTERPRISE))


def shifter(record):
    """Returns a function that gives the record's packet as the command of a number would have it.

    Each has times and, unless it got no answer, a latency of its own.
    """
    packet, start = packet_of(record)
    submit, issue, complete = (get(record, field) for field in TIMES)
    times_at, id_at = (start + FIELDS[field][0] for field in ("submit_ns", "command_id"))
    put_times, put_id = struct.Struct("<3Q").pack_into, struct.Struct("<H").pack_into

    def shifted(number):
        shift = number * PERIOD_NS
        put_times(packet, times_at, submit + shift, issue and issue + shift,
                  complete and complete + shift + number % PERIOD_NS)
        put_id(packet, id_at, number % TAGS)
        return packet
    return shifted


def section(path):
    """Returns the block that a capture begins with."""
    return next(blocks(path.read_bytes()))[1]


def write(out, head, some_records, count):
    """Writes to a file a capture of so many commands: the records, over and over."""
    out.write(head)
    makers = itertools.cycle([shifter(record) for record in some_records])
    for number, shifted in zip(range(count), makers):
        out.write(shifted(number))
