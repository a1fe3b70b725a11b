"""The default cohort, made once for all the tests that look at it."""

import pytest

from nodecluster.phantom import PhantomPatient, simulate_cohort


@pytest.fixture(scope="session")
def simulated() -> list[PhantomPatient]:
    return list(simulate_cohort())
