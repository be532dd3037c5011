"""Where days stand along a line."""

from datetime import date

FIRST, LAST = 4, 96  # per cent of the line
APART = 7  # what a circle and its number take on a phone


def places(days: list[date]) -> list[int]:
    """Whole per cents for days in order: by time, but never closer than a number takes."""
    if not days:
        return []
    apart = min(APART, (LAST - FIRST) / max(1, len(days) - 1))
    span = (days[-1] - days[0]).days
    spots = [FIRST + (LAST - FIRST) * (day - days[0]).days / span if span else 50.0 for day in days]
    for index in range(1, len(spots)):
        spots[index] = max(spots[index], spots[index - 1] + apart)
    ceiling = float(LAST)
    for index in reversed(range(len(spots))):
        spots[index] = min(spots[index], ceiling)
        ceiling = spots[index] - apart
    return [round(spot) for spot in spots]
