# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Compares what Wireshark decodes from a capture with our JSON."""

import os
import subprocess

import tshark

FIELDS = {"frame": "frame.number", "device": "frame.interface_name", "opc": "nvme.cmd.opc",
          "nsid": "nvme.cmd.nsid", "qid": "nvme-tcp.cmd.qid", "sc": "nvme.cqe.status.sc",
          "sct": "nvme.cqe.status.sct", "dnr": "nvme.cqe.status.dnr", "command": "nvme.cmd_pkt",
          "ms": "nvme.cmd_latency", "malformed": "_ws.malformed",
          "severity": "_ws.expert.severity", "comment": "frame.comment"}
SEPARATOR = "\x01"
UNKNOWN_IO_QUEUE = 0xfffe  # the queue of a command that never got one
WARNING = 0x600000  # the lowest expert.severity that is a warning

# Known false alarms of each Wireshark version, by our comment on the command: a read of one entry
# of the error log, which the dissector expects to be longer, and Arbitration, which it fails to
# decode.
ERROR_LOG, SET, GET = ("Get Log Page  lid=Error-Information len=64",
                       "Set Features  fid=Arbitration", "Get Features  fid=Arbitration")
FAULTS = {"bookworm": (ERROR_LOG, SET, GET), "trixie": (ERROR_LOG, SET), "sid": (ERROR_LOG, SET)}
# The commands for which it then does not show the completion either.
ANSWER_HIDDEN = {"bookworm": (GET,), "trixie": (), "sid": ()}


def run(suite, capture, *options):
    """Returns what a suite's tshark prints for a capture, with default preferences."""
    result = subprocess.run([*tshark.find(suite), "-2", "-r", capture, *options],
                            capture_output=True, text=True, timeout=300,
                            env=os.environ | {"HOME": "/nonexistent"})
    assert result.returncode == 0, (result.returncode, result.stderr)
    return result.stdout


def packets(suite, capture):
    """Returns the packets, each as {name: value} with the names in FIELDS."""
    fields = [option for field in FIELDS.values() for option in ("-e", field)]
    printed = run(suite, capture, "-T", "fields", "-E", f"separator={SEPARATOR}", *fields)
    return [dict(zip(FIELDS, line.split(SEPARATOR))) for line in printed.splitlines()]


def is_answer(packet):
    return packet["sc"] != ""


def is_command(packet):
    return packet["opc"] != "" and not packet["comment"].startswith("synthetic")


def is_among(comment, faults):
    return any(fault in comment for fault in faults)


def commands(found):
    """Returns each command among the packets, with Wireshark's view of its completion."""
    by_frame = {}
    for packet in found:
        if is_answer(packet):
            assert "answer" not in by_frame[packet["command"]], packet
            by_frame[packet["command"]]["answer"] = packet
        elif is_command(packet):
            by_frame[packet["frame"]] = packet
    return list(by_frame.values())


def last_words(events):
    """Returns the last event of each command, without earlier ones that say it is in flight."""
    return list({(event["submit_ns"], event["tid"], event["controller"]): event
                 for event in events}.values())


def check_command(packet, event):
    assert int(packet["opc"], 0) == event["opcode"], (packet, event)
    assert int(packet["nsid"], 0) == event["nsid"], (packet, event)
    unknown = 0 if event["queue"] == "admin" else UNKNOWN_IO_QUEUE
    assert int(packet["qid"].split()[0], 0) == event.get("qid", unknown), (packet, event)
    assert packet["device"] == f"nvme{event['controller']}", (packet, event)
    cid = f"{event['cid']:#x}" if "cid" in event else "-"
    assert f" cid={cid} " in packet["comment"], (packet, event)


def check_answer(answer, event):
    assert (int(answer["sct"], 0), int(answer["sc"], 0)) == (
        event["status"]["sct"], event["status"]["sc"]), (answer, event)
    assert (answer["dnr"] in ("1", "True")) == event["status"]["dnr"], (answer, event)
    assert abs(float(answer["ms"]) * 1e6 - event["latency_ns"]) < 2, (answer, event)


def check_commands(suite, found, events):
    """Checks that the packets' commands are the events, in order, with the same answers."""
    shown, wanted = commands(found), last_words(events)
    assert len(shown) == len(wanted) > 0
    for packet, event in zip(shown, wanted):
        check_command(packet, event)
        hidden = is_among(packet["comment"], ANSWER_HIDDEN[suite])
        assert ("answer" in packet) == (event["outcome"] == "completed" and not hidden), (
            packet, event)
        if "answer" in packet:
            check_answer(packet["answer"], event)


def is_damaged(packet):
    severities = [int(severity, 0) for severity in packet["severity"].split(",") if severity]
    return packet["malformed"] != "" or max(severities, default=0) >= WARNING


def blamed_commands(suite, found):
    """Returns the comments of the commands whose packets Wireshark calls malformed.

    Known faults of the dissector are left out.
    """
    command, blamed = None, []
    for packet in found:
        if packet["comment"].startswith("comm="):
            command = packet["comment"]
        if is_damaged(packet) and not is_among(command or "", FAULTS[suite]):
            blamed.append(command)
    return blamed
