"""What somebody texts in each language while a whole story is told."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Tongue:
    """One person's words; `need` and `goal` begin as our own texts tell them to."""

    code: str
    yes: str
    need: str
    goal: str
    change: str
    wish: str
    plan: str
    who: str
    call: str
    help: str
    pause: str
    stop: str
    start: str
    undo: str
    other_advocate: str
    code_word: str
    own_need: str
    own_action: str

    @property
    def said(self) -> list[str]:
        """Everything they text."""
        return [getattr(self, one.name) for one in fields(self)[1:]]


ENGLISH = Tongue(
    "en", "YES", "NEED a warm place", "GOAL a job", "Not on Mondays", "Meet in the morning",
    "PLAN", "WHO", "CALL", "HELP", "PAUSE", "STOP", "START", "UNDO", "CHANGE ADVOCATE",
    "bluebell", "the red shoes", "a blue lamp",
)  # fmt: skip
TONGUES = [
    ENGLISH,
    Tongue(
        "cy", "IE", "Dwi angen lle cynnes", "Hoffwn allu gweithio", "Dim ar ddydd Llun",
        "Cwrdd yn y bore", "CYNLLUN", "PWY", "GALWAD", "CYMORTH", "SAIB 3", "STOP", "START",
        "DADWNEUD", "Newid eiriolwr", "clychau", "yr esgidiau coch", "lamp las",
    ),
    Tongue(
        "pl", "TAK", "Potrzebuję ciepłego miejsca", "CEL praca", "Byle nie w poniedziałki",
        "Spotkajmy się rano", "PLAN", "KTO", "ZADZWOŃ", "POMOC", "PAUZA 3", "STOP", "START",
        "COFNIJ", "Zmiana doradcy", "dzwonek", "czerwone buty", "niebieska lampa",
    ),
    Tongue(
        "ur", "ہاں", "مجھے گرم جگہ چاہیے", "مقصد نوکری", "پیر کے دن مت رکھیں", "صبح ملیں",
        "پلان", "کون", "کال", "مدد", "وقفہ 3", "STOP", "START", "واپس", "مددگار بدلیں",
        "نرگس", "لال جوتے", "نیلا لیمپ",
    ),
    Tongue(
        "pa", "ਹਾਂ", "ਮੈਨੂੰ ਨਿੱਘੀ ਥਾਂ ਚਾਹੀਦੀ ਹੈ", "ਟੀਚਾ ਨੌਕਰੀ", "ਸੋਮਵਾਰ ਨੂੰ ਨਾ ਰੱਖੋ", "ਸਵੇਰੇ ਮਿਲੀਏ",
        "ਪਲਾਨ", "ਕੌਣ", "ਕਾਲ", "ਮਦਦ", "ਵਿਰਾਮ 3", "STOP", "START", "ਵਾਪਸ", "ਮਦਦਗਾਰ ਬਦਲੋ",
        "ਗੁਲਾਬ", "ਲਾਲ ਜੁੱਤੇ", "ਨੀਲਾ ਲੈਂਪ",
    ),
    Tongue(
        "ro", "DA", "Am nevoie de un loc cald", "SCOP un loc de muncă", "Nu lunea",
        "Ne vedem dimineața", "PLAN", "CINE", "SUNAȚI", "AJUTOR", "PAUZĂ 3", "STOP", "START",
        "ÎNAPOI", "Schimbare consilier", "clopoțel", "pantofii roșii", "lampa albastră",
    ),
]  # fmt: skip
BY_CODE = {tongue.code: tongue for tongue in TONGUES}
