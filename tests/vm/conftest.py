# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Fixtures: each name in boots.SCENARIOS is the result of booting a kernel for that scenario."""

import pytest

import boots


def fixture_of(scenario):
    @pytest.fixture(name=scenario)
    def get(spec, all_boots):
        return all_boots[spec, scenario].result()
    return get


for name in boots.SCENARIOS:
    globals()[name] = fixture_of(name)
