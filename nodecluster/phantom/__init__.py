"""Synthetic cohorts with known truth: invented patients, drawn from a seed, to try the tool on and to test it with.

One way, as in the house: ``design`` decides who the patient is and what each node looks like; ``anatomy`` fills the
axilla, ``nodes`` puts the nodes in, ``scanner`` blurs and adds noise; ``patient`` puts it together. Values come out;
writing files is not done here.
"""

from nodecluster.phantom.patient import NOTICE, PhantomPatient, simulate_cohort

__all__ = ["NOTICE", "PhantomPatient", "simulate_cohort"]
