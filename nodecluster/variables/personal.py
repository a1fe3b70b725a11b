"""Columns that may tell who a patient is: they go into no result.

A result is printed, mailed and published; a patients table may come straight from a hospital's system. So a column is
judged by its name, word by word, and by the form of its values. Both err on the side of leaving out: a variable that
is left out by mistake can be renamed, a name that was printed cannot be taken back.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

LONGEST_TEXT = 40
"""Letters of a category's level; what is longer is a remark."""

_NAMES, _BIRTH, _PLACE = "may hold a person's name", "may tell when a person was born", "may hold an address"
_REACH, _RECORD, _DATE = "may hold a telephone number or an e-mail address", "may hold a record number", "holds dates"
_REMARKS = "may hold remarks in free text"

_WORDS = {
    _NAMES: "name names namen initials initialen nom prenom apellido apellidos cognome nome surgeon physician doctor "
    "doctors radiologist pathologist gynecologist oncologist arzt aerztin operateur chirurg chirurgin untersucher "
    "radiologe radiologin pathologe pathologin observer investigator",
    _BIRTH: "birth birthday birthdate birthyear dob yob born geb geboren naissance nacimiento nascita",
    _PLACE: "address street city town village zip zipcode postcode postal plz ort stadt adresse direccion indirizzo "
    "anschrift",
    _REACH: "phone telephone telefon tel mobile handy fax email mail contact kontakt telefono",
    _RECORD: "id ids uid uuid guid pid identifier identifiers mrn ssn nhs kvnr ahv bsn emrn accession record records "
    "nr nummer lfd insurance versicherung akte pseudonym",
    _DATE: "date dates datum timestamp datetime fecha",
    _REMARKS: "comment comments note notes remark remarks text freetext memo bemerkung bemerkungen kommentar notiz "
    "notizen anmerkung anmerkungen freitext anamnese",
}  # fmt: skip
_BY_WORD = {word: reason for reason, words in _WORDS.items() for word in words.split()}

_PARTS = {
    r".*(names?|namen|initialen)|.+(arzt|aerztin)": _NAMES,
    r"geburts.*|geb(dat|datum|jahr|tag)|date?ofbirth|birth(date|day|year).*": _BIRTH,
    r".*(strasse|adresse|address|anschrift|wohnort|postleitzahl|zipcode|postcode)": _PLACE,
    r".*(telefon|telephone|phone|handy|email).*|.*mobil(nr|nummer)": _REACH,
    r".*(nummer|aktenzeichen|pseudonym)|.*(versicherten|krankenkasse|sozialversicherung).*": _RECORD,
    r".*(datum|date)": _DATE,
    r".*(bemerkung|kommentar|freitext|freetext|comments?)(en|e)?": _REMARKS,
}
"""Forms of a single word: German makes one of several."""

_PEOPLE = frozenset(("patient", "patients", "patientin", "patienten", "pat", "person", "proband", "subject", "case"))
"""Alone, these may stand for whatever a hospital calls its patients by; within a name they mean nothing."""

_NO_DATES = frozenset(("update", "candidate", "uptodate"))
"""Words that end like a date and are none."""

_HOLDERS = (
    r"(patient(en)?|pat|pt|record|chart|case|fall|file|akten|hospital|admission|aufnahme|account|medical|accession|"
    r"exam|examination|registration|registry|study|studien|subject|proband(en)?|person|social|security|insurance|"
    r"serial|row|line|house|haus)"
)
_NUMBERS = r"(no|nr|num|number|code|key|index|id)"
_NUMBERED = re.compile(rf"(.* )?{_HOLDERS} ?{_NUMBERS}s?( .*)?")

_MONTH = (
    "(jan(uary?)?|feb(ruary?)?|m(ar(ch)?|rz|är|ärz|aerz)|apr(il)?|ma[iy]|jun[ei]?|jul[iy]?|aug(ust)?|sept?(ember)?|"
    "o[ck]t(ober)?|nov(ember)?|de[cz](ember)?)"
)
_TIME = r"([ t][0-9]{1,2}[:h].*)?"
_DATES = (
    re.compile(rf"[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}{_TIME}"),
    re.compile(rf"[0-9]{{1,2}}[-/.] ?[0-9]{{1,2}}[-/.] ?([0-9]{{4}}|[0-9]{{2}}){_TIME}"),
    re.compile(rf"([0-9]{{1,2}}\.?[- ]?)?{_MONTH}[- .,]*([0-9]{{1,2}},? )?((19|20)[0-9]{{2}}|[0-9]{{2}}){_TIME}"),
    re.compile(r"(0[1-9]|1[0-2])[-/.](19|20)[0-9]{2}|(19|20)[0-9]{2}[-/](0[1-9]|1[0-2])"),
    re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"),
)
_PHONE = re.compile(r"(\+|00?)[1-9][0-9 ()/-]{6,}|\(?[0-9]{2,5}\)?[ /-][0-9 -]{5,}")
_LEAST_DIGITS = 6
"""Of a record number: clinical measurements as whole numbers seldom have so many."""
_LEAST_ROWS = 10
"""Fewer numbers than that may follow each other by chance."""


def personal_by_name(name: str) -> str:
    """Return what a column of this name may tell of a person, as a clause; nothing where it tells nothing.

    >>> personal_by_name("Patientenname"), personal_by_name("ki67")
    ("by its name, it may hold a person's name", '')
    """
    words = _words(name)
    if len(words) == 1 and words[0] in _PEOPLE:
        return f"by its name, it {_NAMES}"
    for word in words:
        reason = _BY_WORD.get(word) or next((why for form, why in _PARTS.items() if re.fullmatch(form, word)), "")
        if reason and word not in _NO_DATES:
            return f"by its name, it {reason}"
    if not words and any(letter.isalpha() for letter in name):
        return "its name has no Latin letter, so what it may tell cannot be judged; rename it"
    return f"by its name, it {_RECORD}" if _NUMBERED.fullmatch(" ".join(words)) else ""


def personal_by_values(said: pd.Series) -> str:
    """Return what the texts that are stated may tell of a person, as a clause; nothing where they tell nothing."""
    texts = [text.casefold() for text in said.unique()]
    if any(form.fullmatch(text) for text in texts for form in _DATES):
        return _DATE
    if any("@" in text or _PHONE.fullmatch(text) for text in texts):
        return _REACH
    if max(map(len, texts)) > LONGEST_TEXT:
        return f"free text: a text of more than {LONGEST_TEXT} letters"
    digits = [re.fullmatch(r"([0-9]+)(\.0)?", text) for text in texts]
    whole = [match[1] for match in digits if match]
    if len(whole) == len(texts):
        return _counting(whole, len(said))
    return ""


def _counting(whole: list[str], said: int) -> str:
    """Return whether whole numbers, distinct as texts, count the rows or look like a record's number."""
    if 5 * len(whole) <= 4 * said:
        return ""
    if min(map(len, whole)) >= _LEAST_DIGITS:
        return f"{_RECORD}: almost every patient has one of their own, of {_LEAST_DIGITS} digits or more"
    numbers = sorted(map(int, whole))
    if len(numbers) == said >= _LEAST_ROWS and numbers[-1] - numbers[0] == said - 1:
        return "numbers the patients one after the other"
    return ""


def _words(name: str) -> list[str]:
    """Return the words of a column's name in small ASCII letters; a capital within begins a new one.

    >>> _words("PatientName"), _words("Straße_Nr"), _words("ki67"), _words("Ärztin")
    (['patient', 'name'], ['strasse', 'nr'], ['ki'], ['aerztin'])
    """
    apart = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", unicodedata.normalize("NFC", name))
    plain = apart.casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    bare = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.findall("[a-z]+", bare)
