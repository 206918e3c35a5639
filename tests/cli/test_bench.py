# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""docs/bench.svg shows the figures of the table in docs/cost.md."""

import re
import sys
import xml.etree.ElementTree

from program import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))

import picture  # noqa: E402, found by the line above

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
