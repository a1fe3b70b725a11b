"""Forms of a text that may tell who a person is: dates, ways to reach somebody, titles, numbers of a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NAMES, DATE, RECORD = "may hold a person's name", "holds dates", "may hold a record number"
REACH, WEB = "may hold a telephone number or an e-mail address", "may hold an address of the web"
BORN = "may tell when a person was born"

_MONTH = (
    "(jan(uary?|vier)?|f[eé]v(rier)?|feb(ruary?)?|m(ars?|arch|rz|är|ärz|aerz)|a[pv]r(il)?|ma[iy]|jun[ei]?|juin|"
    "jul[iy]?|juillet|aug(ust)?|août|sept?(emb(er|re))?|o[ck]t(ob(er|re))?|nov(emb(er|re))?|d[eé][cz](emb(er|re))?)"
)
_ROMAN = "(i{1,3}|iv|vi{0,3}|ix|xi{0,2})"
_DAY, _YEAR = "[0-3]?[0-9](\\.|st|nd|rd|th)?", "(19|20)[0-9]{2}"
_TIME = r"([ t][0-9]{1,2}[:h].*)?"

_WHOLE_DATES = (
    rf"[0-9]{{1,2}}[-/. ] ?[0-9]{{1,2}}[-/. ] ?{_YEAR}{_TIME}",
    rf"[0-9]{{1,2}}[-/.] ?[0-9]{{1,2}}[-/.] ?([0-9]{{4}}|[0-9]{{2}}){_TIME}",
    rf"({_DAY}[- ]?)?{_MONTH}[- .,]*({_DAY},? )?({_YEAR}|[0-9]{{2}}){_TIME}",
    rf"{_DAY}[- ]{_MONTH}|(0[1-9]|1[0-2])[-/.]{_YEAR}|{_YEAR}[-/](0?[1-9]|1[0-2])",
    rf"q[1-4][-/ ]?{_YEAR}|{_YEAR}[-/ ]?(q[1-4]|w[0-5][0-9])",
)
"""These tell a date only where nothing stands beside them."""

_DATES_WITHIN = (
    r"(?<![0-9])[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])",
    rf"(?<![0-9.,])[0-9]{{1,2}}([-/.]) ?[0-9]{{1,2}}\1 ?{_YEAR}(?![0-9])",
    r"(?<![0-9.,])[0-3][0-9]\.[01][0-9]\.[0-9]{2}(?![0-9])",
    rf"(?<![0-9.,]){_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(t?[0-9]{{4,6}}z?)?(?![0-9])",
    rf"(?<![a-z]){_MONTH}[- .,/]*({_DAY},?[- ]+)?{_YEAR}(?![0-9])",
    rf"(?<![0-9]){_YEAR}[- .,/]*{_MONTH}(?![a-z])",
    rf"(?<![0-9])[0-3]?[0-9][. /-]+{_ROMAN}[. /-]+{_YEAR}(?![0-9])",
    rf"(?<![0-9/.])(0[1-9]|1[0-2])/{_YEAR}(?![0-9])",
)
_WHOLE_DATE = re.compile("|".join(f"(?:{form})" for form in _WHOLE_DATES), re.IGNORECASE)
_DATE_WITHIN = tuple(re.compile(form, re.IGNORECASE) for form in _DATES_WITHIN)

_PHONE = re.compile(r"(\+|00?)[1-9][0-9 ()/-]{6,}|\(?[0-9]{2,5}\)?[ /-][0-9 -]{5,}")
_PHONE_WITHIN = re.compile(r"(?<![0-9a-z])\+[1-9][0-9 ()/-]{6,}", re.IGNORECASE)
_WEB = re.compile(r"\b(https?|ftp):|\bwww\.", re.IGNORECASE)

_TITLE = re.compile(
    r"(?i:\b(dr|prof|hr|fr|mr|mrs|ms)\. ?(?=[^\W\d_]{2}))"
    r"|\b(Dr|dr|Mr|Ms|Mrs|MRS|Mme|(?i:prof|doctor|doktor|herrn?|frau))\.? +(?=[A-ZÄÖÜÉ])"
)
_BIRTH = re.compile(
    r"\b(geb\.? ?|geboren|born|née|\*) ?(am |on |in )?(?=[0-9])|\bgeb\. ?(?=[A-ZÄÖÜ])|\bnée ", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"\b(mrn|pid|pat|patient|patientin|fall|case|akte|acc|accession|record|chart|ssn|svnr|ahv|nhs|kvnr)"
    r"[-_ #:.]*(no|nr|id)?[-_ #:.]*[0-9]{3,}"
    r"|\b[a-z]{2}[0-9]{2}( ?[0-9a-z]{4}){3,}|\b756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}\b",
    re.IGNORECASE,
)
"""A record's number by its word, an IBAN, and Switzerland's number of the insured."""

_WORD = r"[A-ZÄÖÜÉ][a-zäöüßéèáó]+"
_CALLED = re.compile(rf"{_WORD}([- ]{_WORD})?, ?({_WORD}([- ]{_WORD})?|[A-Z]\.)|([A-Z]\. ?){{1,2}}{_WORD}")
"""Surname and forename, or an initial and a surname."""
_CLINICAL = re.compile(
    r"([ck]ar[cz]inom|adeno|invasi|du[ck]t|lobul|lin[ck]s|recht|left|right|upper|lower|ober|unter|positi|negati|"
    r"luminal|triple|grade?|mi(x|sch)|non?e?\b|yes|ja\b|nein|mass|m[ae]dial|later|benign|malign|coli\b)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a text with digits, letters and dashes as a keyboard writes them.

    >>> plain("１２.03.2020"), plain("2020–03–12")
    ('12.03.2020', '2020-03-12')
    """
    return re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]", "-", unicodedata.normalize("NFKC", text))


def telling(text: str) -> str:
    """Return what the form of a text may tell of a person, as a clause; nothing where it tells nothing.

    Parameters
    ----------
    text : on one line, ``plain``.

    Notes
    -----
    A name that stands by itself cannot be told from any other word.

    >>> telling("Mo 12.03.2020"), telling("Dr. Hans Huber"), telling("pT2 (m)")
    ('holds dates', "may hold a person's name", '')
    """
    if _WHOLE_DATE.fullmatch(text) or any(form.search(text) for form in _DATE_WITHIN):
        return DATE
    if "@" in text or _PHONE.fullmatch(text) or _PHONE_WITHIN.search(text):
        return REACH
    forms = ((_WEB, WEB), (_TITLE, NAMES), (_BIRTH, BORN), (_NUMBERED, RECORD))
    return next((why for form, why in forms if form.search(text)), "")


def called(texts: Sequence[str]) -> bool:
    """Return whether half of some texts or more are as people are listed: surname, forename.

    >>> called(["Huber, Hans", "Maier, E."]), called(["Carcinoma, Ductal", "Carcinoma, Lobular"])
    (True, False)
    """
    found = sum(bool(_CALLED.fullmatch(text)) and not _CLINICAL.search(text) for text in texts)
    return 2 * found >= len(texts)
