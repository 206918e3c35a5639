# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Which crashes of a VM are the emulator's, so that it is started again."""

import pytest

import vm

STALE = """\
[   24.060458] Oops: 0010 [#1] PREEMPT SMP NOPTI
[   24.061306] RIP: 0010:0x0
[   24.061945] Code: Unable to access opcode bytes at 0xffffffffffffffd6.
[   24.062058] RSP: 0018:ffffc900004a7bd0 EFLAGS: 00010046
[   24.068540] Kernel panic - not syncing: Fatal exception
"""


@pytest.mark.parametrize("console, crash", [
    ("[    9.1] Oops: int3: 0000 [#1] SMP\n", vm.EmulatorCrash),
    (STALE, vm.EmulatorCrash),
    # A call of a null pointer leaves interrupts as they were.
    (STALE.replace("00010046", "00010246"), vm.VmError),
    (STALE.replace("0010:0x0\n", "0010:nvme_queue_rq+0x10/0x40\n"), vm.VmError),
    ("", vm.VmError),
])
def test_whose_crash_it_is(tmp_path, console, crash):
    log = tmp_path / "console.log"
    log.write_text(console)
    assert type(vm.stopped(log)) is crash
