"""Write decision_curve.csv: net benefits that the package dcurves gives for use_observations.csv.

Run in this folder with an interpreter that has dcurves 1.1.7 and pandas below 3: python decision_curve.py. The tests
read the table; they need neither. ``hard`` is a risk of 0 or 1: whether the risk is at least 0.5.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    import dcurves
    import pandas as pd

    observations = pd.read_csv(HERE / "use_observations.csv")
    observations["hard"] = (observations["risk"] >= 0.5).astype(float)
    thresholds = [0.01, *(step / 50 for step in range(1, 50)), 0.99]
    found = dcurves.dca(observations, "label", ["risk", "hard"], thresholds=thresholds)
    found = found[["model", "threshold", "net_benefit"]]
    with (HERE / "decision_curve.csv").open("w") as file:
        file.write("# Net benefit by dcurves 1.1.7, from tests/reference/decision_curve.py\n")
        found.to_csv(file, index=False, float_format="%.12g")


if __name__ == "__main__":
    main()
