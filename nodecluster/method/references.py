"""The works that a method may cite; each was looked up (authors, journal, year, volume, pages, DOI)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Work(NamedTuple):
    """A work: how it is cited, and its DOI where it has one."""

    text: str
    doi: str = ""


WORKS: Mapping[str, Work] = {
    "study": Work(
        "Qu L, Mei X, Yi Z, et al. An unsupervised learning model based on CT radiomics features accurately predicts "
        "axillary lymph node metastasis in breast cancer patients: diagnostic study. Int J Surg 2024;110:5363–5373.",
        "10.1097/JS9.0000000000001778",
    ),
    "pyradiomics": Work(
        "van Griethuysen JJM, Fedorov A, Parmar C, et al. Computational radiomics system to decode the radiographic "
        "phenotype. Cancer Res 2017;77:e104–e107.",
        "10.1158/0008-5472.CAN-17-0339",
    ),
    "ibsi": Work(
        "Zwanenburg A, Vallières M, Abdalah MA, et al. The Image Biomarker Standardization Initiative: standardized "
        "quantitative radiomics for high-throughput image-based phenotyping. Radiology 2020;295:328–338.",
        "10.1148/radiol.2020191145",
    ),
    "simpleitk": Work(
        "Lowekamp BC, Chen DT, Ibáñez L, Blezek D. The design of SimpleITK. Front Neuroinform 2013;7:45.",
        "10.3389/fninf.2013.00045",
    ),
    "sklearn": Work(
        "Pedregosa F, Varoquaux G, Gramfort A, et al. Scikit-learn: machine learning in Python. J Mach Learn Res "
        "2011;12:2825–2830."
    ),
    "lloyd": Work(
        "Lloyd SP. Least squares quantization in PCM. IEEE Trans Inf Theory 1982;28:129–137.",
        "10.1109/TIT.1982.1056489",
    ),
    "kmeans++": Work(
        "Arthur D, Vassilvitskii S. k-means++: the advantages of careful seeding. In: Proceedings of the eighteenth "
        "annual ACM-SIAM symposium on discrete algorithms. 2007:1027–1035."
    ),
    "wilson": Work(
        "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc "
        "1927;22:209–212.",
        "10.1080/01621459.1927.10502953",
    ),
    "rao-scott": Work(
        "Rao JNK, Scott AJ. A simple method for the analysis of clustered binary data. Biometrics 1992;48:577–585.",
        "10.2307/2532311",
    ),
    "delong": Work(
        "DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver operating "
        "characteristic curves: a nonparametric approach. Biometrics 1988;44:837–845.",
        "10.2307/2531595",
    ),
    "obuchowski": Work(
        "Obuchowski NA. Nonparametric analysis of clustered ROC curve data. Biometrics 1997;53:567–578.",
        "10.2307/2533958",
    ),
    "newcombe-area": Work(
        "Newcombe RG. Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2: "
        "asymptotic methods and evaluation. Stat Med 2006;25:559–573.",
        "10.1002/sim.2324",
    ),
    "newcombe-paired": Work(
        "Newcombe RG. Improved confidence intervals for the difference between binomial proportions based on paired "
        "data. Stat Med 1998;17:2635–2650.",
        "10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C",
    ),
    "mcnemar": Work(
        "McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. "
        "Psychometrika 1947;12:153–157.",
        "10.1007/BF02295996",
    ),
    "korn": Work(
        "Korn EL, Graubard BI. Confidence intervals for proportions with small expected number of positive counts "
        "estimated from survey data. Surv Methodol 1998;24:193–201."
    ),
    "huang": Work(
        "Huang Y, Parakati I, Patil DH, Sanda MG. Interval estimation for operating characteristic of continuous "
        "biomarkers with controlled sensitivity or specificity. Stat Sin 2023;33:193–214.",
        "10.5705/ss.202021.0020",
    ),
    "efron": Work(
        "Efron B. Better bootstrap confidence intervals. J Am Stat Assoc 1987;82:171–185.",
        "10.1080/01621459.1987.10478410",
    ),
    "simel": Work(
        "Simel DL, Samsa GP, Matchar DB. Likelihood ratios with confidence: sample size estimation for diagnostic test "
        "studies. J Clin Epidemiol 1991;44:763–770.",
        "10.1016/0895-4356(91)90128-V",
    ),
    "mercaldo": Work(
        "Mercaldo ND, Lau KF, Zhou XH. Confidence intervals for predictive values with an emphasis to case-control "
        "studies. Stat Med 2007;26:2170–2183.",
        "10.1002/sim.2677",
    ),
    "vickers": Work(
        "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis "
        "Making 2006;26:565–574.",
        "10.1177/0272989X06295361",
    ),
    "pfeiffer": Work(
        "Pfeiffer RM, Gail MH. Estimating the decision curve and its precision from three study designs. Biom J "
        "2020;62:764–776.",
        "10.1002/bimj.201800240",
    ),
    "cox": Work(
        "Cox DR. Two further applications of a model for binary regression. Biometrika 1958;45:562–565.",
        "10.1093/biomet/45.3-4.562",
    ),
    "brier": Work(
        "Brier GW. Verification of forecasts expressed in terms of probability. Mon Weather Rev 1950;78:1–3.",
        "10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
    ),
    "van-calster": Work(
        "Van Calster B, McLernon DJ, van Smeden M, et al. Calibration: the Achilles heel of predictive analytics. BMC "
        "Med 2019;17:230.",
        "10.1186/s12916-019-1466-7",
    ),
    "donner": Work(
        "Donner A. Statistical methods in ophthalmology: an adjusted chi-square approach. Biometrics 1989;45:605–611."
    ),
    "bandos": Work(
        "Bandos AI, Rockette HE, Gur D. A permutation test sensitive to differences in areas for comparing ROC curves "
        "from a paired design. Stat Med 2005;24:2873–2893.",
        "10.1002/sim.2149",
    ),
    "phipson": Work(
        "Phipson B, Smyth GK. Permutation p-values should never be zero: calculating exact p-values when permutations "
        "are randomly drawn. Stat Appl Genet Mol Biol 2010;9:39.",
        "10.2202/1544-6115.1585",
    ),
    "holm": Work("Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65–70."),
    "benjamini": Work(
        "Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple "
        "testing. J R Stat Soc Series B 1995;57:289–300.",
        "10.1111/j.2517-6161.1995.tb02031.x",
    ),
    "yekutieli": Work(
        "Benjamini Y, Yekutieli D. The control of the false discovery rate in multiple testing under dependency. Ann "
        "Stat 2001;29:1165–1188.",
        "10.1214/aos/1013699998",
    ),
    "bell": Work(
        "Bell RM, McCaffrey DF. Bias reduction in standard errors for linear regression with multi-stage samples. Surv "
        "Methodol 2002;28:169–181."
    ),
    "youden": Work(
        "Youden WJ. Index for rating diagnostic tests. Cancer 1950;3:32–35.",
        "10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3",
    ),
    "varma": Work(
        "Varma S, Simon R. Bias in error estimation when using cross-validation for model selection. BMC "
        "Bioinformatics 2006;7:91.",
        "10.1186/1471-2105-7-91",
    ),
    "yang": Work(
        "Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS Global "
        "Forum 2012, paper 335."
    ),
    "stard": Work(
        "Bossuyt PM, Reitsma JB, Bruns DE, et al. STARD 2015: an updated list of essential items for reporting "
        "diagnostic accuracy studies. BMJ 2015;351:h5527.",
        "10.1136/bmj.h5527",
    ),
    "clear": Work(
        "Kocak B, Baessler B, Bakas S, et al. CheckList for EvaluAtion of Radiomics research (CLEAR): a step-by-step "
        "reporting guideline for authors and reviewers endorsed by ESR and EuSoMII. Insights Imaging 2023;14:75.",
        "10.1186/s13244-023-01415-8",
    ),
    "metrics": Work(
        "Kocak B, Akinci D'Antonoli T, Mercaldo N, et al. METhodological RadiomICs Score (METRICS): a quality scoring "
        "tool for radiomics research endorsed by EuSoMII. Insights Imaging 2024;15:8.",
        "10.1186/s13244-023-01572-w",
    ),
}
"""By key. The DOI of Donner's work could not be confirmed, and is left out; the others without one have none."""
