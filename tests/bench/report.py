# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Turns the measurements of measure.py into tables."""

import csv
import math
import statistics

MB = 1_000_000
# The load that represents ordinary use, the one that outruns any tracer, and the one without commands.
ORDINARY, BURST, NO_COMMANDS = "identify-1", "fault-1", "getppid-1"

# How each figure of a tool is computed: the pass to take it from, its unit, and a function of the
# tool's row and of the row without a tool in the same round. "first" is the first pass that ran: the
# wall clock's, or with ROUNDS=0 the counted one.
METRICS = {
    "speed": ("wall", "% of untraced",
              lambda row, none: 100 * rate(row) / rate(none)),
    "p50_added": ("wall", "us", lambda row, none: (row["p50"] - none["p50"]) / 1e3),
    "p99_added": ("wall", "us", lambda row, none: (row["p99"] - none["p99"]) / 1e3),
    # Rounded down, so that 100 means all.
    "shown": ("first", "% of sent",
              lambda row, none: math.floor(1000 * row["seen"] / row["sent"]) / 10),
    "cpu": ("wall", "ms per 10,000 commands",
            lambda row, none: row["tool_ns"] / row["sent"] / 100),
    "memory": ("first", "MiB", lambda row, none: row["peak_kib"] / 1024),
    "first_line": ("first", "s", lambda row, none: row["first_line"]),
    # In these passes the clock counts instructions: one is 1 ns.
    "sender_added": ("counted", "instructions per command",
                     lambda row, none: (row["sender_ns"] - none["sender_ns"]) / row["sent"]),
    "bpf": ("stats", "instructions per command", lambda row, none: row["bpf_ns"] / row["sent"]),
    "tool": ("counted", "instructions per command",
             lambda row, none: row["tool_ns"] / row["sent"]),
}


def rate(row):
    return row["sent"] / row["ns"]


class Figures:
    """The values of all rounds, for each tool, load and metric."""

    def __init__(self, rows):
        self.tools = list(dict.fromkeys(row["tool"] for row in rows if row["tool"] != "none"))
        self.loads = list(dict.fromkeys(row["load"] for row in rows))
        none = {(row["pass"], row["load"], row["round"]): row
                for row in rows if row["tool"] == "none"}
        self.values = {}
        for row in rows:
            for metric, (when, _, figure) in METRICS.items():
                when = rows[0]["pass"] if when == "first" else when
                if row["load"] == NO_COMMANDS and metric != "sender_added":
                    continue
                if when == row["pass"] and row["tool"] != "none":
                    beside = none.get((row["pass"], row["load"], row["round"]))
                    self.values.setdefault((row["tool"], row["load"], metric), []).append(
                        figure(row, beside))
        self.untraced = list(none.values())

    def of(self, tool, load, metric):
        return self.values.get((tool, load, metric), [])

    def cell(self, tool, load, metric):
        """The median, and the range if the rounds differ."""
        values = self.of(tool, load, metric)
        if not values:
            return "-"
        median = number(statistics.median(values))
        low, high = number(min(values)), number(max(values))
        return f"{median} ({low}..{high})" if low != high else median


def number(value):
    if abs(value) < 0.995:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < 99.95 else f"{value:,.0f}"


def table(head, rows):
    """Returns a Markdown table, without the columns in which every row has only a dash."""
    kept = [column for column in range(len(head))
            if column == 0 or any(row[column] != "-" for row in rows)]
    lines = [[line[column] for column in kept] for line in (head, ["---"] * len(head), *rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) if len(kept) > 1 else ""


def overview(figures, sizes):
    ordinary = ORDINARY if ORDINARY in figures.loads else figures.loads[0]
    columns = {"sender's speed, %": (ordinary, "speed"),
               "instructions: added to the sender": (ordinary, "sender_added"),
               "of it BPF": (ordinary, "bpf"),
               "of the tool": (ordinary, "tool"),
               "shown, %": (ordinary, "shown"),
               "shown of a burst, %": (BURST, "shown"),
               "CPU, ms per 10,000": (ordinary, "cpu"),
               "memory, MiB": (ordinary, "memory"),
               "first line, s": (ordinary, "first_line")}
    rows = [[tool, *(figures.cell(tool, *what) for what in columns.values()),
             number(sizes[tool] / MB) if tool in sizes else "0"] for tool in figures.tools]
    return table(["", *columns, "on disk, MB"], rows)


def by_load(figures, metric):
    rows = [[tool, *(figures.cell(tool, load, metric) for load in figures.loads)]
            for tool in figures.tools]
    cells = table(["", *figures.loads], rows)
    return f"\n{metric}, {METRICS[metric][1]}:\n\n{cells}" if cells else ""


def untraced(figures, when, figure):
    """Returns the median without a tool, for each load."""
    values = {load: [figure(row) for row in figures.untraced
                     if row["pass"] == when and row["load"] == load] for load in figures.loads}
    return ", ".join(f"{load} {number(statistics.median(found))}"
                     for load, found in values.items() if found)


def write_csv(path, figures, sizes):
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("tool", "load", "metric", "unit", "median", "min", "max", "rounds"))
        for (tool, load, metric), values in figures.values.items():
            out.writerow((tool, load, metric, METRICS[metric][1], statistics.median(values),
                          min(values), max(values), len(values)))
        for tool, size in sizes.items():
            out.writerow((tool, "", "disk", "bytes", size, size, size, 1))


def write(folder, release, rows, sizes):
    figures = Figures(rows)
    rounds = len({row["round"] for row in rows if row["pass"] == "wall"})
    text = f"Linux {release}, {rounds} rounds: median (min..max). Untraced"
    for when, unit, figure in (("wall", "commands per second", lambda row: 1e9 * rate(row)),
                               ("counted", "instructions per command",
                                lambda row: row["sender_ns"] / row["sent"])):
        found = untraced(figures, when, figure)
        text += f"; {unit}: {found}" if found else ""
    text += "\n\n" + overview(figures, sizes)
    text += "".join(by_load(figures, metric) for metric in METRICS
                    if metric not in ("memory", "first_line"))
    (folder / "bench.md").write_text(text)
    write_csv(folder / "bench.csv", figures, sizes)
