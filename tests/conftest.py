# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs the cmocka programs under pytest, and ends every run with one line of totals."""

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

import pytest

from copies import MAKE_ENVIRONMENT, ROOT, copy_tree

sys.path.insert(0, str(ROOT / "tests/vm"))
pytest.register_assert_rewrite("checks", "judge")

import boots  # noqa: E402, after what must come before it
import kernels  # noqa: E402

PROGRAMS = ROOT / ".output/tests"
# UNITS names another build of the unit tests, such as the one for coverage.
UNITS = ROOT / os.environ.get("UNITS", PROGRAMS)


class UnitItem(pytest.Item):
    """One test function of a cmocka program."""

    def __init__(self, *, result, output, **arguments):
        super().__init__(**arguments)
        self.result, self.output = result, output

    def runtest(self):
        if self.result != "ok":
            pytest.fail(self.output, pytrace=False)

    def repr_failure(self, excinfo):
        return str(excinfo.value)


class UnitFile(pytest.File):
    def collect(self):
        program = UNITS / self.path.stem
        run = subprocess.run([program], capture_output=True, text=True, timeout=300, cwd=ROOT,
                             env={"CMOCKA_MESSAGE_OUTPUT": "TAP", "TZ": "UTC", "LC_ALL": "C"})
        output = run.stdout + run.stderr
        tests = re.findall(r"^(ok|not ok) \d+ - (\S+)", output, re.M)
        if run.returncode and not any(result == "not ok" for result, _ in tests):
            tests.append(("not ok", "runs_to_its_end"))
        assert tests, output
        for result, name in tests:
            yield UnitItem.from_parent(self, name=name, result=result, output=output)


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".c" and file_path.name.startswith("test_"):
        return UnitFile.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def vm_files():
    """The files of this build that the VM needs."""
    names = ("nvme_load", "uring_load", "refusals_load", "crowd_load", "intruder", "map_reader", "launch",
             "compat_load",
             "nvme_trace.nvme_user_cmd", "nvme_trace.nvme_no_such_function",
             "nvme_trace.few_places")
    return {"/bin/nvme_trace": ROOT / "nvme_trace", "/sbin/lib.sh": ROOT / "tests/vm/lib.sh",
            "/sbin/meaning.txt": ROOT / "tests/vm/meaning.txt",
            "/sbin/bpftool": shutil.which("bpftool", path="/usr/sbin:/sbin:/usr/bin"),
            **{f"/bin/{name}": PROGRAMS / name for name in names}}


@pytest.fixture(scope="session")
def tree_of_other_tools(tmp_path_factory):
    """A build with the newer compiler and the newer libbpf. The usual build has the older ones."""
    tree = tmp_path_factory.mktemp("other-tools")
    copy_tree(tree)
    # If this build fails, only the tests that use it should fail.
    with open(tree / "make.log", "w") as log:
        subprocess.run(["make", "-s", "LIBBPF=source", "CLANG=clang-19", "nvme_trace"], cwd=tree,
                       env=MAKE_ENVIRONMENT, check=False, timeout=600, stdout=log, stderr=log)
    return tree


@pytest.fixture(scope="session", autouse=True)
def all_boots(request, tmp_path_factory):
    """Starts every boot that this session's tests ask for, one per CPU at a time.

    They start before the first test, so that tests without a VM run in the meantime.
    Real-time kernels have an extra lane, because they mostly wait: detaching a hook takes
    them half a second.
    """
    asked = {(item.callspec.params["spec"], scenario): None for item in request.session.items
             for scenario in boots.SCENARIOS if scenario in getattr(item, "fixturenames", ())}
    of_other_tools = [boot for boot in asked if boot[1] == "other_tools"]
    files = request.getfixturevalue("vm_files") if asked else {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool, \
            concurrent.futures.ThreadPoolExecutor(1) as real_time:
        def start_one(boot, files):
            lane = real_time if kernels.is_real_time(boot[0]) else pool
            return lane.submit(boots.boot, *boot, tmp_path_factory.mktemp("-".join(boot)), files)

        def start(wanted, files):
            return {boot: start_one(boot, files) for boot in wanted}

        started = start([boot for boot in asked if boot not in of_other_tools], files)
        if of_other_tools:
            tree = request.getfixturevalue("tree_of_other_tools")
            started |= start(of_other_tools, files | {"/bin/nvme_trace": tree / "nvme_trace"})
        yield started
        for lane in (pool, real_time):
            lane.shutdown(wait=False, cancel_futures=True)


def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter:
        for reason in getattr(sys.modules.get("vm"), "restarts", []):
            print(f"a machine was started again: {reason}")
        count = {kind: len(reporter.stats.get(kind, []))
                 for kind in ("passed", "failed", "error", "skipped")}
        print(f"{count['passed']} passed, {count['failed'] + count['error']} failed, "
              f"{count['skipped']} skipped")
