# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Vendors' names, by the plugins of the newest nvme-cli in the archive: what each sends, and is for."""

import pytest

import captures
import fake_drive
import suites
import test_golden

# What is typed; whose names are asked for; the words that one of the commands sent then has.
ROWS = [
    ("ocp smart-add-log", "ocp", "lid=OCP-SMART/Health-Information-Extended len=512"),
    ("ocp error-recovery-log", "ocp", "lid=OCP-Error-Recovery"),
    ("ocp fw-activate-history", "ocp", "lid=OCP-Firmware-Activation-History"),
    ("ocp latency-monitor-log", "ocp", "lid=OCP-Latency-Monitor"),
    ("ocp device-capability-log", "ocp", "lid=OCP-Device-Capabilities"),
    ("ocp unsupported-reqs-log", "ocp", "lid=OCP-Unsupported-Requirements"),
    ("ocp hardware-component-log", "ocp", "lid=OCP-Hardware-Component"),
    ("ocp tcg-configuration-log", "ocp", "lid=OCP-TCG-Configuration"),
    ("ocp telemetry-string-log", "ocp", "lid=OCP-Telemetry-String"),
    ("ocp get-error-injection --no-uuid", "ocp", "fid=OCP-Error-Injection"),
    ("ocp eol-plp-failure-mode --no-uuid", "ocp", "fid=OCP-EOL/PLP-Failure-Mode"),
    ("ocp get-enable-ieee1667-silo --no-uuid", "ocp", "fid=OCP-Enable-IEEE1667-Silo"),
    ("ocp get-plp-health-check-interval", "ocp", "fid=OCP-PLP-Health-Check-Interval"),
    ("ocp get-dssd-async-event-config", "ocp", "fid=OCP-DSSD-Asynchronous-Event-Configuration"),
    ("amzn stats", "amazon", "lid=Amazon-Volume-Statistics"),
    ("dapustor smart-log-add", "dapustor", "lid=DapuStor-Additional-SMART"),
    ("dapustor smart-log-add", "dapustor", "lid=DapuStor-Extended-SMART"),
    ("dera smart-log-add", "dera", "lid=Dera-SMART"),
    ("dera smart-log-add", "dera", "Dera Device Status  cdw12=0x104"),
    ("ibm crit-log", "ibm", "lid=IBM-Critical-SMART"),
    ("ibm vpd", "ibm", "lid=IBM-VPD"),
    ("innogrit get-eventlog", "innogrit", "Innogrit Get Event Log"),
    ("intel smart-log-add", "intel", "lid=Intel-Additional-SMART"),
    ("intel temp-stats", "intel", "lid=Intel-Temperature-Statistics"),
    ("intel lat-stats", "intel", "lid=Intel-Read-Latency-Statistics"),
    ("intel lat-stats -w", "intel", "lid=Intel-Write-Latency-Statistics"),
    ("intel market-name", "intel", "lid=Intel-Marketing-Name"),
    ("intel internal-log", "intel", "Intel Get Internal Firmware Log"),
    ("memblaze smart-log-add", "memblaze", "lid=Memblaze-Additional-SMART"),
    ("memblaze lat-stats-print", "memblaze", "lid=Memblaze-Read-Latency-Histogram"),
    ("seagate vs-smart-add-log", "seagate", "lid=Seagate-Extended-SMART"),
    ("seagate vs-smart-add-log", "seagate", "lid=Seagate-DRAM-Supercap-SMART"),
    ("seagate vs-log-page-sup", "seagate", "lid=Seagate-Supported-Log-Pages"),
    ("sfx smart-log-add", "scaleflux", "lid=ScaleFlux-Additional-SMART"),
    ("sfx lat-stats", "scaleflux", "lid=ScaleFlux-Read-Latency-Statistics"),
    ("solidigm temp-stats", "solidigm", "lid=Solidigm-Temperature-Statistics"),
    ("solidigm market-log", "solidigm", "lid=Solidigm-Marketing-Description"),
    ("solidigm garbage-collect-log", "solidigm", "lid=Solidigm-Garbage-Collection"),
    ("solidigm workload-tracker", "solidigm", "lid=Solidigm-Workload-Tracker"),
    ("solidigm smart-log-add", "solidigm", "lid=Solidigm-SMART-Attributes"),
    ("toshiba vs-smart-add-log", "kioxia", "Kioxia SCT Command Transfer"),
]


@pytest.mark.parametrize("typed, vendor, words", ROWS, ids=[f"{row[0]}-{row[2]}" for row in ROWS])
def test_plugins(tmp_path, typed, vendor, words):
    plugin, command, *options = typed.split()
    sent = fake_drive.sent(tmp_path, suites.SUITES[-1],
                           " ".join(["nvme", plugin, command, "/dev/nvme0", *options]))
    records = [fake_drive.record_of(0, opcode, nsid, length,
                                    **dict(zip(fake_drive.DWORDS, dwords)))
               for _, opcode, _, nsid, *dwords, length, _ in sent]
    with open(tmp_path / "made", "wb") as file:
        captures.write(file, captures.section(fake_drive.EVERYDAY), records, len(records))
    shown = test_golden.run("-r", tmp_path / "made", "--vendor", vendor)
    assert words in shown, (sent, shown)
    assert words not in test_golden.run("-r", tmp_path / "made")
