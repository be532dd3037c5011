"""What a browser says it is, in words that its owner knows it by; nothing that tells it apart."""

# The first that fits: a browser names those before it that it wants to be taken for.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "an Android phone or tablet",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}


def in_plain_words(user_agent: str) -> str:
    """Such as "Firefox on Windows"; nothing when it does not say."""
    browser = _first(BROWSERS, user_agent)
    machine = _first(MACHINES, user_agent)
    return " on ".join(word for word in (browser, machine) if word)


def _first(words: dict[str, str], user_agent: str) -> str:
    return next((word for mark, word in words.items() if mark in user_agent), "")
