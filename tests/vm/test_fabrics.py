# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Drives over Fabrics, whose target is the same machine. They can come and go quickly."""

import json

import pytest

import checks
import kernels
from boots import summary

EVERY = pytest.mark.parametrize("spec", kernels.specs())


@EVERY
def test_fabrics(fabrics):
    """A target on this machine, by loop and by TCP, if the kernel has them."""
    kinds = [fact[0] for fact in fabrics.all_facts("fabrics")]
    missing = [fact[0] for fact in fabrics.all_facts("no_fabrics")]
    assert sorted(kinds + missing) == ["loop", "tcp"]
    for kind in kinds:
        load = f"fabrics_{kind}"
        checks.sender(fabrics, load, 499, "nvme_load", "ioctl")
        # Here, threads deliver the answers. Linux 7 may then skip all programs for one answer,
        # which the summary reports.
        seen, printed, *others = summary(fabrics.errors(load))
        assert seen == printed and others == [0, 0, 0, 0]
        disks = {line.dev for line in fabrics.lines(load) if line.command == "Read"}
        assert len(disks) >= 1


@EVERY
def test_connect_is_in_the_queue_that_it_makes(fabrics):
    for kind, _ in fabrics.all_facts("fabrics"):
        lines = fabrics.lines(f"connects_{kind}")
        assert {line.command for line in lines} == {"Fabrics Connect"}
        assert {line.qid for line in lines} >= {"0", "1"}, kind


@EVERY
def test_reused_memory_gets_its_new_name(fabrics, spec):
    """Device nodes whose memory belonged to nodes with other names are shown by their own names.

    Whether memory is reused is the kernel's choice.
    """
    sent = {(int(opcode, 16), int(cdw10, 16)): node.removeprefix("/dev/") for _, node, opcode, _,
            cdw10, *_ in map(str.split, fabrics.text("reused/sent").splitlines())}
    events = [json.loads(line) for line in fabrics.text("reused/trace").splitlines()[1:]]
    found = {(event["opcode"], event["cdw10"]): event for event in events}
    assert len(events) == len(found) == len(sent) == 5 * 2 * 2 * (1 if "5.10" in spec else 2)
    assert found.keys() == sent.keys()
    for key, node in sent.items():
        event, disk = found[key], node.replace("ng", "nvme")
        assert (event["node"], event["device"]) == (node, disk)
        assert disk.startswith(f"nvme{event['controller']}")
