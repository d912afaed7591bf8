"""The clocks, as a table: what came in when, and when its time is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.erasure.clocks import (
    CLOCKS,
    Act,
    Clock,
    Regime,
    Unit,
    add_months,
    add_working_days,
    deadline,
    deadlines,
    earliest,
)

GDPR, CCPA, VCDPA = Regime.GDPR, Regime.CCPA, Regime.VCDPA
WORK, DAYS = Regime.WORKING_DAYS_10, Regime.DAYS_30

ANSWERS = [
    # GDPR: one month, or the month's last day
    (GDPR, "2026-01-15", False, "2026-02-15"),
    (GDPR, "2026-01-31", False, "2026-02-28"),
    (GDPR, "2024-01-31", False, "2024-02-29"),
    (GDPR, "2024-01-30", False, "2024-02-29"),
    (GDPR, "2026-01-29", False, "2026-02-28"),
    (GDPR, "2024-01-29", False, "2024-02-29"),
    (GDPR, "2026-01-28", False, "2026-02-28"),
    (GDPR, "2026-02-28", False, "2026-03-28"),
    (GDPR, "2024-02-29", False, "2024-03-29"),
    (GDPR, "2026-03-31", False, "2026-04-30"),
    (GDPR, "2026-05-31", False, "2026-06-30"),
    (GDPR, "2026-08-31", False, "2026-09-30"),
    (GDPR, "2026-10-31", False, "2026-11-30"),
    (GDPR, "2026-12-31", False, "2027-01-31"),
    (GDPR, "2026-12-01", False, "2027-01-01"),
    # Not moved on where the day is a Sunday: earlier is never late.
    (GDPR, "2026-10-15", False, "2026-11-15"),
    # ... and two further months, from receipt
    (GDPR, "2026-01-15", True, "2026-04-15"),
    (GDPR, "2026-01-31", True, "2026-04-30"),
    (GDPR, "2026-11-30", True, "2027-02-28"),
    (GDPR, "2027-11-30", True, "2028-02-29"),
    (GDPR, "2024-02-29", True, "2024-05-29"),
    (GDPR, "2026-12-31", True, "2027-03-31"),
    # CCPA: 45 days, 90 in all
    (CCPA, "2026-01-01", False, "2026-02-15"),
    (CCPA, "2024-01-15", False, "2024-02-29"),
    (CCPA, "2026-01-15", False, "2026-03-01"),
    (CCPA, "2026-12-01", False, "2027-01-15"),
    (CCPA, "2026-01-01", True, "2026-04-01"),
    (CCPA, "2024-01-01", True, "2024-03-31"),
    (CCPA, "2026-11-20", True, "2027-02-18"),
    # VCDPA: the same
    (VCDPA, "2026-06-01", False, "2026-07-16"),
    (VCDPA, "2024-02-01", False, "2024-03-17"),
    (VCDPA, "2026-06-01", True, "2026-08-30"),
    # contracts: ten working days, thirty days
    (WORK, "2026-11-02", False, "2026-11-16"),
    (WORK, "2026-11-06", False, "2026-11-20"),
    (WORK, "2026-11-07", False, "2026-11-20"),
    (WORK, "2026-11-08", False, "2026-11-20"),
    (WORK, "2026-12-24", False, "2027-01-07"),
    (WORK, "2024-02-26", False, "2024-03-11"),
    (DAYS, "2026-01-31", False, "2026-03-02"),
    (DAYS, "2024-01-31", False, "2024-03-01"),
    (DAYS, "2026-12-02", False, "2027-01-01"),
]

ACKNOWLEDGEMENTS = [
    ("2026-11-02", "2026-11-16"),
    ("2026-11-06", "2026-11-20"),
    ("2026-11-07", "2026-11-20"),
    ("2024-02-28", "2024-03-13"),
    ("2026-12-31", "2027-01-14"),
]


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def last_day(at: datetime) -> str:
    """The day at whose end the time is over."""
    assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
    return (at - timedelta(days=1)).date().isoformat()


@pytest.mark.parametrize(("regime", "received", "extended", "due"), ANSWERS)
def test_an_answer_is_due(regime: Regime, received: str, extended: bool, due: str) -> None:
    """Month ends, leap years, year ends, extensions and working days, each with its date."""
    found = earliest(deadlines([regime], noon(received), extended=extended), Act.ANSWER)
    assert found is not None
    assert last_day(found) == due


@pytest.mark.parametrize(("received", "due"), ACKNOWLEDGEMENTS)
def test_an_acknowledgement_is_due(received: str, due: str) -> None:
    """Ten business days, whatever day of the week the request came in."""
    found = earliest(deadlines([CCPA], noon(received)), Act.ACKNOWLEDGE)
    assert found is not None
    assert last_day(found) == due


def test_forty_eight_hours_are_hours() -> None:
    """A first answer within two days is counted to the minute, weekends and all."""
    received = datetime(2026, 10, 24, 22, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    (only,) = deadlines([Regime.HOURS_48], received)
    # Across the end of summer time: 48 hours, not two days on the wall clock.
    assert (only.act, only.at) == (Act.ACKNOWLEDGE, datetime(2026, 10, 26, 20, 30, tzinfo=UTC))


def test_an_appeal_runs_from_the_appeal() -> None:
    """Sixty days from when the person appealed; without an appeal nothing runs."""
    assert earliest(deadlines([VCDPA], noon("2026-01-01")), Act.APPEAL) is None
    found = earliest(deadlines([VCDPA], noon("2026-01-01"), appealed=noon("2026-03-02")), Act.APPEAL)
    assert found is not None
    assert last_day(found) == "2026-05-01"


def test_the_earliest_that_applies() -> None:
    """Under several regimes the first deadline counts, for each act."""
    found = deadlines([CCPA, GDPR, DAYS, Regime.HOURS_48, GDPR], noon("2026-01-31"))
    assert [(one.regime, one.act) for one in found] == [
        (Regime.HOURS_48, Act.ACKNOWLEDGE),
        (CCPA, Act.ACKNOWLEDGE),
        (GDPR, Act.ANSWER),
        (DAYS, Act.ANSWER),
        (CCPA, Act.ANSWER),
    ]
    assert earliest(found, Act.ANSWER) == datetime(2026, 3, 1, tzinfo=UTC)


def test_what_cannot_be_extended_is_not() -> None:
    """A promise in a contract stays, while the law's clock is put off; alone it is refused."""
    found = deadlines([GDPR, DAYS], noon("2026-01-15"), extended=True)
    assert [(one.regime, one.extended) for one in found] == [(DAYS, False), (GDPR, True)]
    with pytest.raises(ValueError, match="cannot be extended"):
        deadline(Clock(Act.ANSWER, Unit.DAYS, 30), noon("2026-01-15"), extended=True)


def test_a_day_is_a_day_of_the_tenant() -> None:
    """A request of one in the morning in Berlin is of that day there, and of the day before in New York."""
    received = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    berlin, york = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
    (there,) = deadlines([GDPR], received, zone=berlin)
    (here,) = deadlines([GDPR], received, zone=york)
    assert there.at == datetime(2026, 5, 2, tzinfo=berlin).astimezone(UTC)
    assert here.at == datetime(2026, 5, 1, tzinfo=york).astimezone(UTC)


def test_holidays_are_no_working_days() -> None:
    """Christmas and New Year are passed over where they are told."""
    holidays = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
    assert add_working_days(date(2026, 12, 24), 10, holidays) == date(2027, 1, 11)


def test_every_regime_has_a_clock() -> None:
    """There is no regime under which nothing is ever due."""
    assert set(CLOCKS) == set(Regime)
    assert all(CLOCKS.values())


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_never_skip_one(start: date, months: int) -> None:
    """The result is always in the month that was meant, on the same day or that month's last one."""
    found = add_months(start, months)
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (found + timedelta(days=1)).day == 1


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_working_days_are_all_counted(start: date, days: int) -> None:
    """Between the two days lie as many working days as were asked for, and the last is one."""
    end = add_working_days(start, days)
    between = [start + timedelta(days=step + 1) for step in range((end - start).days)]
    assert sum(day.weekday() < 5 for day in between) == days
    assert end.weekday() < 5
