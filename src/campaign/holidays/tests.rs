//! Files as they are handed out, and what is closed by them.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::read::{Read, read};

const HOME: Tz = chrono_tz::Europe::Amsterdam;

/// An event that is like no other in one line or two.
fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")
}

fn calendar(inside: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n")
}

fn years() -> (NaiveDate, NaiveDate) {
    (day("2026-01-01"), day("2028-12-31"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sound(bytes: &[u8]) -> Read {
    read("vrij.ics", bytes, HOME, years()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The days off of 2027, as `04-27`.
fn closed(text: &str) -> Vec<String> {
    let days = sound(text.as_bytes()).days.into_keys().map(|day| day.to_string());
    days.filter_map(|day| day.strip_prefix("2027-").map(str::to_owned)).collect()
}

/// The days off of 2027 of a calendar with one event.
fn alone(lines: &str) -> Vec<String> {
    closed(&calendar(&event(lines)))
}

/// What is wrong, with its line.
fn wrong(text: &str) -> Vec<String> {
    let problems = read("vrij.ics", text.as_bytes(), HOME, years()).unwrap_err();
    assert!(problems.iter().all(|problem| problem.hint.is_some()));
    problems.iter().map(|problem| format!("{} {}", problem.place.as_ref().unwrap().line, problem.message)).collect()
}

/// The event of 2020 that comes back each year, and its neighbours.
#[test]
fn a_holiday_that_comes_back_is_closed_each_year() {
    let yearly = "DTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY\nSUMMARY:Koningsdag";
    assert_eq!(alone(yearly), ["04-27"]);
    assert_eq!(sound(calendar(&event(yearly)).as_bytes()).days[&day("2027-04-27")], "Koningsdag");
    assert_eq!(alone(&format!("{yearly}\nEXDATE;VALUE=DATE:20270427")), [""; 0]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY;UNTIL=20270427"), ["04-27"]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY;UNTIL=20270426"), [""; 0]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY;COUNT=8"), ["04-27"]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY;COUNT=7"), [""; 0]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20210427\nRRULE:FREQ=YEARLY;INTERVAL=2"), ["04-27"]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY"), [""; 0]);
}

#[test]
fn days_are_added_and_taken_out_one_by_one() {
    let moved = "DTSTART;VALUE=DATE:20260501\nRDATE;VALUE=DATE:20270503,20270510\nRDATE;VALUE=DATE:2027-05-20";
    assert_eq!(alone(moved), ["05-03", "05-10", "05-20"]);
    assert_eq!(alone(&format!("{moved}\nEXDATE;VALUE=DATE:20270510")), ["05-03", "05-20"]);
    let several = "DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1";
    assert_eq!(alone(several), ["01-01", "05-01"]);
}

/// DTEND is the day after (section 3.6.1), also when it is written as the same day.
#[test]
fn an_event_takes_its_days_whole_however_its_end_is_written() {
    for lines in [
        "DTSTART;VALUE=DATE:20270427",
        "DTSTART;VALUE=DATE:20270427\nDTEND;VALUE=DATE:20270428",
        "DTSTART;VALUE=DATE:20270427\nDTEND;VALUE=DATE:20270427",
        "DTSTART:20270427\nDURATION:P1D",
        "DTSTART:20270427\nDURATION:PT24H",
        "DTSTART:2027-04-27\nDTEND:2027-04-28",
        "DTSTART;TZID=W. Europe Standard Time:20270427T000000\nDTEND;TZID=W. Europe Standard Time:20270428T000000",
        "DTSTART;TZID=Europe/Amsterdam:20270427T000000\nDTEND;TZID=Europe/Amsterdam:20270427T235959",
        "DTSTART;TZID=America/New_York:20270427T000000\nDTEND;TZID=America/New_York:20270428T000000",
        "DTSTART;VALUE=DATE;TZID=/mozilla.org/20070129_1/Europe/Paris:20270427",
        "DTSTART;TZID=/softwarestudio.org/Olson_5/Europe/Amsterdam:20270427T000000\nDURATION:P1D",
        "DTSTART:20270426T220000Z\nDTEND:20270427T220000Z",
        "DTSTART:20270427T000000Z\nDTEND:20270428T000000Z",
        "DTSTART:20270427T000000Z\nDURATION:P1D",
        "DTSTART:20270427T000000",
        "DTSTART:20270427T080000\nDTEND:20270427T170000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    ] {
        assert_eq!(alone(lines), ["04-27"], "{lines}");
    }
    assert_eq!(alone("DTSTART;VALUE=DATE:20270427\nDURATION:P1W").len(), 7);
    assert_eq!(alone("DTSTART;VALUE=DATE:20270427\nDTEND;VALUE=DATE:20270429"), ["04-27", "04-28"]);
    assert_eq!(alone("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103"), ["01-01", "01-02"]);
}

/// Midnight in Amsterdam is 22:00 UTC in summer and 23:00 in winter.
#[test]
fn a_midnight_in_utc_comes_back_on_its_own_day() {
    assert_eq!(alone("DTSTART:20200426T220000Z\nDTEND:20200427T220000Z\nRRULE:FREQ=YEARLY"), ["04-27"]);
    assert_eq!(alone("DTSTART:20191231T230000Z\nDTEND:20200101T230000Z\nRRULE:FREQ=YEARLY"), ["01-01"]);
    let until = "DTSTART;TZID=Europe/Amsterdam:20200427T000000\nDURATION:P1D\nRRULE:FREQ=YEARLY;UNTIL=";
    assert_eq!(alone(&format!("{until}20270426T220000Z")), ["04-27"]);
    assert_eq!(alone(&format!("{until}20270426T215959Z")), [""; 0]);
    let zone = "X-WR-TIMEZONE:Asia/Tokyo\n";
    let tokyo = calendar(&format!("{zone}{}", event("DTSTART:20270426T150000Z\nDTEND:20270427T150000Z")));
    assert_eq!(closed(&tokyo), ["04-27"]);
}

#[test]
fn a_summer_of_weeks_is_closed_to_its_end() {
    let summer = alone("DTSTART;VALUE=DATE:20270701\nDTEND;VALUE=DATE:20270908");
    assert_eq!((summer.len(), summer[0].as_str(), summer[68].as_str()), (69, "07-01", "09-07"));
    assert_eq!(alone("DTSTART;VALUE=DATE:20270701\nDURATION:P10W").len(), 70);
    let message = "this event takes 731 days, more than a year";
    assert_eq!(wrong(&calendar(&event("DTSTART:20270101\nDTEND:20290101"))), [format!("4 {message}")]);
}

#[test]
fn what_is_cancelled_or_replaced_is_not_on_its_day() {
    assert_eq!(alone("DTSTART;VALUE=DATE:20270427\nSTATUS:CANCELLED"), [""; 0]);
    let yearly = event("UID:k\nDTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY");
    let moved = event("UID:k\nRECURRENCE-ID;VALUE=DATE:20270427\nDTSTART;VALUE=DATE:20270426");
    assert_eq!(closed(&calendar(&format!("{yearly}{moved}"))), ["04-26"]);
    let off = event("UID:k\nRECURRENCE-ID;VALUE=DATE:20270427\nDTSTART;VALUE=DATE:20270427\nSTATUS:CANCELLED");
    assert_eq!(closed(&calendar(&format!("{off}{yearly}"))), [""; 0]);
    let other = event("UID:other\nRECURRENCE-ID;VALUE=DATE:20270427\nDTSTART;VALUE=DATE:20270425");
    assert_eq!(closed(&calendar(&format!("{yearly}{other}"))), ["04-25", "04-27"]);
}

#[test]
fn several_calendars_and_encodings_are_one_file() {
    let two = format!("{}{}", calendar(&event("DTSTART:20270427")), calendar(&event("DTSTART:20270505")));
    assert_eq!(closed(&two), ["04-27", "05-05"]);
    let utf16 = |mark: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{two}").encode_utf16().flat_map(unit).collect()
    };
    for bytes in [
        utf16("\u{feff}", u16::to_le_bytes),
        utf16("\u{feff}", u16::to_be_bytes),
        utf16("", u16::to_le_bytes),
        format!("\u{feff}{two}").into_bytes(),
        two.replace('\n', "\r\n").into_bytes(),
        two.replace('\n', "\r").into_bytes(),
    ] {
        assert_eq!(sound(&bytes).days.len(), 2);
    }
}

#[test]
fn what_has_a_time_closes_nothing_and_is_named() {
    let text = calendar(&format!(
        "{}{}{}",
        event("SUMMARY:Kerstborrel\\, 16 uur\nDTSTART:20271224T160000\nDTEND:20271224T180000"),
        event(
            "SUMMARY:Overleg\nDTSTART;TZID=Europe/Amsterdam:20200106T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20201231"
        ),
        event("SUMMARY:Vrij\nDTSTART:20271225"),
    ));
    let found = sound(text.as_bytes());
    assert_eq!(found.days.keys().copied().collect::<Vec<_>>(), [day("2027-12-25")]);
    let named: Vec<_> = found.appointments.iter().map(|a| (a.line, a.name.as_str(), a.years.contains(&2027))).collect();
    assert_eq!(named, [(3, "Kerstborrel, 16 uur", true), (8, "Overleg", false)]);
}

#[test]
fn what_cannot_be_read_is_an_error_at_its_line() {
    let one = |lines: &str| wrong(&calendar(&event(lines)));
    assert_eq!(one("SUMMARY:x"), ["3 this event has no DTSTART"]);
    assert_eq!(one("SUMMARY:x\nDTSTART:27-4-2027"), ["5 `27-4-2027` is not a date"]);
    assert_eq!(one("DTSTART:20270230"), ["4 `20270230` is not a date"]);
    assert_eq!(one("DTSTART:20270427\nDURATION:1 dag"), ["5 `1 dag` is not a length of time"]);
    assert_eq!(one("DTSTART:20270427\nDTEND:20270425"), ["4 this event ends before it begins"]);
    assert_eq!(one("DTSTART:20270427\nRDATE:20270428,morgen"), ["5 `morgen` is not a date"]);
    assert_eq!(one("DTSTART:20270427\nEXDATE:x"), ["5 `x` is not a date"]);
    assert_eq!(one("DTSTART:20270427\nRDATE;VALUE=PERIOD:20270428T000000Z/P1D").len(), 1);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=YEARLY;RSCALE=HEBREW"), ["5 `RSCALE=HEBREW` is not understood"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=HOURLY"), ["5 whole days do not come back within a day"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:YEARLY"), ["5 `YEARLY` is no part of a rule"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=YEARLY;UNTIL=ooit"), ["5 `ooit` is not a date"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), ["5 this rule has no day at all"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=YEARLY;BYDAY=é"), ["5 `BYDAY=é` is not understood"]);
    assert_eq!(one("DTSTART:20270427\nRRULE:FREQ=JAARLIJKS").len(), 1);
    assert_eq!(one("DTSTART:20270427\nEXRULE:FREQ=YEARLY"), ["5 `EXRULE` is not understood"]);
    let range = "DTSTART:20270427\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270427";
    assert_eq!(one(range), ["5 an event that replaces all that follow is not understood"]);
    assert_eq!(one("DTSTART;TZID=Nergens:20270427T000000"), ["4 there is no time zone `Nergens`"]);
    assert_eq!(one("DTSTART:20270427\neen regel te veel"), ["5 this line has no name before a colon"]);
    assert_eq!(wrong("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270427\n").len(), 2, "cut off");
    assert_eq!(wrong("<html>Log in</html>"), ["0 this is not an iCalendar file (RFC 5545)"]);
    assert_eq!(wrong(&calendar("END:VEVENT\n")), ["3 `END:VEVENT` ends nothing that is open here"]);
    let own = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nEND:VTIMEZONE\n";
    let by_own = event("DTSTART;TZID=Customized Time Zone:20270427T000000\nDURATION:P1D");
    assert_eq!(closed(&calendar(&format!("{own}{by_own}"))), ["04-27"], "a zone of its own needs no other");
    let alarm = "DTSTART:20270427\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:nooit\nEND:VALARM";
    assert_eq!(alone(alarm), ["04-27"], "an alarm is none of the event's lines");
}

/// What stands in a calendar, an event or a rule without end costs a bounded number of steps, and is said.
#[test]
fn what_has_no_end_costs_little() {
    assert_eq!(alone("DTSTART:18010101\nRRULE:FREQ=DAILY").len(), 365);
    assert_eq!(alone("DTSTART:18010101\nRRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE").len(), 36);
    let deep = format!("{}{}", "BEGIN:VEVENT\n".repeat(100_000), "END:VEVENT\n".repeat(100_000));
    assert_eq!(wrong(&calendar(&deep))[1], "10 this is more than 8 deep in other components");
    let many = event("DTSTART:18010101\nRRULE:FREQ=DAILY;COUNT=4000000000").repeat(200);
    let said = wrong(&calendar(&many));
    assert_eq!(said[0], "13 the rules of this calendar have more days than holidays have");
    let wrongs = wrong(&calendar(&"geen regel\n".repeat(50_000)));
    assert_eq!(
        (wrongs.len(), wrongs[19].as_str()),
        (20, "22 this line has no name before a colon, and 49980 lines more")
    );
    let large = vec![b'x'; 10_000_001];
    assert!(read("vrij.ics", &large, HOME, years()).unwrap_err()[0].message.contains("10 MB"));
}

/// As Google hands out Dutch holidays: an event a year, folded lines, text beside.
#[test]
fn dutch_holidays_as_google_writes_them() {
    let days = ["0101", "0328", "0329", "0427", "0505", "0506", "0516", "0517", "1225", "1226"];
    let event = |day: &&str| {
        event(&format!(
            "DTSTART;VALUE=DATE:2027{day}\nDTEND;VALUE=DATE:2027{:04}\nDTSTAMP:20261129T101500Z\nUID:2027{day}_x@google.com\n\
             CLASS:PUBLIC\nCREATED:20240517T115537Z\nDESCRIPTION:Feestdag\\nOm vieringen te verbergen, ga naar Google \n \
             Agenda-instellingen > Feestdagen in Nederland\nSEQUENCE:0\nSTATUS:CONFIRMED\nSUMMARY:Feestdag\nTRANSP:TRANSPARENT",
            day.parse::<u32>().unwrap() + 1
        ))
    };
    let inside: String = days.iter().map(event).collect();
    let head = "PRODID:-//Google Inc//Google Calendar 70.9054//EN\nCALSCALE:GREGORIAN\nMETHOD:PUBLISH\n\
                X-WR-CALNAME:Feestdagen in Nederland\nX-WR-TIMEZONE:UTC\n";
    assert_eq!(
        closed(&calendar(&format!("{head}{inside}")).replace('\n', "\r\n")),
        ["01-01", "03-28", "03-29", "04-27", "05-05", "05-06", "05-16", "05-17", "12-25", "12-26"]
    );
}

/// As gov.uk hands out bank holidays: the end before the start, no time zone; Christmas 2027 is on a Saturday.
#[test]
fn british_bank_holidays_as_the_government_writes_them() {
    let days =
        [("0101", "0102"), ("0326", "0327"), ("0329", "0330"), ("0503", "0504"), ("0531", "0601"), ("0830", "0831")];
    let event = |(day, next): &(&str, &str)| {
        event(&format!(
            "DTEND;VALUE=DATE:2027{next}\nDTSTART;VALUE=DATE:2027{day}\nSUMMARY:Bank holiday\n\
             UID:ca6af7456b0088abad9a69f9f620f5ac-{day}@gov.uk\nSEQUENCE:0\nDTSTAMP:20261129T101500Z"
        ))
    };
    let inside: String = days.iter().chain(&[("1227", "1228"), ("1228", "1229")]).map(event).collect();
    assert_eq!(closed(&calendar(&inside)), ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]);
}

/// As Apple and Outlook.com write those of the United States: rules on days of the week, once for all years.
#[test]
fn american_holidays_as_rules_of_days_of_the_week() {
    let rules = [
        ("20000101", ""),
        ("20000117", ";BYMONTH=1;BYDAY=3MO"),
        ("20000221", ";BYMONTH=2;BYDAY=3MO"),
        ("20000529", ";BYMONTH=5;BYDAY=-1MO"),
        ("20210619", ""),
        ("20000704", ""),
        ("20000904", ";BYMONTH=9;BYDAY=1MO"),
        ("20001009", ";BYMONTH=10;BYDAY=MO;BYMONTHDAY=8,9,10,11,12,13,14"),
        ("20001111", ""),
        ("20001123", ";BYMONTH=11;BYDAY=TH;BYSETPOS=4"),
        ("20001225", ""),
    ];
    let event = |(start, rule): &(&str, &str)| event(&format!("DTSTART;VALUE=DATE:{start}\nRRULE:FREQ=YEARLY{rule}"));
    assert_eq!(
        closed(&calendar(&rules.iter().map(event).collect::<String>())),
        ["01-01", "01-18", "02-15", "05-31", "06-19", "07-04", "09-06", "10-11", "11-11", "11-25", "12-25"]
    );
}

/// As German states' files are made (a midnight without a zone, names of the days), and French ones (a zone of Mozilla's,
/// the days that move as RDATE). Easter is 28 March 2027.
#[test]
fn german_and_french_holidays_as_their_files_are_made() {
    let german = ["0101", "0326", "0329", "0501", "0506", "0517", "1003", "1225", "1226"];
    let midnight = |day: &&str| {
        event(&format!("DTSTART:2027{day}T000000\nDTEND:2027{day}T235900\nSUMMARY:Feiertag\nCATEGORIES:Feiertage"))
    };
    assert_eq!(
        closed(&calendar(&german.iter().map(midnight).collect::<String>())),
        ["01-01", "03-26", "03-29", "05-01", "05-06", "05-17", "10-03", "12-25", "12-26"]
    );
    let zone = "DTSTART;VALUE=DATE;TZID=/mozilla.org/20070129_1/Europe/Paris:";
    let fixed = ["0101", "0501", "0508", "0714", "0815", "1101", "1111", "1225"];
    let mut french: String =
        fixed.iter().map(|day| event(&format!("{zone}2007{day}\nRRULE:FREQ=YEARLY;INTERVAL=1"))).collect();
    french += &event(&format!("SUMMARY:Lundi de Pâques\n{zone}20070409\nRDATE;VALUE=DATE:20260406,20270329,20280417"));
    french += &event(&format!("SUMMARY:Ascension\n{zone}20070517\nRDATE;VALUE=DATE:20260514,20270506,20280525"));
    french += &event(&format!("SUMMARY:Pentecôte\n{zone}20070528\nRDATE;VALUE=DATE:20260525,20270517,20280605"));
    assert_eq!(
        closed(&calendar(&french)),
        ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"]
    );
}

#[test]
fn a_file_of_other_years_says_which() {
    let old = sound(calendar(&event("DTSTART:20190427\nDTEND:20190429")).as_bytes());
    assert_eq!(old.days.len(), 0);
    assert_eq!(old.extent, Some((day("2019-04-27"), day("2019-04-28"))));
    assert_eq!(sound(calendar("").as_bytes()).extent, None);
}
