# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Measures this processor's time stamp counter, whose rate the emulated one has too.

A kernel that calibrates it against an emulated timer may get it very wrong on a busy host. Once
its clock ran 27 times too fast, and every wait in it ended too early.
"""

import ctypes
import functools
import mmap
import platform
import time

RDTSC = bytes.fromhex("0f31"    # rdtsc
                      "48c1e220"  # shl rdx, 32
                      "4809d0"    # or rax, rdx
                      "c3")       # ret
SECONDS = 0.05


@functools.lru_cache
def words():
    """Returns the kernel command line words that state the rate, or "" on other processors."""
    if platform.machine() != "x86_64":
        return ""
    with mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC) as code:
        code.write(RDTSC)
        place = ctypes.c_char.from_buffer(code)
        rdtsc = ctypes.CFUNCTYPE(ctypes.c_uint64)(ctypes.addressof(place))
        start, ticks = time.monotonic_ns(), rdtsc()
        time.sleep(SECONDS)
        rate = (rdtsc() - ticks) / (time.monotonic_ns() - start)
        del place, rdtsc
    return f"tsc_early_khz={round(rate * 1e6)}"
