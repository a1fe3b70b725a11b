"""Columns that may tell who a patient is: they go into no result.

A result is printed, mailed and published; a patients table may come straight from a hospital's system. So a column is
judged by its name, word by word, and by the form of its values. Both err on the side of leaving out: a variable that
is left out by mistake can be renamed, a name that was printed cannot be taken back.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from nodecluster.variables.forms import BORN, DATE, NAMES, REACH, RECORD, WEB, called, plain, telling

LONGEST_TEXT = 40
"""Letters of a category's level; what is longer is a remark."""

_PLACE, _REMARKS = "may hold an address", "may hold remarks in free text"
_PICTURE = "may hold a picture of a person"

_WORDS = {
    NAMES: "name names namen initials initialen nom prenom apellido apellidos cognome nome kuerzel unterschrift author "
    "authors login spouse husband wife ehepartner ehepartnerin ehemann ehefrau ehegatte ehegattin guardian vormund",
    BORN: "birth birthday birthdate birthyear dob yob born geb geboren jahrgang naissance nacimiento nascita",
    _PLACE: "address street city town village zip zipcode postcode postal plz ort stadt adresse direccion indirizzo "
    "anschrift",
    REACH: "phone telephone telefon tel mobile handy fax email mail contact kontakt telefono",
    WEB: "url urls uri website homepage",
    RECORD: "id ids uid uuid guid pid identifier identifiers mrn ssn nhs nino kvnr svnr ahv ahvn ahvnr bsn emrn "
    "accession record records nr nummer lfd insurance versicherung akte pseudonym iban konto account passport "
    "passports reisepass license licence fuehrerschein kennzeichen barcode",
    DATE: "date dates datum timestamp datetime fecha",
    _REMARKS: "comment comments note notes remark remarks text freetext memo bemerkung bemerkungen kommentar notiz "
    "notizen anmerkung anmerkungen freitext anamnese",
    _PICTURE: "photo photos photograph foto fotos fingerprint",
}  # fmt: skip
_BY_WORD = {word: reason for reason, words in _WORDS.items() for word in words.split()}

_PARTS = {
    r".*(names?|namen|initialen)|.*(arzt(es)?|aerzt(e|en|in|innen))": NAMES,
    r"(surgeon|physician|doctor|radiologist|pathologist|gyn(ae?|e)cologist|oncologist|observer|investigator|reader|"
    r"reviewer|rater|annotator|consultant|referrer|nurse|technician|technologist|radiographer|operator|practitioner|"
    r"clinician|examiner|assessor)s?": NAMES,
    r".*(operateur|chirurg|radiolog|patholog|gynaekolog|onkolog|untersucher|auswerter|befunder|ersteller|erfasser|zuweiser|"
    r"einweiser|bearbeiter|beobachter|betreuer)(e|s|en|in|innen|rin)?|operatrice|.*angehoerige[mnrs]?": NAMES,
    r".*geburts.*|geb(dat|datum|jahr|tag)|.*ofbirth|birth(date|day|year).*": BORN,
    r".*(strasse|adresse|address|anschrift|wohnort|postleitzahl|zipcode|postcode)": _PLACE,
    r".*(telefon|telephone|phone|handy|email).*|.*mobil(nr|nummer)": REACH,
    r".*(nummer|aktenzeichen|pseudonym)|.*(versicherten|krankenkasse|sozialversicherung|ausweis).*|steuer(id|nr)|"
    r".*passport.*": RECORD,
    r".*(datum|date)": DATE,
    r".*(bemerkung|kommentar|freitext|freetext|comments?)(en|e)?": _REMARKS,
}
"""Forms of a single word: German makes one of several."""

_PEOPLE = frozenset(("patient", "patients", "patientin", "patienten", "pat", "person", "proband", "subject", "case"))
"""Alone, these may stand for whatever a hospital calls its patients by; within a name they mean nothing."""

_STAFF = frozenset(
    ("dr", "drs", "prof", "gp", "gps", "md", "mta", "mtra", "mfa", "user", "users", "partner", "partnerin")
)
"""Alone, these are people; within a name they are much else (HLA-DR, gp130, contraceptive user)."""

_WHO = re.compile(
    r".*\b(entered|created|read|reported|reviewed|signed|modified|edited|updated|assessed|measured|segmented|drawn|"
    r"annotated|performed|operated|referred|approved|recorded|documented|completed|seen) by"
    r"|.*\b(erfasst|eingegeben|befundet|erstellt|geaendert|operiert|dokumentiert|gelesen|ausgewertet|segmentiert|"
    r"zugewiesen|ueberwiesen|gesehen) (von|durch)"
    r"|.*\bnext of kin\b.*|(treating|referring|family|attending|responsible|reporting) (dr|md|gp)"
)
_SERIAL = re.compile(r"(.* )?serial")

_NO_DATES = frozenset(("update", "candidate", "uptodate"))
"""Words that end like a date and are none."""

_HOLDERS = (
    r"(patient(en)?|pat|pt|record|chart|case|fall|file|akten|hospital|admission|aufnahme|account|medical|accession|"
    r"exam|examination|registration|registry|study|studien|subject|proband(en)?|person|social|security|insurance|"
    r"serial|row|line|house|haus)"
)
_NUMBERS = r"(no|nr|num|number|code|key|index|id)"
_NUMBERED = re.compile(rf"(.* )?{_HOLDERS} ?{_NUMBERS}s?( .*)?")

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
    if len(words) == 1 and (words[0] in _PEOPLE or (words[0] in _STAFF and not re.search("[0-9]", name))):
        return f"by its name, it {NAMES}"
    for word in words:
        reason = _BY_WORD.get(word) or next((why for form, why in _PARTS.items() if re.fullmatch(form, word)), "")
        if reason and word not in _NO_DATES:
            return f"by its name, it {reason}"
    if not words and any(letter.isalpha() for letter in name):
        return "its name has no Latin letter, so what it may tell cannot be judged; rename it"
    whole = " ".join(words)
    forms = ((_WHO, NAMES), (_NUMBERED, RECORD), (_SERIAL, RECORD))
    return next((f"by its name, it {why}" for form, why in forms if form.fullmatch(whole)), "")


def personal_by_values(said: pd.Series) -> str:
    """Return what the texts that are stated may tell of a person, as a clause; nothing where they tell nothing."""
    texts = [plain(text) for text in said.unique()]
    reason = next(filter(None, map(telling, sorted(texts))), "") or (NAMES if called(texts) else "")
    if reason:
        return reason
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
        return f"{RECORD}: almost every patient has one of their own, of {_LEAST_DIGITS} digits or more"
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
