# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make lint finds nothing in the tree, and finds planted mistakes."""

import subprocess

import pytest

from copies import MAKE_ENVIRONMENT, ROOT, copy_tree

# A mistake for each tool, which no tool that runs earlier finds.
MISTAKES = {
    "NonNullParamChecker": "static void x(void)\n{\n\tmemset(NULL, 0, 1);\n}\n",
    "multiCondition": "static int x(int a)\n{\n\tif (a == 1)\n\t\treturn 1;\n"
                      "\telse if (a == 1)\n\t\treturn 3;\n\treturn 2;\n}\n",
    "clang-format-violations": "static const int  x = 1;\n",
}


def lint(tree, *arguments):
    return subprocess.run(["make", "lint", *arguments], cwd=tree, env=MAKE_ENVIRONMENT, text=True,
                          capture_output=True, timeout=600, check=False)


def test_nothing_is_found():
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy with its own repository, because git lists the files to check."""
    tree = tmp_path_factory.mktemp("lint")
    copy_tree(tree)
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    return tree


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_found(tree, mistake):
    planted = tree / "base/parse.c"
    planted.write_text((ROOT / "base/parse.c").read_text() + "\n" + MISTAKES[mistake])
    run = lint(tree, "LINTED=base/parse.c")
    assert run.returncode == 2 and mistake in run.stdout + run.stderr


def test_mistakes_in_scripts_are_found(tree):
    (tree / "base/parse.c").write_text((ROOT / "base/parse.c").read_text())
    (tree / "scripts/planted").write_text("#!/bin/sh\necho $1\n")
    run = lint(tree, "LINTED=base/parse.c")
    assert run.returncode == 2 and "SC2086" in run.stdout
