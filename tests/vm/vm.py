#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Boots a kernel in QEMU, runs a script in it and returns the results."""

import argparse
import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import tempfile

import archive
import control
import kernels
import qemu
import tsc

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = {"nvme": "/sbin/nvme", "kmod": "/sbin/kmod", "strace": "/bin/strace",
         "setpriv": "/bin/setpriv"}
OPTIONAL_TOOLS = ("strace",)
COMMANDS = ("load-nvme", "port", "host", "fabrics")
# modprobe is not among the links of the initramfs: it is linked when /init runs. While booting, a
# kernel calls it again and again for modules that do not exist.
KMOD_LINKS = ("insmod", "rmmod", "lsmod", "modinfo", "depmod")
FOLDERS = ("bin", "dev", "etc", "out", "proc", "root", "run", "sbin", "sys", "tmp",
           "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "var")
TEXTS = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n"
                  "nobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost nvme-test\n",
}
SYSTEM_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

MIB = 1 << 20
# Without cmpxchg16b, because QEMU 7.2 emulates it wrongly, which crashes 6.12 in most boots.
# Without la57, because five-level page walks are slow. Without erms and fsrm, so that the kernel
# does not copy by `rep movsb`, which is slow too.
CPU = "max,-cx16,-la57,-erms,-fsrm"
COMMAND_LINE = ("console=ttyS0 quiet loglevel=4 panic=-1 oops=panic nokaslr mitigations=off "
                "tsc=reliable no_timer_check cryptomgr.notests random.trust_cpu=on")


restarts = []  # reasons why a VM was restarted, for the end of the test run


class VmError(Exception):
    """The VM did not run to its end."""


class EmulatorCrash(VmError):
    """The emulator failed, not the guest."""


# -- The initramfs -----------------------------------------------------------------------

class Cpio:
    """Writes a cpio archive in the "newc" format, owned by root."""

    def __init__(self, output):
        self.output = output
        self.names = set()
        self.inode = 0

    def write(self, name, mode, data=b""):
        self.inode += 1
        encoded = name.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0)
        header = b"070701" + b"".join(b"%08x" % field for field in fields) + encoded
        self.output.write(header + bytes(-len(header) % 4))
        self.output.write(data)
        self.output.write(bytes(-len(data) % 4))

    def add(self, name, mode, data=b""):
        name = name.strip("/")
        if name in self.names:
            return
        self.names.add(name)
        parent = os.path.dirname(name)
        if parent:
            self.folder(parent)
        self.write(name, mode, data)

    def folder(self, name):
        self.add(name, stat.S_IFDIR | 0o755)

    def link(self, name, target):
        self.add(name, stat.S_IFLNK | 0o777, target.encode())

    def text(self, name, text, mode=0o644):
        self.add(name, stat.S_IFREG | mode, text.encode())

    def file(self, name, path):
        path = pathlib.Path(path)
        self.add(name, stat.S_IFREG | stat.S_IMODE(path.stat().st_mode), path.read_bytes())

    def tree(self, name, folder):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.file(f"{name}/{path.relative_to(folder)}", path)

    def program(self, name, path):
        """Adds a file and, if it is a program, the libraries that it is linked with."""
        self.file(name, path)
        for library in libraries(path):
            self.file(library, library)

    def close(self):
        self.write("TRAILER!!!", 0)


def libraries(path):
    with open(path, "rb") as file:
        if file.read(4) != b"\x7fELF":
            return []
    listing = subprocess.run(["ldd", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             text=True).stdout
    if "not found" in listing:
        raise VmError(f"{path} needs libraries that are not here:\n{listing}")
    return re.findall(r"(/\S+) \(0x", listing)


def find_tool(name):
    path = shutil.which(name, path=SYSTEM_PATH)
    if not path and name not in OPTIONAL_TOOLS:
        raise VmError(f"{name} is not installed")
    return path


def add_base(cpio):
    for folder in FOLDERS:
        cpio.folder(folder)
    for name, text in TEXTS.items():
        cpio.text(name, text)
    cpio.file("init", HERE / "guest-init.sh")
    for name in COMMANDS:
        cpio.file("sbin/" + name, HERE / f"{name}.sh")
    for name, target in TOOLS.items():
        path = find_tool(name)
        if path:
            cpio.program(target, path)
    for name in KMOD_LINKS:
        cpio.link("sbin/" + name, "kmod")
    busybox = find_tool("busybox")
    if libraries(busybox):
        raise VmError("busybox is not linked statically (package busybox-static)")
    cpio.file("bin/busybox", busybox)
    applets = subprocess.run([busybox, "--list"], stdout=subprocess.PIPE, text=True, check=True)
    for name in applets.stdout.split():
        if name not in (*KMOD_LINKS, "modprobe", *TOOLS):
            cpio.link("bin/" + name, "busybox")


def write_initramfs(path, kernel_dir, guest, files):
    with open(path, "wb") as output:
        cpio = Cpio(output)
        # If two files have the same name, the first counts.
        if guest:
            cpio.add("guest", stat.S_IFREG | 0o755, pathlib.Path(guest).read_bytes())
        for name, source in files.items():
            cpio.program(name, source)
        add_base(cpio)
        cpio.tree("lib/modules", kernel_dir / "lib/modules")
        cpio.close()


# -- The VM --------------------------------------------------------------------------------

def drive(folder, name, size):
    path = folder / f"{name}.img"
    with open(path, "wb") as image:
        image.truncate(size)
    return ["-drive", f"file={path},if=none,id={name},format=raw,cache=unsafe,discard=unmap"]


def controller(name, serial, options=""):
    return ["-device", f"{control.NVME},id={name},serial={serial}{options}"]


def namespace(name, on, number, options=""):
    return ["-device", f"nvme-ns,drive={name},bus={on},nsid={number}{options}"]


MORE_DRIVES = ("multipath", "zoned")


def nvme_drives(folder, more):
    """Returns QEMU's options, and the kernel command line words that tell load-nvme what to wait
    for.

    `more_drives` is one of MORE_DRIVES, or empty.
    """
    options = [
        *controller("ctrlA", "ctrlA"),
        *drive(folder, "nsA1", 64 * MIB), *namespace("nsA1", "ctrlA", 1),
        *controller("ctrlB", "ctrlB"),
        *drive(folder, "nsB1", 32 * MIB), *namespace("nsB1", "ctrlB", 1),
        *drive(folder, "nsB2", 32 * MIB), *namespace("nsB2", "ctrlB", 2),
        "-device", f"pcie-root-port,id={control.ADDED_PORT}",
        *drive(folder, control.ADDED_DRIVE, 32 * MIB),
    ]
    if more == "zoned":
        # Not every kernel makes a device for its namespace.
        options += [*controller("ctrlZ", "ctrlZ"), *drive(folder, "nsZ1", 32 * MIB),
                    *namespace("nsZ1", "ctrlZ", 1, ",zoned=on,zoned.zone_size=4M")]
    if more != "multipath":
        # QEMU 10.0 reports every controller as one of several.
        return options, ("nvme_core.multipath=N vm_namespaces=3 vm_paths=0 "
                         f"vm_controllers={3 if more else 2}")
    options += [
        "-device", "nvme-subsys,id=subsysM,nqn=multipath",
        *controller("ctrlM1", "ctrlM", ",subsys=subsysM"),
        *controller("ctrlM2", "ctrlM", ",subsys=subsysM"),
        *drive(folder, "nsM1", 32 * MIB), *namespace("nsM1", "ctrlM1", 1),
    ]
    return options, "vm_controllers=4 vm_namespaces=4 vm_paths=2"


def disk_options(image):
    return ["-drive", f"file={image},if=none,id=disk,format=raw,readonly=on",
            "-device", "virtio-blk-pci,drive=disk"]


def console_options(console, log):
    if console == "stdio":
        chardev = f"stdio,id=console,mux=on,signal=off,logfile={log}"
    else:
        chardev = f"file,id=console,path={log}"
    return ["-chardev", chardev, "-serial", "chardev:console"]


# A kernel starts within ten seconds, even on a busy host. Once in some hundred boots, 6.12 or 7.3
# hung in its first second with an empty console and idle CPUs.
BEGIN_SECONDS = 60

# The kernel patches its own code through a temporary breakpoint. Once in some hundred boots, an
# emulated CPU hit one that the kernel had already removed (6.18 in syscall_exit_work, 7.3 in
# nvme_setup_cmd, both while a tracepoint was switched on or off). If a kprobe is at the same place,
# the kernel takes the breakpoint for the kprobe's. It then turns interrupts off and goes to the
# kprobe's copy of the instruction, but a kprobe at the entry of a function has none, so it goes to
# address 0 (6.1 in nvme_submit_user_cmd).
STALE_BREAKPOINT = re.compile(r"Oops: int3:|RIP: 0010:0x0\n(.*\n){1,3}.*EFLAGS: 000100[0-9a-f]{2}\b")

# With one thread for all CPUs, QEMU omits the guest's memory barriers.
EMULATION = ["-accel", "tcg,thread=multi"]
# The guest's clock counts instructions, 1 ns each. This works with one CPU only.
COUNTING = ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off"]


def qemu_command(kernel_dir, folder, append, cpus, memory, more_drives, emulation=EMULATION):
    drives, words = nvme_drives(folder, more_drives)
    if emulation is not COUNTING:
        words += " " + tsc.words()
    return [*qemu.find(), "-machine", "q35", *emulation,
            "-cpu", CPU, "-smp", f"{cpus},maxcpus={max(cpus, 2)}", "-m", memory,
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-kernel", str(kernel_dir / "vmlinuz"), "-initrd", str(folder / "initramfs"),
            "-append", f"{COMMAND_LINE} {words} {append}".strip(),
            *drives, "-device", "virtio-serial-pci"]


def result_options(path):
    return ["-chardev", f"file,id=result,path={path}",
            "-device", "virtserialport,chardev=result,name=result"]


def die_with_parent():
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_for_end(process, host, timeout):
    """Returns QEMU's messages."""
    if timeout and timeout > BEGIN_SECONDS:
        try:
            return process.communicate(timeout=BEGIN_SECONDS)[1]
        except subprocess.TimeoutExpired:
            if not host.begun.is_set():
                raise EmulatorCrash("the kernel hung before its first program") from None
            timeout -= BEGIN_SECONDS
    return process.communicate(timeout=timeout)[1]


def run_qemu(command, timeout, stdin):
    """Returns False on a time-out."""
    host = control.Control()
    with subprocess.Popen(command + host.options(), stdin=stdin, stderr=subprocess.PIPE,
                          text=True, preexec_fn=die_with_parent,
                          pass_fds=host.descriptors()) as process:
        host.start()
        try:
            errors = wait_for_end(process, host, timeout)
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
    if process.returncode < 0:
        raise EmulatorCrash(f"QEMU died of signal {-process.returncode}:\n{errors}")
    if process.returncode:
        raise VmError(f"QEMU failed ({process.returncode}):\n{errors}")
    return True


@contextlib.contextmanager
def work_folder():
    with tempfile.TemporaryDirectory(prefix="nvme_trace-vm-") as folder:
        yield pathlib.Path(folder)


# -- Running a script ------------------------------------------------------------------------

def failed(what, log):
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    tail = "\n".join(lines[-40:])
    return VmError(f"{what}; the end of {log}:\n{tail}")


def stopped(log):
    """Returns the exception for a VM that ended without a result."""
    console = log.read_text(errors="replace")
    if STALE_BREAKPOINT.search(console):
        return EmulatorCrash("an emulated CPU ran into a breakpoint that the kernel had taken away")
    return failed("the kernel panicked" if "Kernel panic" in console
                  else "the machine stopped without a result", log)


def unpack_result(path, out_dir):
    """Returns the exit status of the guest script, or None if the result is incomplete."""
    try:
        with tarfile.open(path) as archive:
            members = {member.name: member for member in archive if member.isfile()}
            for name, member in members.items():
                target = out_dir / name.removeprefix("out/")
                if ".." in target.parts or name == "status":
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
            return int(archive.extractfile(members["status"]).read())
    except (tarfile.TarError, KeyError, OSError, ValueError):
        return None


def run(*arguments, **options):
    """Like run_once(), but restarts the VM up to two times after a failure of the emulator.

    Three are known. QEMU 10.0 fails an assertion (iotlb_to_section) once in some hundred boots,
    when CPUs change the memory map at the same time. A kernel hangs before it starts. A CPU hits
    a stale breakpoint. Each restart is reported.
    """
    for attempt in range(2):
        try:
            return run_once(*arguments, **options)
        except EmulatorCrash as crash:
            restarts.append(str(crash))
            archive.say(f"{crash}; starting it again ({attempt + 1} of 2)")
    return run_once(*arguments, **options)


def run_once(kernel_dir, guest, out_dir, files=None, append="", timeout=300, cpus=2, memory="2G",
             console=None, more_drives="", emulation=EMULATION, disk=None):
    """Runs the script `guest` on the kernel and returns its exit status.

    `files` maps paths in the VM to files of the host; a program brings its libraries. `disk` is
    an image that becomes /dev/vda, read only. Files that the script leaves in /out go to
    out_dir, with console.log and dmesg. console="stdio" also shows the console.
    """
    kernel_dir, out_dir = pathlib.Path(kernel_dir), pathlib.Path(out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    log = out_dir.absolute() / "console.log"
    log.unlink(missing_ok=True)
    with work_folder() as folder:
        write_initramfs(folder / "initramfs", kernel_dir, guest, files or {})
        command = qemu_command(kernel_dir, folder, append, cpus, memory, more_drives,
                               emulation)
        command += console_options(console, log) + result_options(folder / "result")
        command += disk_options(disk) if disk else []
        if not run_qemu(command, timeout, subprocess.DEVNULL):
            raise failed(f"no end within {timeout} seconds", log)
        status = unpack_result(folder / "result", out_dir)
    if status is None:
        raise stopped(log)
    return status


def shell(kernel_dir, files=None, append="", cpus=2, memory="2G", more_drives=""):
    """Opens a shell in the VM on this terminal. Ctrl-A X ends it at once."""
    size = shutil.get_terminal_size()
    words = (f"vm_mode=shell vm_columns={size.columns} vm_rows={size.lines} "
             f"vm_term={os.environ.get('TERM', 'vt100')} {append}")
    with work_folder() as folder:
        write_initramfs(folder / "initramfs", kernel_dir, None, files or {})
        command = qemu_command(kernel_dir, folder, words, cpus, memory, more_drives)
        run_qemu(command + console_options("stdio", folder / "log"), None, None)
    return 0


def guest_and_host(text):
    guest, separator, host = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("expected GUEST=HOST")
    return guest, host


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="run a script")
    sheller = commands.add_parser("shell", help="a root shell; Ctrl-A X ends the machine")
    for command in (runner, sheller):
        command.add_argument("kernel", help="such as 6.12, 6.12-cloud, newest")
        command.add_argument("--file", action="append", default=[], type=guest_and_host,
                             metavar="GUEST=HOST", help="put a file into the machine")
        command.add_argument("--append", default="", help="words for the kernel command line")
        command.add_argument("--more-drives", default="", choices=MORE_DRIVES,
                             help="a namespace with two controllers, or one with zones")
    runner.add_argument("script")
    runner.add_argument("--out", default=".", help="where the results go")
    runner.add_argument("--timeout", type=float, default=300, help="in seconds")
    return parser.parse_args(arguments)


def main(arguments):
    args = parse_arguments(arguments)
    # Removes the temporary files when a signal ends the process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kernel_dir = kernels.fetch(args.kernel)
    common = {"files": dict(args.file), "append": args.append, "more_drives": args.more_drives}
    if args.command == "shell":
        return shell(kernel_dir, **common)
    return run(kernel_dir, args.script, args.out, timeout=args.timeout, console="stdio",
               **common)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (VmError, archive.ArchiveError, OSError) as problem:
        sys.exit(f"vm: {problem}")
