"""In how many parts a network carries a text."""

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")


def parts_of(body: str) -> int:
    """How many parts a text needs: GSM 7-bit where it fits, else UCS-2 (3GPP TS 23.038)."""
    if all(character in _BASIC or character in _EXTENDED for character in body):
        units = [2 if character in _EXTENDED else 1 for character in body]
        return _filled(units, alone=160, joined=153)
    units = [2 if ord(character) > 0xFFFF else 1 for character in body]
    return _filled(units, alone=70, joined=67)


def _filled(units: list[int], *, alone: int, joined: int) -> int:
    """Parts needed when no character may be split between two."""
    if sum(units) <= alone:
        return 1
    parts, room = 1, joined
    for unit in units:
        if unit > room:
            parts, room = parts + 1, joined
        room -= unit
    return parts
