# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A bounded run of each fuzzer: everything that ever did harm, and ten seconds of new damage."""

import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 10


@pytest.mark.parametrize("what", ["capture", "record"])
def test_damage_does_no_harm(what, tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    run = subprocess.run([ROOT / f".output/tests/fuzz_{what}", f"-max_total_time={SECONDS}",
                          "-timeout=10", f"-artifact_prefix={tmp_path}/", new,
                          ROOT / "tests/fuzz/corpus" / what, ROOT / "tests/golden"],
                         capture_output=True, text=True, errors="replace", timeout=300)
    assert run.returncode == 0, run.stderr[-4000:]
    # It did get into the records.
    assert int(re.findall(r"cov: (\d+)", run.stderr)[-1]) > 400
    assert int(re.search(r"Done (\d+) runs", run.stderr)[1]) > 500
