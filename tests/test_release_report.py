"""The forms of a release's report: values in, the same bytes out on every day."""

from __future__ import annotations

import pytest

from .sample_reports import FORMS, GOLDENS, SAMPLES


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("ending", FORMS)
def test_golden(sample: str, ending: str):
    """After a change that is meant: ``python -m tests.sample_reports``."""
    assert FORMS[ending](SAMPLES[sample]()) == (GOLDENS / f"{sample}.{ending}").read_bytes().decode()
