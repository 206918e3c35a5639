# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A bounded run of the fuzzer: everything that ever did harm, and ten seconds of new damage."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 10


def test_damaged_captures_do_no_harm(tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    run = subprocess.run([ROOT / ".output/tests/fuzz_capture", f"-max_total_time={SECONDS}",
                          "-timeout=10", f"-artifact_prefix={tmp_path}/", new,
                          ROOT / "tests/fuzz/corpus", ROOT / "tests/golden"],
                         capture_output=True, text=True, errors="replace", timeout=300)
    assert run.returncode == 0, run.stderr[-4000:]
    # It did get into the records.
    assert int(re.findall(r"cov: (\d+)", run.stderr)[-1]) > 400
    assert int(re.search(r"Done (\d+) runs", run.stderr)[1]) > 500
