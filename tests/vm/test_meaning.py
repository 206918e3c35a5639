# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What commands mean: every subcommand of nvme-cli, in every form of output."""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import jsonschema
import pytest

import judge
import kernels
import tshark
import wireshark
from boots import summary

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPECS = kernels.not_real_time()
EVERY = pytest.mark.parametrize("spec", SPECS)
ROWS = [line.split(" | ") for line in (ROOT / "tests/vm/meaning.txt").read_text().splitlines()
        if not line.startswith("#")]
DWORDS = ("cdw2", "cdw3", "cdw10", "cdw11", "cdw12", "cdw13", "cdw14", "cdw15")
# Opcodes that -e must comment out. Compare is among them because its data is not known.
NOT_HARMLESS = {
    "admin": {0x09, 0x0d, 0x10, 0x11, 0x14, 0x15, 0x19, 0x1c, 0x20, 0x24, 0x80, 0x81, 0x84, 0xc1},
    "io": {0x01, 0x04, 0x05, 0x08, 0x09, 0x0d, 0x11, 0x15, 0x19, 0x79, 0x90},
}
GET_LOG_PAGE, DIRECTIVE_RECEIVE, SECURITY_RECEIVE = 0x02, 0x1a, 0x82
# Log pages that belong to an event, which reading clears unless RAE is set. Then pages with other
# side effects.
EVENT_PAGES = {0x01, 0x02, 0x03, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0e, 0x0f, 0x81}
CHANGED_NAMESPACES, TELEMETRY, PERSISTENT_EVENT, RESERVATION, VENDOR = 0x04, 0x07, 0x0d, 0x80, 0xc0
ALLOCATE_STREAMS = 0x0103
QEMU_VENDOR = 0x1b36


def page_harms(cdw10):
    """Returns whether reading a log page has a side effect."""
    page, specific, retained = cdw10 & 0xff, cdw10 >> 8 & 0x7f, cdw10 >> 15 & 1
    if page in EVENT_PAGES:
        return not retained
    if page in (TELEMETRY, PERSISTENT_EVENT):
        return bool(specific & 3)
    return page in (CHANGED_NAMESPACES, RESERVATION) or page >= VENDOR


def harms(event):
    """Returns whether the operation changes the drive or the state that it reports."""
    if event["queue"] == "admin" and event["opcode"] == GET_LOG_PAGE:
        return page_harms(event["cdw10"])
    if event["queue"] == "admin" and event["opcode"] == DIRECTIVE_RECEIVE:
        return event["cdw11"] == ALLOCATE_STREAMS
    if event["queue"] == "admin" and event["opcode"] == SECURITY_RECEIVE:
        return bool(event["cdw10"] >> 24)
    return event["opcode"] in NOT_HARMLESS[event["queue"]]


def objects(run, name):
    """Without the header."""
    header, *found = map(json.loads, run.text(f"{name}/trace").splitlines())
    assert header["tool"].startswith("nvme_trace ")
    return found


def replayed(run, *options, name="capture"):
    """Returns what -r shows for the capture, as an unprivileged user on the host."""
    drop = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    with open(run.folder / name / "pcapng", "rb") as capture, \
            tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(ROOT / "nvme_trace", folder)
        result = subprocess.run([program, "-r", "-", *options], stdin=capture, cwd="/",
                                env={"TZ": "UTC"}, capture_output=True, text=True, timeout=60, **drop)
    assert (result.returncode, "damaged" in result.stderr) == (0, False), result.stderr
    return result.stdout


def replayed_objects(run, *options, name="capture"):
    text = replayed(run, "--json", "--no-header", *options, name=name)
    return [json.loads(line) for line in text.splitlines()]


def succeeded(event):
    status = event.get("status")
    return bool(status) and status["sct"] + status["sc"] == 0


def by_command(items, key):
    """Returns the events by a key that is the same for every tracer. All saw the same commands."""
    named = {key(item): item for item in items}
    assert len(named) == len(items)
    return named


def lines_and_objects(run):
    lines = by_command(run.lines("text"), lambda line: (
        int(line.pid), int(line.cid, 16), int(line.opcode, 16), int(line.cdw10, 16)))
    found = by_command(objects(run, "json"), lambda event: (
        event["pid"], event["cid"], event["opcode"], event["cdw10"]))
    assert lines.keys() == found.keys()
    return [(lines[key], found[key]) for key in lines]


@EVERY
def test_every_subcommand_reads_right(meaning):
    lines = collections.defaultdict(list)
    for line in meaning.lines("text"):
        lines[line.pid].append("  ".join((line.command, line.fields)).strip())
    sent = [line.split(" ", 1) for line in meaning.text("pids").splitlines()]
    assert [command for _, command in sent] == [command for command, _ in ROWS]
    got = [(command, lines[pid][-1] if lines[pid] else None) for pid, command in sent]
    wrong = [(row, text) for (row, expected), (_, text) in zip(ROWS, got) if text != expected]
    assert not wrong, "\n".join(map(str, wrong))


@EVERY
@pytest.mark.parametrize("name, schema, at_least", [
    ("json", "nvme_trace.schema.json", 100),
    ("summary", "nvme_trace-summary.schema.json", 20),
])
def test_objects_keep_to_the_schema(meaning, name, schema, at_least):
    schema = json.loads((ROOT / schema).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    events = list(map(json.loads, meaning.text(f"{name}/trace").splitlines()))
    assert len(events) > at_least
    assert [error.message for event in events for error in validator.iter_errors(event)] == []


@EVERY
def test_objects_say_what_the_lines_say(meaning):
    for line, event in lines_and_objects(meaning):
        assert (line.comm, line.dev, line.origin, line.command) == (
            event["comm"], event["device"], event["origin"], event["command"])
        assert (int(line.qid), int(line.nsid, 16)) == (event["qid"], event["nsid"])
        status = event["status"]
        assert judge.status_number(line.status) == status["sct"] << 8 | status["sc"]
        assert line.status_name == ("" if line.status == "ok" else
                                    status.get("name", "").replace(" ", "-"))
        command, _, answer = line.fields.partition("-> ")
        check_words(command, event["fields"], event)
        check_words(answer, event["answer"], {})


def check_words(words, fields, beside):
    """Compares each word of a line with the key of that name in the object or its fields."""
    for word in words.split():
        key, _, value = word.partition("=")
        if key not in fields:
            assert key in ("data_len", "csi") and beside[key] == int(value)
            continue
        field = fields[key]
        if "name" in field:
            assert value == field["name"].replace(" ", "-")
        elif "named" in field:
            assert value == f"{field['value']:#x}({field['named']})"
        elif value:
            assert int(value, 0) == int(field["value"])
        else:
            assert field["raw"] == 1


@EVERY
def test_dwords_are_the_kernels(meaning):
    """The kernel's own event has the command's dwords 10 to 15."""
    setup = judge.Format(meaning.folder / "text/nvme_setup_cmd.format")
    theirs = collections.Counter()
    for cpu in (meaning.folder / "text").glob("kernel.*"):
        for _, data in judge.records(cpu):
            if int.from_bytes(data[:2], "little") == setup.id:
                dwords = setup.bytes(data, "cdw10")
                theirs[setup.number(data, "ctrl_id"), setup.number(data, "qid"),
                       setup.number(data, "cid"), setup.number(data, "opcode"),
                       *(int.from_bytes(dwords[at:at + 4], "little")
                         for at in range(0, 24, 4))] += 1
    ours = collections.Counter(
        (event["controller"], event["qid"], event["cid"], event["opcode"],
         *(event[dword] for dword in DWORDS[2:])) for event in objects(meaning, "json"))
    assert ours and not ours - theirs


# Field names of the kernel's own decoder, and ours. It prints raw bits, and decodes no log pages,
# firmware, security or directives.
KERNEL_KEYS = {"cns": "cns", "ctrlid": "cntid", "fid": "fid", "sv": "sv", "sel": "sel",
               "slba": "slba", "len": "nlb", "reftag": "lbtl", "nr": "nr", "mndw": "len",
               "rl": "rl", "atype": "atype", "lbaf": "lbafl", "mset": "mset", "pi": "pi",
               "pil": "pil", "ses": "ses", "zsa": "zsa", "rrega": "rrega", "racqa": "racqa",
               "rtype": "rtype", "rrela": "rrela"}


@EVERY
def test_the_kernels_decoder_agrees(meaning):
    events = {(event["pid"], event["qid"], event["cid"]): event
              for event in objects(meaning, "json")}
    seen = collections.Counter()
    for pid, qid, cid, words in re.findall(
            r"^ *nvme-(\d+) .*nvme_setup_cmd: .*?qid=(\d+), cmdid=(\d+), .*cmd=\(\w+ (.*)\)$",
            meaning.text("text/kernel_text"), re.M):
        event = events.get((int(pid), int(qid), int(cid)))
        for key, value in re.findall(r"(\w+)=(\w+)", words) if event else ():
            ours = KERNEL_KEYS.get(key)
            if ours in event["fields"]:
                assert int(event["fields"][ours]["raw"]) == int(value, 0), (key, value, event)
                seen[key] += 1
    assert {"cns", "fid", "sel", "slba", "len", "nr"} <= seen.keys()
    assert seen["cns"] > 20 and seen["fid"] > 10


@EVERY
def test_verbose_has_every_field(meaning):
    """The lines of -v have the same fields as the object, in the same order, with the same bits."""
    found, data = [], []
    for line in replayed(meaning, "-v").splitlines()[1:]:
        if not line.startswith(" "):
            found.append([])
            data.append([])
            continue
        key, place, raw, label = line.split(None, 3)
        if re.fullmatch(r"data\[\d+:\d+\](\.\d+:\d+)?", place):
            data[-1].append(key)
            continue
        assert re.fullmatch(r"c?dw\d+\[\d+(:\d+)?\](\+c?dw\d+\[\d+(:\d+)?\])?|buffer|namespace",
                            place), line
        assert ": " in label, line
        found[-1].append((key, int(raw, 16)))
    assert sorted(found) == sorted(map(values_of, objects(meaning, "json")))
    assert data == list(map(keys_of_data, replayed_objects(meaning)))
    assert sum(map(len, data)) > 30


def keys_of_data(event):
    """Returns the keys of the data, head first. In -v a value's name is on the value's line."""
    keys = []
    for key, value in event.get("data", {}).items():
        keys += [key] if not isinstance(value, list) else [key for entry in value for key in entry]
    return [key for key in keys if not key.endswith("_name")]


def values_of(event):
    """Returns what -v must show, in order: the command's fields, others, the answer, the status."""
    bits = {"crd": 0, "m": 0, "dnr": 0, "sf": 0}
    if status := event.get("status"):
        bits = {"sf": status["raw"], "crd": status["crd"], "m": int(status["more"]),
                "dnr": int(status["dnr"])}
    return [*((key, int(field["raw"])) for key, field in event["fields"].items()),
            *((key, event[key]) for key in ("csi", "data_len", "metadata_len") if key in event),
            *((key, int(field["raw"])) for key, field in event.get("answer", {}).items()),
            *((key, value) for key, value in bits.items() if value)]


def entry(event):
    """Returns what nvme-cli can be told to send, including the length of the data."""
    return (event["queue"], event["opcode"], event["flags"], event["nsid"],
            *(event[dword] for dword in DWORDS), event.get("data_len", 0), event.get("node"))


@EVERY
def test_commands_send_the_same_again(meaning):
    """Harmless commands send the same again, and no other command is sent."""
    events = objects(meaning, "json")
    once = collections.Counter(map(entry, events))
    again = collections.Counter(entry(event) for event in objects(meaning, "again")
                                if event["comm"] == "nvme")
    wanted = collections.Counter(entry(event) for event in events if not harms(event))
    assert again == wanted
    printed = meaning.text("command/trace").splitlines()
    assert len(printed) == 2 * sum(once.values())
    assert sum(line.startswith("nvme ") for line in printed) == sum(wanted.values())
    assert all(line.startswith(("# ", "nvme ")) for line in printed)
    held_back = [line for line in printed if "NOT TO BE RUN" in line]
    assert len(held_back) == sum(once.values()) - sum(wanted.values())


# ---- Data ----

@EVERY
def test_payload_is_the_data(meaning):
    """Data that was written, data that the drive reports, and never more than there is."""
    data = (meaning.folder / "data").read_bytes()
    events = replayed_objects(meaning, "-x4096")
    written, = [event for event in events if (event["queue"], event["opcode"]) == ("io", 1)]
    assert bytes.fromhex(written["payload"]) == data
    read = [event for event in events if event["command"] == "Read"
            and event["fields"]["slba"]["raw"] == 8]
    assert [bytes.fromhex(event["payload"]) for event in read] != []
    controllers = [bytes.fromhex(event["payload"]) for event in events
                   if (event["command"], event["cdw10"]) == ("Identify", 1)]
    assert controllers and {payload[24:39] for payload in controllers} == {b"QEMU NVMe Ctrl "}
    for event in events:
        if "payload" in event:
            assert len(event["payload"]) == 2 * min(event["data_len"], 4096), event
        if event.get("data_len") and succeeded(event):
            assert "payload" in event, event
        if not event["opcode"] & 1 and not succeeded(event):
            assert "payload" not in event, event


@EVERY
def test_secrets_are_withheld(meaning):
    event, = replayed_objects(meaning, "-x4096", "-o", "security-send")
    assert event["payload_withheld"] == "secret" and "payload" not in event
    event, = objects(meaning, "unredacted")
    assert bytes.fromhex(event["payload"]) == (meaning.folder / "data").read_bytes()[:16]


@EVERY
def test_payload_of_every_origin(meaning, spec):
    """Each block that was read holds its number, whatever the source and the buffer's alignment."""
    checked = collections.Counter()
    for event in replayed_objects(meaning, "-x", name="blocks"):
        first = event["fields"]["slba"]["raw"]
        if not succeeded(event) or first >= 8192:
            continue
        assert bytes.fromhex(event["payload"]) == b"%08x" % first * 8, event
        checked[event["origin"], event["comm"]] += 1
    assert checked["ioctl", "nvme_load"] > 400
    # Direct reads into a buffer that is not aligned to blocks are possible from 6.0 on.
    assert checked["block", "dd"] > (30 if "5.10" in spec else 499)
    if "5.10" not in spec:
        assert checked["uring", "uring_load"] > 400
        assert checked["uring", "fio"] == 499
    assert "could not be read" not in meaning.errors("blocks")


# ---- Command sets ----

@EVERY
def test_command_set_is_the_namespaces(meaning):
    """NVM or Zoned Namespace. Admin commands have no command set."""
    events = [event for event in objects(meaning, "json") if event["queue"] == "io"]
    assert {event.get("csi", 0) for event in events} == {0}
    # If the driver is a module, 5.10 has no BTF for it, so the drive's vendor is unknown.
    module_of_old = meaning.fact("release").startswith("5.10.") and not meaning.all_facts("builtin")
    assert {event.get("vendor_id") for event in events} == {None if module_of_old else QEMU_VENDOR}
    if not meaning.all_facts("zoned"):
        return
    found = [(event["command"], event.get("csi")) for event in objects(meaning, "zoned")
             if (event["queue"], event["opcode"]) != ("admin", 6) or event["cdw10"] == 0]
    assert found == [("Zone Management Receive", 2), ("Read", 2), ("Read", 0), ("Identify", None)]


# ---- Captures ----

@EVERY
def test_capture_is_shown_as_it_was_live(meaning):
    """-r prints the same bytes as the live trace."""
    live = meaning.text("capture/lines")
    assert live.count("\n") > 500
    assert replayed(meaning, "-v") == live
    # The data is in the capture only.
    assert len(replayed(meaning, "-v", "-x4096")) > len(live)
    # The same holds for --count and other filters.
    lines = [line for line in live.splitlines() if not line.startswith("    ")]
    assert replayed(meaning).splitlines() == lines
    failed = [line for line in lines[1:] if line.split()[9] != "ok"]
    assert failed and replayed(meaning, "--failed", "--no-header").splitlines() == failed


@EVERY
@pytest.mark.parametrize("suite", tshark.SUITES)
@pytest.mark.parametrize("name, sender", [("capture", "nvme"), ("blocks", "nvme_load")])
def test_wireshark_reads_the_capture(meaning, name, sender, suite):
    events = replayed_objects(meaning, name=name)
    comms = {event.get("comm") for event in events}
    assert len(events) > 100 and sender in comms
    assert ("fio" in comms) == (meaning.folder / name / "fio").exists()  # if the kernel has io_uring passthrough
    assert any(event.get("status") and not succeeded(event) for event in events)
    found = wireshark.packets(suite, meaning.folder / name / "pcapng")
    wireshark.check_commands(suite, found, events)
    assert wireshark.blamed_commands(suite, found) == []


# ---- The summary ----

def figures_of(events, *by):
    """Returns what a summary must report for these events, by device and command by default."""
    groups = collections.defaultdict(list)
    for event in events:
        groups[tuple(event.get(key) for key in by or ("device", "command"))].append(event)
    return {key: (len(group), sum(not succeeded(event) for event in group),
                  sum(event.get("data_len", 0) for event in group))
            for key, group in groups.items()}


def check_histograms(found):
    """A command that the driver failed by itself has no latency."""
    for group in found:
        if "latency_ns" not in group:
            assert group["count"] == group["errors"]
            continue
        latency, buckets = group["latency_ns"], group["histogram"]
        assert 0 < latency["min"] <= latency["median"] <= latency["p99"] <= latency["max"]
        timed = sum(bucket["count"] for bucket in buckets)
        assert group["count"] - group["errors"] <= timed <= group["count"]
        assert buckets[0]["from_ns"] <= latency["min"] < 2 * buckets[0]["from_ns"]
        assert buckets[-1]["from_ns"] <= latency["max"] < 2 * buckets[-1]["from_ns"]


@EVERY
def test_summary_is_of_the_same_commands(meaning):
    """Compares a summary with another tracer's events, so times may differ."""
    events = objects(meaning, "json")
    found = objects(meaning, "summary")
    assert {(group["device"], group["command"]): (group["count"], group["errors"], group["bytes"])
            for group in found} == figures_of(events)
    check_histograms(found)
    assert all(sum(bucket["count"] for bucket in group["histogram"]) == group["count"]
               for group in found)


@EVERY
def test_intervals_have_each_command_once(meaning):
    """Compares the intervals of a summary of many reads with another tracer's events."""
    by = ("comm", "device", "command")
    totals = collections.defaultdict(lambda: (0, 0, 0))
    found = objects(meaning, "intervals")
    for group in found:
        key = tuple(group.get(name) for name in by)
        figures = group["count"], group["errors"], group["bytes"]
        totals[key] = tuple(map(sum, zip(totals[key], figures)))
    assert totals == figures_of(objects(meaning, "blocks"), *by)
    assert len({group["time"] for group in found}) > 2
    check_histograms(found)
    seen, printed, *_, lost = summary(meaning.errors("intervals"))
    assert (seen > 1000, printed, lost) == (True, sum(group["count"] for group in found), 0)


@EVERY
def test_summary_as_text(meaning):
    title, *lines, legend = map(str.split, replayed(meaning, "-s").splitlines())
    assert title[:6] == ["DEV", "COMMAND", "COUNT", "RATE(/s)", "ERRORS", "BYTES"]
    assert legend[0] == title[-1] + ":"
    found = {(line[0], line[1]): (int(line[2]), int(line[4]), int(line[5])) for line in lines}
    assert found == {(device, command.replace(" ", "-")): figures for (device, command), figures
                     in figures_of(objects(meaning, "json")).items()}
