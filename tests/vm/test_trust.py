# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Privileges, losses, and rotated captures."""

import json
import pathlib
import re

import jsonschema
import pytest

import checks
import kernels
from boots import summary

SPECS = kernels.specs()
EVERY = pytest.mark.parametrize("spec", SPECS)
ONE_OF_EACH = pytest.mark.parametrize("spec", ["5.10-cloud", "6.12-cloud", "7.3"])
ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = "65534"
CAP_KILL, CAP_BPF = 1 << 5, 1 << 39


# ---- Which privileges attaching needs: man page, PRIVILEGES ----

TRACEFS_CLOSED = ("nvme_trace: tracefs (/sys/kernel/tracing) is open to root only; add "
                  "CAP_DAC_READ_SEARCH or run: sudo nvme_trace\n")
PERF_CLOSED = ("nvme_trace: kernel.perf_event_paranoid keeps CAP_PERFMON from tracing; run: sysctl "
               "kernel.perf_event_paranoid=2, or add CAP_SYS_ADMIN\n")
MEMORY = "may count BPF memory against ulimit -l"
TWO, FILES, MORE = "bpf,perfmon", ",dac_read_search", ",sys_resource"


def works(run, name):
    assert run.errors(name) == "nvme_trace: 0 seen, 0 printed, 0 lost\n", name
    assert run.status(name) == 0


def fails(run, name, message):
    assert message in run.errors(name), name
    assert run.status(name) == 1


@EVERY
def test_each_capability_alone_is_too_little(trust):
    for name in ("bpf", "perfmon"):
        fails(trust, f"caps/{name}", "not permitted: tracing needs root")


@EVERY
def test_rights_to_attach(trust):
    """Kernels differ: see the table in the man page."""
    release = trust.fact("release")
    assert trust.fact("paranoid") == "3"
    if checks.uses_fprobes(release):
        for name in (f"caps/{TWO}", "caps/sys_admin"):
            works(trust, name)
        return
    fails(trust, f"caps/{TWO}", TRACEFS_CLOSED)
    if checks.needs_tracefs(release):
        fails(trust, "caps/sys_admin", TRACEFS_CLOSED)
    else:
        works(trust, "caps/sys_admin")
    fails(trust, f"caps/{TWO}{FILES}{MORE}", PERF_CLOSED)
    works(trust, f"caps/sys_admin{FILES}{MORE}")
    works(trust, f"caps_perf/{TWO}{FILES}{MORE}")
    for name in (f"caps/sys_admin{FILES}", f"caps_perf/{TWO}{FILES}"):
        if release.startswith("5.10."):
            fails(trust, name, MEMORY)
        else:
            works(trust, name)


# For each missing capability, the row of --check that reports it.
MISSING_RIGHTS = {"not permitted": "privileges", "tracefs": "tracefs",
                  "kernel.perf_event_paranoid": "perf_event_paranoid", MEMORY: "memlock limit"}


@EVERY
def test_check_knows_the_rights(trust):
    tried = sorted(path.relative_to(trust.folder).with_suffix("")
                   for path in trust.folder.glob("caps*/*.check"))
    assert len(tried) == 10
    for name in map(str, tried):
        rows, cause = checks.screen_agrees(trust, name)
        if cause:
            label, = (label for part, label in MISSING_RIGHTS.items() if part in cause)
            assert rows[label].verdict == "missing", name


# ---- Which privileges it keeps ----

def rights(run, name):
    return dict(line.split(":\t", 1) for line in run.text(f"{name}/rights").splitlines()
                if ":\t" in line)


def tries(run, name):
    """Returns the results of the attempts. The victim's own id shows that they really ran in it."""
    told = dict(line.split() for line in run.text(f"{name}/tries").splitlines())
    assert [name, told.pop("pid")] in run.all_facts("victim")
    return told


REFUSED = {"exec": "EPERM", "socket": "EPERM", "setuid": "EPERM", "bpf_map": "EPERM",
           "bpf_program": "EPERM"}


@EVERY
@pytest.mark.parametrize("name, uid", [("as_root", "0"), ("as_sudo", NOBODY), ("as_user", "0"),
                                       ("with_command", NOBODY)])
def test_rights_are_given_up(trust, name, uid):
    """Only 5.10 needs CAP_BPF to read a map.

    With a command, signals may be for any user's process.
    """
    left = rights(trust, name)
    assert left["Uid"].split() == [uid] * 4
    assert (left["NoNewPrivs"], left["Seccomp"]) == ("1", "2")
    kept = CAP_BPF if trust.fact("release").startswith("5.10.") else 0
    kept |= CAP_KILL if name == "with_command" else 0
    for kind in ("CapPrm", "CapEff"):
        assert int(left[kind], 16) == kept, kind
    assert int(left["CapInh"], 16) == int(left["CapAmb"], 16) == 0


@EVERY
@pytest.mark.parametrize("name", ["as_root", "as_sudo", "as_user", "with_command"])
def test_one_who_takes_it_over_gets_nowhere(trust, name):
    expected = dict(REFUSED)
    expected["open"] = "0" if rights(trust, name)["Uid"].startswith("0\t") else "EACCES"
    assert tries(trust, name) == expected


@EVERY
def test_the_tries_are_real(trust):
    """In a process that gave up nothing, the attempts succeed as far as their arguments allow."""
    told = tries(trust, "nobody_confined")
    assert told.pop("bpf_program") in ("E2BIG", "EFAULT")  # the program has no instructions
    assert told == {"open": "0", "exec": "EACCES", "socket": "0", "setuid": "0", "bpf_map": "0"}


@EVERY
@pytest.mark.parametrize("name", ["as_root", "as_sudo", "as_user"])
def test_goes_on_without_them(trust, name):
    """One command before the attempts and one after."""
    assert [line.opcode for line in trust.lines(name)] == ["6", "6"]
    assert summary(trust.errors(name))[:2] == (2, 2)
    assert trust.status(name) == 0


@EVERY
def test_a_signal_reaches_the_command(trust):
    assert trust.status("with_command") == 128 + 15


@EVERY
def test_files_are_the_callers(trust):
    for name, file in (("no_place", "trace"), ("no_place_capture", "trace")):
        assert trust.errors(name) == (
            f"nvme_trace: cannot open '/var/closed/{file}' for writing as user {NOBODY}: Permission "
            "denied; to write it as root add: --run-as root\n")
        assert trust.status(name) == 1
    assert trust.status("place") == 0
    assert trust.all_facts("owner") == [[NOBODY, NOBODY]]


# ---- Losses ----

@EVERY
def test_losses_are_told_and_add_up(trust):
    errors = trust.errors("losses")
    seen, printed, _, _, _, lost = summary(errors)
    assert seen == 1000 == printed + lost
    told = [(int(more), int(total)) for more, total in
            re.findall(r"nvme_trace: (\d+) commands? lost, (\d+) so far\n", errors)]
    assert len(told) == 2 and sum(more for more, _ in told) == told[-1][1] == lost > 900
    assert "nvme_trace: lost because the ring buffer was full; use a larger --buffer-size\n" in errors
    assert trust.status("losses") == 1  # with --strict


@EVERY
def test_losses_are_in_json_and_captures(trust):
    schema = json.loads((ROOT / "nvme_trace.schema.json").read_text())
    objects = [json.loads(line) for line in trust.text("losses/trace").splitlines()]
    for object in objects:
        jsonschema.validate(object, schema)
    told = [object["lost"] for object in objects if "lost" in object]
    *_, lost = summary(trust.errors("losses"))
    assert len(told) == 2 and told[-1] == lost
    assert trust.text("losses_replayed/trace") == trust.text("losses/trace")
    assert f"{lost} lost when the capture was made\n" in trust.errors("losses_replayed")
    assert (trust.status("losses_replayed"), trust.status("losses_strict")) == (0, 1)


# ---- Captures ----

@ONE_OF_EACH
def test_a_file_for_each_time(trust):
    """A new file every two seconds, three times; or two, if the VM stalled during one."""
    files = sorted((trust.folder / "series").glob("*.pcapng"))
    times = [int(path.stem) for path in files]
    assert 2 <= len(times) <= 3
    assert all(time in range(times[0] + 1, times[0] + 7) for time in times[1:])
    printed = [int(number) for number in re.findall(r": (\d+) printed\n",
                                                    trust.text("series/read"))]
    assert len(printed) == len(files) and all(printed)
    assert sum(printed) == summary(trust.errors("series"))[1] == len(trust.lines("series"))
    assert trust.status("series") == 0


@EVERY
def test_what_was_killed_is_readable(trust):
    """The capture has all records that were read. The tracer reads every 25 ms.

    If it is killed inside write(), the kernel writes no further page. Then the last block is
    cut, which -r reports.
    """
    *cut, account = trust.errors("killed").splitlines()
    assert account == f"nvme_trace: {len(trust.lines('killed'))} printed"
    assert trust.status("killed") == len(cut)
    assert not cut or re.fullmatch("nvme_trace: '/tmp/killed' is damaged at offset [0-9]+: it ends "
                                   "within a block", *cut)
    assert len(trust.lines("killed")) > 250
