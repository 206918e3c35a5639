# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Compares the kernel's own trace events with nvme_trace's lines for the same commands.

The kernel's events are read in binary from the ring buffer's pages
(Documentation/trace/ring-buffer-map and kernel/trace/ring_buffer.c), because the text form names
opcodes and lacks the raw dwords.
"""

import collections
import re
import struct

USER_COMMAND = 2  # NVME_REQ_USERCMD in nvme_request.flags
TAG = 0xfff       # bits of a command id; 5.10's completion event has only these
PAGE = 4096

Command = collections.namedtuple("Command", "ctrl disk qid cid nsid opcode cdw10 status")
# The last three come from one column: the command's name, the decoded "key=value" words, and the
# name of the status, or "" if there is none.
Line = collections.namedtuple("Line", "time comm pid opcode cid nsid cdw10 dev qid status lat "
                                      "origin command fields status_name")


class Format:
    """The members of an event, from its format file in tracefs."""

    def __init__(self, path):
        text = path.read_text()
        self.id = int(re.search(r"^ID: (\d+)", text, re.M)[1])
        self.fields = {}
        for declaration, offset, size in re.findall(
                r"field:([^;]+);\s*offset:(\d+);\s*size:(\d+);", text):
            name = re.search(r"(\w+)(\[\d*\])?$", declaration)[1]
            self.fields[name] = int(offset), int(size)

    def number(self, data, name):
        offset, size = self.fields[name]
        return int.from_bytes(data[offset:offset + size], "little")

    def bytes(self, data, name):
        offset, size = self.fields[name]
        return data[offset:offset + size]

    def text(self, data, name):
        return self.bytes(data, name).split(b"\0")[0].decode()


def records(path):
    """Yields (time in ns, event's bytes) from one CPU's pages."""
    data = path.read_bytes()
    for start in range(0, len(data), PAGE):
        page = data[start:start + PAGE]
        time, commit = struct.unpack_from("<QQ", page)
        yield from page_records(page, 16, 16 + (commit & 0xfffff), time)


def page_records(page, at, end, time):
    while at < end:
        head, first = struct.unpack_from("<II", page + bytes(4), at)
        kind, delta = head & 31, head >> 5
        if kind == 29:  # padding: the rest of the page, or a discarded event
            if not delta:
                return
            at += 4 + first
        elif kind == 30:  # a time difference of more than 27 bits
            time += delta + (first << 27)
            at += 8
        elif kind == 31:  # the absolute time without its highest bits
            time = (time >> 59 << 59) | delta | first << 27
            at += 8
        else:
            time += delta
            size = 4 * kind if kind else first - 4
            body = at + 4 if kind else at + 8
            yield time, page[body:body + size]
            at = body + (size + 3) // 4 * 4


def kernel_commands(folder, everyone=False):
    """Returns the commands that the kernel saw start and end: those of users, or all."""
    for line in (folder / "overrun").read_text().splitlines():
        assert line.split()[-1] == "0", f"the judge lost events: {line}"
    setup, complete = (Format(folder / f"{name}.format")
                       for name in ("nvme_setup_cmd", "nvme_complete_rq"))
    events = sorted((event for cpu in folder.glob("kernel.*") for event in records(cpu)),
                    key=lambda event: event[0])
    started, commands = {}, []
    for _, data in events:
        kind = int.from_bytes(data[:2], "little")
        event = setup if kind == setup.id else complete
        place = event.number(data, "ctrl_id"), event.number(data, "qid")
        key = *place, event.number(data, "cid") & TAG
        if event is setup:
            started[key] = data
            continue
        start = started.pop(key, None)
        if start and (everyone or event.number(data, "flags") & USER_COMMAND):
            commands.append(command_of(setup, start, event.number(data, "status")))
    return commands


def command_of(setup, data, status):
    return Command(setup.number(data, "ctrl_id"), setup.text(data, "disk"),
                   setup.number(data, "qid"), setup.number(data, "cid"),
                   setup.number(data, "nsid"), setup.number(data, "opcode"),
                   int.from_bytes(setup.bytes(data, "cdw10")[:4], "little"), status & 0x7ff)


def our_lines(path):
    lines = path.read_text().splitlines()
    return [our_line(line) for line in lines if not line.startswith("TIME")]


def our_line(line):
    *words, last = line.split(None, 12)
    command, _, fields = last.partition("  ")
    asked, _, answer = fields.partition("-> ")
    # A command's name starts with a capital letter, and so does a status; keys of fields do not.
    name, _, rest = answer.partition(" ") if answer[:1].isupper() else ("", "", answer)
    return Line(*words, command, f"{asked}-> {rest}" if rest else asked.rstrip(), name)


def status_number(word):
    """Returns the status code type and code from the STATUS column as one number, or None."""
    if word == "ok":
        return 0
    match = re.match(r"([0-7])/([0-9a-f]{2})$", word)
    return int(match[1]) << 8 | int(match[2], 16) if match else None


def our_commands(lines, disks):
    """Returns our lines for commands that the drive answered.

    `disks` gives the controller of each disk.
    """
    commands = []
    for line in lines:
        status = status_number(line.status)
        if status is None or line.cid == "-":  # no answer, or the driver's own status
            continue
        disk = line.dev.split("/")[-1]  # the path of a multipath device
        is_disk = disk in disks
        commands.append(Command(disks[disk] if is_disk else int(disk.removeprefix("nvme")),
                                disk if is_disk else "", int(line.qid), int(line.cid, 16),
                                int(line.nsid, 16), int(line.opcode, 16), int(line.cdw10, 16),
                                status))
    return commands


def differences(ours, kernels):
    """Returns the surplus entries of each list over the other."""
    ours, kernels = collections.Counter(ours), collections.Counter(kernels)
    return list((ours - kernels).elements()), list((kernels - ours).elements())
