# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Fixtures: each name of boots.SCENARIOS is what that scenario's boot of a kernel left."""

import concurrent.futures
import os

import pytest

pytest.register_assert_rewrite("checks", "judge")

import boots  # noqa: E402, after what must come before it


@pytest.fixture(scope="session")
def all_boots(request, tmp_path_factory, vm_files):
    """Starts every boot that a test of this session asks for, one for each CPU at a time.

    Each has two CPUs of its own, and some of them wait for most of the time.
    """
    asked = {(item.callspec.params["spec"], scenario): None for item in request.session.items
             for scenario in boots.SCENARIOS if scenario in getattr(item, "fixturenames", ())}
    files = {scenario: vm_files for scenario in boots.SCENARIOS}
    if any(scenario == "other_tools" for _, scenario in asked):
        tree = request.getfixturevalue("tree_of_other_tools")
        files["other_tools"] = vm_files | {"/bin/nvme_trace": tree / "nvme_trace"}

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {(spec, scenario): pool.submit(boots.boot, spec, scenario,
                                             tmp_path_factory.mktemp(f"{spec}-{scenario}"),
                                             files[scenario])
               for spec, scenario in asked}
        pool.shutdown(cancel_futures=True)


def fixture_of(scenario):
    @pytest.fixture(name=scenario)
    def get(spec, all_boots):
        return all_boots[spec, scenario].result()
    return get


for name in boots.SCENARIOS:
    globals()[name] = fixture_of(name)
