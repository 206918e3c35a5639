# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Which program the tests run: ./nvme_trace, or the one that the environment's NVME_TRACE names."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "nvme_trace"
BINARY = pathlib.Path(os.environ.get("NVME_TRACE", BUILT)).absolute()
