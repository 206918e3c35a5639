# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The build, in copies of the tree: compilers, libraries and make targets."""

import os
import pathlib
import shutil
import subprocess

import pytest

from copies import MAKE_ENVIRONMENT, copy_tree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def tree(tmp_path):
    copy_tree(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    tree = tmp_path_factory.mktemp("built")
    copy_tree(tree)
    built(tree)
    return tree


@pytest.fixture
def built_tree(built_once, tmp_path):
    """A copy of a tree that is already built."""
    return shutil.copytree(built_once, tmp_path / "tree")


def make(tree, *arguments, **environment):
    return subprocess.run(["make", *arguments], cwd=tree, capture_output=True, text=True,
                          timeout=600, env=MAKE_ENVIRONMENT | environment)


def built(tree, *arguments, **environment):
    run = make(tree, *arguments, **environment)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def left_behind(tree):
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}


def test_newer_tools(tree_of_other_tools):
    """clang 19 and the archive's newest libbpf. The VM tests run this build too."""
    binary = tree_of_other_tools / "nvme_trace"
    assert binary.exists(), (tree_of_other_tools / "make.log").read_text()
    ldd = subprocess.run(["ldd", binary], capture_output=True, text=True)
    assert "statically linked" in ldd.stdout
    other, ours = ([line.split() for line in subprocess.run(
        [program, "-V"], capture_output=True, text=True).stdout.splitlines()]
        for program in (binary, ROOT / "nvme_trace"))
    assert other[0] == ours[0]
    newer, older = ([int(part) for part in lines[1][1].split(".")] for lines in (other, ours))
    assert newer > older > [0] and other[1][0] == "libbpf"
    which = (tree_of_other_tools / ".output/flags").read_text()
    assert "clang-19" in which and "(source package)" in which
    assert "(installed)" in (ROOT / ".output/flags").read_text()


def test_nothing_left_to_build(built_tree):
    assert "Nothing to be done" in built(built_tree)


@pytest.mark.parametrize("header, rebuilt", [
    ("nvme_trace.h", ["nvme_trace.bpf.o", "live.o", "text.o", "nvme_trace.o"]),
    ("vmlinux.h", ["nvme_trace.bpf.o", "live.o"]),
    ("nvme/names.h", ["names.o", "decode.o", "columns.o"]),
])
def test_headers_are_tracked(built_tree, header, rebuilt):
    os.utime(built_tree / header)
    output = built(built_tree)
    assert [name for name in rebuilt if f"/{name}\n" not in output] == []
    assert "parse.o" not in output


def test_flags_are_tracked(built_tree):
    assert "parse.o" in built(built_tree, "CFLAGS=-O1")


def test_clean_leaves_what_git_knows(tree):
    before = left_behind(tree)
    built(tree, "nvme_trace", "units")
    assert left_behind(tree) - before
    built(tree, "clean")
    assert left_behind(tree) == before


def test_install(built_tree):
    there = built_tree / "there"
    built(built_tree, "install", f"DESTDIR={there}", "PREFIX=/usr")
    assert left_behind(there) == {"usr/bin/nvme_trace", "usr/share/man/man8/nvme_trace.8",
                                    "usr/share/bash-completion/completions/nvme_trace"}
    assert os.access(there / "usr/bin/nvme_trace", os.X_OK)
    built(built_tree, "uninstall", f"DESTDIR={there}", "PREFIX=/usr")
    assert left_behind(there) == set()


def test_shows_commands_when_asked(tree):
    assert " -c base/parse.c" in built(tree, "V=1")


def test_needs_no_btf_of_this_machine(tree):
    """The build reads neither the running kernel's BTF nor its configuration."""
    trace = tree / "opened"
    command = ["strace", "-f", "--seccomp-bpf", "-e", "trace=openat", "-o", trace, "make"]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=600,
                         env=MAKE_ENVIRONMENT)
    assert run.returncode == 0, run.stdout + run.stderr
    opened = trace.read_text()
    assert "nvme_trace.bpf.c" in opened
    assert "/sys/kernel/btf" not in opened and "/boot/" not in opened


@pytest.mark.parametrize("variable, package", [("CC=no-such-cc", "gcc"),
                                               ("CLANG=clang-no-such", "clang"),
                                               ("BPFTOOL=/no/such", "BPFTOOL=PROGRAM")])
def test_names_what_is_missing(tree, variable, package):
    run = make(tree, variable)
    assert run.returncode == 2
    assert variable.split("=")[1] in run.stderr and package in run.stderr


@pytest.mark.parametrize("compiler", ["gcc", "clang", "clang-19"])
def test_compilers_find_nothing_to_warn_of(tree, compiler):
    programs = [f".output/tests/{name}" for name in ("nvme_load", "uring_load", "refusals_load",
                                                     "intruder")]
    built(tree, f"CC={compiler}", "CI=true", "nvme_trace", *programs)
    run = subprocess.run([tree / "nvme_trace", "-r", ROOT / "tests/golden/everyday.pcapng"],
                         env={"TZ": "UTC"}, capture_output=True, text=True, timeout=60)
    assert run.stdout == (ROOT / "tests/golden/everyday.text").read_text()


def test_warnings_are_errors_in_ci(built_tree):
    with open(built_tree / "base/parse.c", "a") as source:
        source.write("static int unused;\n")
    assert make(built_tree, CI="").returncode == 0
    run = make(built_tree, CI="true")
    assert run.returncode == 2 and "-Werror" in run.stderr
