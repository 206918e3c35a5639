# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The completion for bash, which comes from the program's table of options."""

import subprocess

import pytest

from program import BINARY, ROOT
from test_cli import table

ASK = """
compopt() { echo "compopt $*"; }
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_nvme_trace
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def completion(tmp_path_factory):
    path = tmp_path_factory.mktemp("completion") / "nvme_trace"
    path.write_bytes(subprocess.run([ROOT / "scripts/completion", BINARY], stdout=subprocess.PIPE,
                                    check=True).stdout)
    return path


def complete(completion, *words):
    """What the last of the words may become. bash makes a word of its own of a =."""
    told = subprocess.run(["bash", "-c", ASK, "bash", completion, "nvme_trace", *words],
                          capture_output=True, text=True, check=True)
    assert told.stderr == ""
    return [line for line in told.stdout.splitlines() if line]


def test_is_clean(completion):
    told = subprocess.run(["shellcheck", "-s", "bash", completion], capture_output=True, text=True)
    assert (told.stdout, told.returncode) == ("", 0)


def test_options(completion):
    assert complete(completion, "--") == [row[1] for row in table()]
    assert complete(completion, "-v", "--rotate-") == ["--rotate-count", "--rotate-every", "--rotate-size"]
    assert complete(completion, "--hexdump", "--wa") == ["--wait"]
    assert complete(completion, "--count", "--wa") == []
    assert complete(completion, "n") == []


@pytest.mark.parametrize("words, become", [
    (["-t", "m"], ["mono"]), (["--time", "=", "m"], ["mono"]), (["--time", "="],
     ["wall", "iso", "utc", "mono", "delta"]),
    (["--nvme-cli", ""], ["2", "3"]), (["--sort", "p"], ["p99"]),
    (["--by", "comm,d"], ["compopt -o nospace", "comm,device"]),
    (["--columns", "time,command-id,cdw1"],
     ["compopt -o nospace", *(f"time,command-id,cdw1{number}" for number in range(6))]),
    (["-w", ""], ["compopt -o default"]), (["--run-as", "roo"], ["root"]), (["-u", "roo"], ["root"]),
    (["-v", "--", "compge"], ["compgen"]), (["--", "ls", "-"], ["compopt -o default"])])
def test_words(completion, words, become):
    assert complete(completion, *words) == become
