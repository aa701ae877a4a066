"""Names of time zones as feeds print them, and the offsets they stand for."""

import re
from datetime import timedelta, timezone

_NAMES = """
z 0 ut 0 utc 0 gmt 0 wet 0 west 1 bst 1 cet 1 mez 1 met 1 wat 1 cest 2 mesz 2 mest 2 eet 2 cat 2 sast 2 eest 3
msk 3 eat 3 trt 3 msd 4 gst 4 pkt 5 ist 5.5 wib 7 ict 7 hkt 8 sgt 8 awst 8 pht 8 jst 9 kst 9 acst 9.5
acdt 10.5 aest 10 aedt 11 nzst 12 nzdt 13 est -5 edt -4 et -5 cst -6 cdt -5 ct -6 mst -7 mdt -6 mt -7 pst -8
pdt -7 pt -8 akst -9 akdt -8 hst -10 ast -4 adt -3 nst -3.5 ndt -2.5 brt -3 brst -2 art -3 clt -4 clst -3
"""
_HOURS_BY_NAME: dict[str, float] = dict(zip(_NAMES.split()[::2], map(float, _NAMES.split()[1::2]), strict=True))
"""RFC 822 section 5 first; then the names most printed. `ist` is India's, as in most feeds that print it."""

_NUMBER = re.compile(r"(?:utc|gmt)?\s*([+\-−])(\d{1,2}):?([0-5]\d|0)?(?::?00)?", re.IGNORECASE)  # +0200, GMT+2, -05:30
_FARTHEST = timedelta(hours=14)


def zone_of(printed: str) -> timezone | None:
    """The zone that a printed offset or name stands for; None where there is none such: `+3000`, `XYZ`."""
    name = printed.strip().strip("()").casefold()
    hours = _HOURS_BY_NAME.get(name)
    if hours is not None:
        return timezone(timedelta(hours=hours))
    number = _NUMBER.fullmatch(name)
    if number is None:
        return None
    offset = timedelta(hours=int(number.group(2)), minutes=int(number.group(3) or 0))
    if offset > _FARTHEST:
        return None
    return timezone(offset if number.group(1) == "+" else -offset)
