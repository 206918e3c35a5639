# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Parses the text output of --check."""

import collections
import re

Row = collections.namedtuple("Row", "label value verdict")


def read(text):
    """Returns the rows of --check, and the text after the arrows below them."""
    rows, arrows = [], []
    for line in text.splitlines():
        if line.startswith("-> "):
            arrows.append(line.removeprefix("-> "))
            continue
        assert not arrows, f"a row below an arrow: {line}"
        rows.append(Row(*re.fullmatch(r"(\S+(?: \S+)*) {2,}(\S.*?) +(ok|note|missing)",
                                      line).groups()))
    assert rows and arrows, text
    return rows, arrows
