# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The program under test: ./nvme_trace, or the one that NVME_TRACE in the environment names."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "nvme_trace"
BINARY = pathlib.Path(os.environ.get("NVME_TRACE", BUILT)).absolute()
