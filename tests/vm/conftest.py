# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Fixtures: each name of boots.SCENARIOS is what that scenario's boot of a kernel left."""

import pytest

pytest.register_assert_rewrite("checks", "judge")

import boots  # noqa: E402, after what must come before it


def fixture_of(scenario):
    @pytest.fixture(name=scenario)
    def get(spec, all_boots):
        return all_boots.wait_for(spec, scenario)
    return get


for name in boots.SCENARIOS:
    globals()[name] = fixture_of(name)
