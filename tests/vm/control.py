# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Answers the VM's command `host`: does what only QEMU can do."""

import json
import socket
import threading

# The controller that is plugged and unplugged. Its port and drive exist from the start.
ADDED = "ctrlC"
ADDED_PORT = "portC"
ADDED_DRIVE = "nsC1"
# dbcs=off: see qemu.py.
NVME = "nvme,max_ioqpairs=4,dbcs=off"

# A stall must end by itself. If a command has no answer for 60 seconds, the driver resets the
# controller; QEMU then blocks until the drive answers, and cannot be told to resume it.
STALL_SECONDS = 70
STALL_BYTES = 1 << 20


class Refused(Exception):
    """QEMU refused, or the request is unknown."""


class Monitor:
    """QEMU's monitor (QMP)."""

    def __init__(self, connection):
        self.file = connection.makefile("rw")
        self.read()
        self.execute("qmp_capabilities")

    def read(self):
        line = self.file.readline()
        if not line:
            raise Refused("QEMU is gone")
        return json.loads(line)

    def execute(self, command, **arguments):
        json.dump({"execute": command, "arguments": arguments}, self.file)
        self.file.flush()
        while True:
            message = self.read()
            if "error" in message:
                raise Refused(message["error"]["desc"])
            if "return" in message:
                return message["return"]

    def human(self, line):
        """Executes a command of the human monitor, which reports errors in its output."""
        output = self.execute("human-monitor-command", **{"command-line": line}).strip()
        if output.startswith("Error"):
            raise Refused(output.removeprefix("Error: "))

    def wait_for(self, event, device):
        while True:
            message = self.read()
            if message.get("event") == event and message["data"].get("device") == device:
                return


class Control:
    """The host's end of the port "control"."""

    def __init__(self):
        self.port, self.port_of_qemu = socket.socketpair()
        self.monitor, self.monitor_of_qemu = socket.socketpair()
        self.stalled = set()
        self.begun = threading.Event()  # set once /init runs in the VM

    def descriptors(self):
        """The file descriptors that QEMU must inherit."""
        return self.port_of_qemu.fileno(), self.monitor_of_qemu.fileno()

    def options(self):
        port, monitor = self.descriptors()
        return ["-chardev", f"socket,id=control,fd={port}",
                "-device", "virtserialport,chardev=control,name=control",
                "-chardev", f"socket,id=monitor,fd={monitor}",
                "-mon", "chardev=monitor,mode=control"]

    def start(self):
        """Answers requests until QEMU, which is running, exits."""
        self.port_of_qemu.close()
        self.monitor_of_qemu.close()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with self.port, self.monitor, self.port.makefile("rw") as lines:
            try:
                monitor = Monitor(self.monitor)
                for line in lines:
                    lines.write(self.answer(monitor, line.split()) + "\n")
                    lines.flush()
            except (Refused, OSError):
                pass  # QEMU has exited

    def answer(self, monitor, words):
        requests = {("add", 1): self.add, ("del", 1): self.delete,
                    ("begun", 1): self.note_begun, ("stall", 2): self.stall, ("resume", 2): self.resume}
        try:
            request = requests[words[0], len(words)]
            request(monitor, *words[1:])
        except (KeyError, IndexError):
            return "error not a request: " + " ".join(words)
        except Refused as error:
            return f"error {error}"
        return "ok"

    def note_begun(self, _):
        self.begun.set()

    def add(self, monitor):
        monitor.human(f"device_add {NVME},id={ADDED},serial={ADDED},bus={ADDED_PORT},"
                      f"drive={ADDED_DRIVE}")

    def delete(self, monitor):
        monitor.human(f"device_del {ADDED}")
        monitor.wait_for("DEVICE_DELETED", ADDED)

    def throttle(self, monitor, drive, rate):
        """Limits a drive to `rate` bytes per second; 0 means no limit."""
        monitor.human(f"block_set_io_throttle {drive} {rate} 0 0 0 0 0")

    def stall(self, monitor, drive):
        if drive in self.stalled:
            raise Refused(f"{drive} is stalled already")
        self.throttle(monitor, drive, STALL_BYTES // STALL_SECONDS)
        # The first request passes whatever its size. All later ones wait until its bytes fit the
        # rate.
        monitor.human(f'qemu-io {drive} "read -q 0 {STALL_BYTES}"')
        self.stalled.add(drive)

    def resume(self, monitor, drive):
        self.throttle(monitor, drive, 0)
        self.stalled.discard(drive)
