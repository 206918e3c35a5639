# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""docs/bench.svg shows the figures of the table in docs/cost.md; same_records.py finds differences."""

import copy
import re
import sys
import xml.etree.ElementTree

from program import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))

import picture       # noqa: E402, found by the line above
import same_records  # noqa: E402

PAGE = picture.TABLE.read_text()
TEXT = "{http://www.w3.org/2000/svg}text"


def test_picture_is_up_to_date():
    assert picture.PICTURE.read_text() == picture.draw(PAGE), "run tests/bench/picture.py"


def test_picture_is_small():
    assert picture.PICTURE.stat().st_size < 8192


def test_every_tool_has_its_figures():
    shown = [text.text for text in xml.etree.ElementTree.parse(picture.PICTURE).iter(TEXT)]
    table = picture.read_table(PAGE)
    assert len(table) > 5
    for tool, row in table.items():
        assert tool in shown
        assert [row[column] for column, *_ in picture.PANELS if row[column] not in shown] == []


def test_longest_bar_is_the_largest_figure():
    """And the others are in proportion."""
    bars = re.findall(r'width="([\d.]+)" height="16".*\n<text [^>]*>([\d,.]+)<', picture.draw(PAGE))
    assert len(bars) == len(picture.PANELS) * len(picture.read_table(PAGE))
    for column, *_ in picture.PANELS:
        figures = [row[column] for row in picture.read_table(PAGE).values()]
        largest = max(float(figure.replace(",", "")) for figure in figures)
        for width, figure in bars[:len(figures)]:
            share = float(figure.replace(",", "")) / largest
            assert abs(float(width) / picture.BAR - share) < 0.001
        bars = bars[len(figures):]


# ---- same_records.py ----

FIRST, SECOND = (
    {"origin": "ioctl", "comm": "load", "pid": 7, "tid": 8, "opcode": 2, "nsid": 1, "cdw10": number,
     "qid": 1, "cid": number, "flags": 0, "fields": {"nlb": {"raw": 0}}, "outcome": "completed"}
    for number in (100, 101))


class FakeTrace:
    def __init__(self, *records, missed=0):
        self.records = copy.deepcopy(list(records))
        self.fields = {field for record in records for field in record}
        self.missed = lambda: missed


def compare(old, new):
    return same_records.Comparison({"old": old, "new": new})


def test_equal_records_are_identical():
    """In any order; and a field that only the new build has is no difference."""
    added = [record | {"csi": 0} for record in (SECOND, FIRST, FIRST)]
    compared = compare(FakeTrace(FIRST, SECOND, FIRST), FakeTrace(*added))
    assert (compared.verdict(), compared.equal, compared.added) == ("identical", 3, {"csi"})


def test_differences_are_reported():
    """A field that the new build lacks is one."""
    changed = SECOND | {"fields": {"nlb": {"raw": 1}}}
    compared = compare(FakeTrace(FIRST, SECOND), FakeTrace(changed, FIRST))
    assert compared.verdict() == "1 differ, 0 only old, 0 only new"
    line, = compared.lines()
    assert line.endswith("cid=101: fields.nlb.raw: old 0, new 1")
    lacking = [same_records.without(record, {"flags"}) for record in (FIRST, SECOND)]
    assert len(compare(FakeTrace(FIRST, SECOND), FakeTrace(*lacking)).pairs) == 2


def test_a_missing_record_is_reported():
    for old, new, side in ((FakeTrace(FIRST, SECOND), FakeTrace(FIRST), "old"),
                           (FakeTrace(FIRST), FakeTrace(FIRST, FIRST), "new")):
        compared = compare(old, new)
        assert len(compared.only[side]) == 1 and not compared.is_equal()
        assert not compared.is_reported()


def test_misses_that_a_tracer_reports_are_told_apart():
    """A miss of one tracer does not explain why the other lacks a record."""
    assert compare(FakeTrace(FIRST), FakeTrace(missed=1)).is_reported()
    assert not compare(FakeTrace(FIRST, missed=1), FakeTrace()).is_reported()
    assert not compare(FakeTrace(FIRST, SECOND), FakeTrace(missed=1)).is_reported()


def test_psdt_is_told_apart():
    later = SECOND | {"flags": 64, "fields": {"nlb": {"raw": 0}, "psdt": {"raw": 1}}}
    compared = compare(FakeTrace(FIRST, SECOND), FakeTrace(FIRST, later))
    assert compared.is_equal() and len(compared.read_later) == 1
    other = later | {"qid": 2}
    assert not compare(FakeTrace(FIRST, SECOND), FakeTrace(FIRST, other)).is_equal()


def test_messages_about_misses_are_counted():
    for text in ("3 commands lost so far: 9", "1 command reported while in flight"):
        assert not same_records.MISSED.search(f"nvme_trace: {text}")
    for text in ("up to 3 commands missed: the kernel skipped the probe", "3 whose end was not seen",
                 "3 commands with a missed set-up: the latency starts at the driver's entry",
                 "3 times the kernel skipped the probe"):
        assert same_records.MISSED.search(f"nvme_trace: {text}")[1] == "3"
