"""How long a controller has: the clocks of laws and of contracts, and the earliest of them. Pure: it knows no now.

A clock starts with the receipt of a request. Days are whole days of the tenant's time zone, and the day of receipt is
not counted (Regulation 1182/71, article 3(1)); a deadline is the end of its day. No deadline is moved to the next
working day where a law would allow it: an earlier answer is never a late one.

Sources: GDPR article 12(3); CCPA regulations, 11 CCR 7021; Virginia Code 59.1-577 (B) and (C).
"""

from __future__ import annotations

import calendar
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

SATURDAY = 5


class Act(enum.Enum):
    """What has to be done by a deadline."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    ANSWER = "ANSWER"
    APPEAL = "APPEAL"


class Unit(enum.Enum):
    """What a clock counts."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of a regime.

    Attributes:
        act: what has to be done.
        unit: what is counted.
        count: how many of them from receipt.
        extended: how many from receipt once it was extended; 0 where it cannot be.
    """

    act: Act
    unit: Unit
    count: int
    extended: int = 0


class Regime(enum.Enum):
    """A law or a promise that a request is answered under."""

    GDPR = "gdpr"
    CCPA = "ccpa"
    VCDPA = "vcdpa"
    WORKING_DAYS_10 = "contract-10-working-days"
    DAYS_30 = "contract-30-days"
    HOURS_48 = "contract-48-hours"


CLOCKS: Mapping[Regime, tuple[Clock, ...]] = MappingProxyType(
    {
        # "within one month of receipt ... may be extended by two further months"
        Regime.GDPR: (Clock(Act.ANSWER, Unit.MONTHS, 1, 3),),
        # "confirm receipt within 10 business days"; "within 45 calendar days ... a maximum total of 90 calendar days"
        Regime.CCPA: (Clock(Act.ACKNOWLEDGE, Unit.WORKING_DAYS, 10), Clock(Act.ANSWER, Unit.DAYS, 45, 90)),
        # "within 45 days ... extended once by 45 additional days"; an appeal is answered "within 60 days"
        Regime.VCDPA: (Clock(Act.ANSWER, Unit.DAYS, 45, 90), Clock(Act.APPEAL, Unit.DAYS, 60)),
        Regime.WORKING_DAYS_10: (Clock(Act.ANSWER, Unit.WORKING_DAYS, 10),),
        Regime.DAYS_30: (Clock(Act.ANSWER, Unit.DAYS, 30),),
        Regime.HOURS_48: (Clock(Act.ACKNOWLEDGE, Unit.HOURS, 48),),
    }
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something has to be done, and why.

    ``at`` is the first moment that is too late, in UTC.
    """

    regime: Regime
    act: Act
    at: datetime
    extended: bool = False


def add_months(start: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(start: date, days: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the day that so many working days after a day end on.

    Args:
        start: not counted.
        days: Mondays to Fridays that are no holidays.
        holidays: of the tenant's country; the fewer are known, the earlier the deadline.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            days -= 1
    return day


def deadline(
    clock: Clock,
    received: datetime,
    *,
    extended: bool = False,
    zone: tzinfo = UTC,
    holidays: frozenset[date] = frozenset(),
) -> datetime:
    """Return the first moment, in UTC, at which a clock has run out.

    Args:
        clock: counts from receipt.
        received: when the request came in.
        extended: with its extension.
        zone: where the tenant's days begin.
        holidays: of the tenant's country.

    Raises:
        ValueError: the clock cannot be extended.
    """
    if extended and not clock.extended:
        raise ValueError("this clock cannot be extended")
    count = clock.extended if extended else clock.count
    if clock.unit is Unit.HOURS:
        return received.astimezone(UTC) + timedelta(hours=count)
    day = received.astimezone(zone).date()
    match clock.unit:
        case Unit.MONTHS:
            last = add_months(day, count)
        case Unit.WORKING_DAYS:
            last = add_working_days(day, count, holidays)
        case _:
            last = day + timedelta(days=count)
    return datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)


def deadlines(
    regimes: Iterable[Regime],
    received: datetime,
    *,
    extended: bool = False,
    appealed: datetime | None = None,
    zone: tzinfo = UTC,
    holidays: frozenset[date] = frozenset(),
) -> tuple[Deadline, ...]:
    """Return every deadline that applies, the earliest first.

    Args:
        regimes: that the request is answered under.
        received: when it came in.
        extended: whether the answer was put off: each clock that can be extended is.
        appealed: when the person appealed, or None; a clock for appeals runs from there.
        zone: where the tenant's days begin.
        holidays: of the tenant's country.
    """
    found = []
    for regime in dict.fromkeys(regimes):
        for clock in CLOCKS[regime]:
            start = appealed if clock.act is Act.APPEAL else received
            if start is not None:
                longer = extended and bool(clock.extended)
                at = deadline(clock, start, extended=longer, zone=zone, holidays=holidays)
                found.append(Deadline(regime, clock.act, at, longer))
    return tuple(sorted(found, key=lambda one: one.at))


def earliest(found: Sequence[Deadline], act: Act) -> datetime | None:
    """Return the earliest deadline for an act, or None where there is none."""
    return min((one.at for one in found if one.act is act), default=None)
