#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Draws docs/bench.svg from the table in docs/cost.md."""

import pathlib
import xml.sax.saxutils

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE, PICTURE = ROOT / "docs/cost.md", ROOT / "docs/bench.svg"
OURS = "nvme_trace"

# Each panel: the table's column, the panel's heading, and the unit.
PANELS = (("CPU, ms per 10,000", "CPU time of the tracer", "ms per 10,000 commands"),
          ("instructions: added to the sender", "Added to the sender", "instructions per command"))
# In pixels. The longest bar of each panel is BAR wide.
WIDTH, LEFT, BAR, PANEL = 880, 264, 220, 310
TOP, ROW, THICK = 108, 28, 16

HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" \
role="img" aria-labelledby="title">
<!-- SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause -->
<title id="title">{title}</title>
<style>
text {{ font: 14px system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; fill: #57606a }}
.title {{ font-size: 18px; font-weight: 600; fill: #1f2328 }}
.head {{ font-weight: 600; fill: #1f2328 }}
.unit {{ font-size: 12px }}
.name {{ text-anchor: end }}
.ours {{ font-weight: 600; fill: #1f2328 }}
rect {{ fill: #afb8c1 }}
rect.ours {{ fill: #0969da }}
line {{ stroke: #d0d7de }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #9198a1 }}
.title, .head, .ours {{ fill: #f0f6fc }}
rect {{ fill: #545d68 }}
rect.ours {{ fill: #4493f8 }}
line {{ stroke: #3d444d }}
}}
</style>
"""
TITLE, NOTE = "What a tracer costs", "Identify commands sent by ioctl. Shorter bars are better."


def read_table(page):
    """Returns the rows of the page's first table: {tool: {heading: cell}}, cells as they are shown."""
    lines = page[page.index("\n| |"):].strip().split("\n\n")[0].splitlines()
    head, _, *rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head, row)) for row in rows}


def draw_text(x, y, text, kind):
    return f'<text x="{x}" y="{y}" class="{kind}">{xml.sax.saxutils.escape(text)}</text>\n'


def draw_panel(table, left, column, heading, unit):
    values = {tool: float(row[column].replace(",", "")) for tool, row in table.items()}
    drawn = draw_text(left, TOP - 30, heading, "head") + draw_text(left, TOP - 12, unit, "unit")
    for number, (tool, value) in enumerate(values.items()):
        top, width = TOP + number * ROW, round(BAR * value / max(values.values()), 1)
        kind = "ours" if tool == OURS else "other"
        drawn += f'<rect x="{left}" y="{top}" width="{width}" height="{THICK}" rx="2" class="{kind}"/>\n'
        drawn += draw_text(round(left + width + 7, 1), top + 13, table[tool][column], kind)
    bottom = TOP + len(values) * ROW - ROW + THICK + 4
    return drawn + f'<line x1="{left}" y1="{TOP - 4}" x2="{left}" y2="{bottom}"/>\n'


def draw(page):
    """Returns the picture for the text of docs/cost.md."""
    table = read_table(page)
    height = TOP + len(table) * ROW
    picture = HEAD.format(width=WIDTH, height=height, title=f"{TITLE}: {NOTE}")
    picture += draw_text(12, 24, TITLE, "title") + draw_text(12, 46, NOTE, "note")
    for number, tool in enumerate(table):
        kind = "name ours" if tool == OURS else "name"
        picture += draw_text(LEFT - 12, TOP + number * ROW + 13, tool, kind)
    for number, panel in enumerate(PANELS):
        picture += draw_panel(table, LEFT + number * PANEL, *panel)
    return picture + "</svg>\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(TABLE.read_text()))
