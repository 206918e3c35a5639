# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The everyday form that -e has for a command sends just that command: nvme-cli itself tells.

Each release's runs beside a drive that is none (fake_drive.c), which writes down what it gets.
"""

import collections
import re

import pytest

import captures
import fake_drive
import suites
import test_golden
from program import ROOT

EVERYDAY = test_golden.capture("everyday")
ADMIN, IO, FABRICS = 0, 1, 0x7f
ALL = 0xffffffff

Case = collections.namedtuple("Case", "words queue opcode nsid length dwords")


def case(words, queue, opcode, nsid, length, **dwords):
    return Case(words, queue, opcode, nsid, length, dwords)


def identify(words, nsid, cdw10, cdw11=0, **more):
    return case(words, ADMIN, 6, nsid, 4096, cdw10=cdw10, cdw11=cdw11, **more)


def log_page(words, nsid, lid, length, cdw11=0, **more):
    return case(words, ADMIN, 2, nsid, length, cdw10=(length // 4 - 1) << 16 | lid, cdw11=cdw11,
                **more)


# Each form of output/everyday.c, and some of its options.
CASES = [
    identify("id-ns", 1, 0x00),
    identify("id-ctrl", 0, 0x01),
    identify("list-ns", 0, 0x02),
    identify("list-ns", 4, 0x02),
    identify("ns-descs", 1, 0x03),
    identify("id-nvmset", 0, 0x04, 3),
    identify("nvm-id-ns", 1, 0x05),
    identify("nvm-id-ns", 1, 0x05, cdw14=2),
    identify("zns id-ns", 1, 0x05, 0x2000000),
    identify("nvm-id-ctrl", 0, 0x06),
    identify("zns id-ctrl", 0, 0x06, 0x2000000),
    identify("list-ns", 0, 0x07, 0x1000000),
    identify("cmdset-ind-id-ns", 1, 0x08),
    identify("id-ns-lba-format", 0, 0x09, 3),
    identify("list-ns --all", 2, 0x10),
    identify("id-ns --force", 1, 0x11),
    identify("list-ctrl", 1, 0x50012),
    identify("list-ctrl", 0, 0x50013),
    identify("primary-ctrl-caps", 0, 0x70014),
    identify("list-secondary", 0, 0x70015),
    identify("id-ns-granularity", 0, 0x16),
    identify("id-uuid", 0, 0x17),
    identify("id-domain", 0, 0x18, 2),
    identify("list-endgrp", 0, 0x19, 2),
    identify("list-ns --all", 0, 0x1a, 0x2000000),
    identify("id-iocs", 0, 0x3001c),
    log_page("supported-log-pages", ALL, 0x00, 1024),
    log_page("smart-log", ALL, 0x02, 512),
    log_page("smart-log", 1, 0x02, 512),
    log_page("fw-log", ALL, 0x03, 512),
    log_page("changed-ns-list-log", ALL, 0x8004, 4096),
    log_page("effects-log", ALL, 0x05, 4096, cdw14=0x2000000),
    log_page("self-test-log", ALL, 0x06, 564),
    log_page("endurance-log", 0, 0x09, 512, 0x10000),
    log_page("predictable-lat-log", 0, 0x0a, 512, 0x10000),
    log_page("fid-support-effects-log", 0, 0x12, 1024),
    log_page("mi-cmd-support-effects-log", 0, 0x13, 4096),
    log_page("fdp stats", 0, 0x22, 64, 0x10000),
    log_page("resv-notif-log", ALL, 0x80, 64),
    log_page("sanitize-log", ALL, 0x8081, 512),
    log_page("get-log", 1, 0x01, 256),
    log_page("get-log", 0, 0x8001, 256),
    log_page("get-log", ALL, 0xaac0, 1024, 0x50000, cdw12=0x200, cdw14=3),
    log_page("get-log", 0, 0x05, 4096, cdw12=1, cdw13=1, cdw14=0x2800000),
    case("get-feature", ADMIN, 0x0a, 1, 0, cdw10=0x07),
    case("get-feature", ADMIN, 0x0a, ALL, 0, cdw10=0x104, cdw11=0x100000),
    case("get-feature", ADMIN, 0x0a, 1, 0, cdw10=0x30e),
    case("get-feature", ADMIN, 0x0a, 1, 512, cdw10=0xc5, cdw14=2),
    case("device-self-test", ADMIN, 0x14, 1, 0, cdw10=0xf),
    case("dir-receive", ADMIN, 0x1a, 1, 4096, cdw10=1023, cdw11=0x0001),
    case("security-recv", ADMIN, 0x82, 0, 512, cdw10=0x1000100, cdw11=512),
    case("flush", IO, 0x00, 1, 0),
    case("read", IO, 0x02, 1, 4096, cdw10=8, cdw12=7),
    case("read", IO, 0x02, 1, 512, cdw10=8, cdw11=1, cdw12=0xc0000000, cdw13=0x12),
    case("verify", IO, 0x0c, 1, 0, cdw10=8, cdw12=0x40000007),
    case("zns zone-mgmt-recv", IO, 0x7a, 1, 4096, cdw10=8, cdw12=1023, cdw13=0x10000),
    case("get-property --offset=0x0", ADMIN, FABRICS, 4, 0, cdw10=1),
    case("get-property --offset=0x8", ADMIN, FABRICS, 4, 0, cdw11=0x8),
    case("get-property --offset=0x14", ADMIN, FABRICS, 4, 0, cdw11=0x14),
    case("get-property --offset=0x1c", ADMIN, FABRICS, 4, 0, cdw11=0x1c),
]

def record_of(row):
    return fake_drive.record_of(row.queue, row.opcode, row.nsid, row.length, **row.dwords)


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """What -e has in its comment for each case."""
    path = tmp_path_factory.mktemp("everyday") / "made"
    with open(path, "wb") as file:
        captures.write(file, captures.section(EVERYDAY), map(record_of, CASES), len(CASES))
    lines = test_golden.run("-e", "-r", path).splitlines()[1::2]
    assert len(lines) == len(CASES)
    return [line.partition("  # ")[2] for line in lines]


def expected(row):
    dwords = dict.fromkeys(fake_drive.DWORDS, 0) | row.dwords
    return ["io" if row.queue == IO else "admin", row.opcode, 0, row.nsid, *dwords.values(),
            row.length, 0]


@pytest.mark.parametrize("suite", suites.SUITES)
@pytest.mark.parametrize("number", range(len(CASES)), ids=[
    f"{number}-{row.words.replace(' ', '_')}" for number, row in enumerate(CASES)])
def test_sends_the_same(typed, tmp_path, suite, number):
    row, (text, _, asks) = CASES[number], typed[number].partition(" (which asks")
    assert text.startswith(f"nvme {row.words} /dev/nvme0"), text
    got = fake_drive.sent(tmp_path, suite, text)
    assert expected(row) in got, (text, got)
    assert bool(asks) or got == [expected(row)], (text, got)


def test_every_form_has_a_case():
    source = (ROOT / "output/everyday.c").read_text()
    words = set(re.findall(r'\.words = (?:SAME|ONLY_2|RENAMED)\("([^"]+)"', source))
    assert len(words) > 40
    assert words - {row.words for row in CASES} == set()
