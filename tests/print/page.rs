//! What a reader finds on a page.

use heraut::campaign::PaperSize;
use heraut::print::{Form, Format, Pages, Paper};

use crate::fixture::{at, device, person, tag, wave};
use crate::{Desk, said};

/// The texts of all codes a phone finds on a black and white print.
fn codes(pages: &Pages, dots_per_inch: f64) -> Vec<String> {
    let mut found = Vec::new();
    for page in 0..pages.len() {
        let raster = pages.raster(page, dots_per_inch).unwrap();
        let mut reader = quircs::Quirc::default();
        for code in reader.identify(raster.width, raster.height, &raster.pixels) {
            found.push(String::from_utf8(code.unwrap().decode().unwrap().payload).unwrap());
        }
    }
    found
}

#[test]
fn a_sheet_says_whose_it_is_by_when_what_to_do_and_whom_to_call() {
    let desk = Desk::new(&[]).unwrap();
    let mut anna = person("Anna de Boer");
    anna.department = Some("Stadsbeheer".into());
    anna.site = Some("Stadhuis".into());
    let pages = desk.lay_out(Form::Sheet, &anna).unwrap();
    assert_eq!(pages.len(), 1);
    let text = said(&pages);
    for part in [
        "Anna de Boer",
        "Afdeling Stadsbeheer",
        "Gebouw Stadhuis",
        "Stap over",
        "Uiterlijk vrijdag 12 maart 2027.",
        "Pak je iPhone 15 (F17XK2).",
        "de uitleg ( intranet.voorbeeldstad.example/uitleg )",
        "Maak een back-up.",
        "Wat Nu Straks Mail MobileIron Microsoft Intune",
        "Begin hier",
        "aka.example/enrol?a=1&b=2",
        "Hulp nodig? +31 20 555 0100",
        "ma-vr 08:00-17:30",
        "servicedesk@voorbeeldstad.example",
        "Blad 00118",
        "Pagina 1 van 1",
    ] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    assert_eq!(text.matches("+31 20 555 0100").count(), 1, "the band says it once: {text}");
}

#[test]
fn the_code_leads_to_exactly_the_link_on_every_form() {
    let desk = Desk::new(&[]).unwrap();
    for form in [Form::Sheet, Form::LargePrint, Form::Letter, Form::Poster(Format::A3), Form::Poster(Format::A4)] {
        let pages = desk.lay_out(form, &person("Anna")).unwrap();
        assert_eq!(codes(&pages, 150.0), ["https://aka.example/enrol?a=1&b=2"], "{form:?}");
    }
}

/// The same words on the paper of North America: as many pages, nothing beyond an edge, and a code that can be scanned.
#[test]
fn everything_fits_on_us_letter() {
    let (a4, letter) = (Desk::new(&[]).unwrap(), Desk::on(Some(PaperSize::UsLetter)).unwrap());
    let size = |pages: &Pages| pages.raster(0, 72.0).map(|page| (page.width, page.height)).unwrap();
    let anna = person("Anna");
    for form in [Form::Sheet, Form::LargePrint, Form::Letter, Form::Brief] {
        let (narrow, wide) = (a4.lay_out(form, &anna).unwrap(), letter.lay_out(form, &anna).unwrap());
        assert_eq!((size(&narrow), size(&wide)), ((595, 842), (612, 792)), "{form:?}");
        assert_eq!((said(&narrow), narrow.len()), (said(&wide), wide.len()), "{form:?}");
        if form != Form::Brief {
            assert_eq!(codes(&wide, 150.0), ["https://aka.example/enrol?a=1&b=2"], "{form:?}");
        }
    }
    let poster = letter.lay_out(Form::Poster(Format::UsLetter), &anna).unwrap();
    assert_eq!((size(&poster), poster.len()), ((612, 792), 1));
    assert_eq!(codes(&poster, 150.0), ["https://aka.example/enrol?a=1&b=2"]);
    assert_eq!(
        size(&letter.lay_out(Form::Poster(Format::A3), &anna).unwrap()),
        (842, 1191),
        "a size that is asked for"
    );
    let labels = letter.printer.labels(&[&anna; 11], &tag("nl")).unwrap();
    assert_eq!((labels.len(), size(&labels)), (2, (612, 792)), "ten on a sheet");
}

/// Whoever may enrol a device alone is led to the page for it; before the wave begins, and who has it wiped, to the guide.
#[test]
fn a_message_without_a_button_has_a_code_that_says_what_it_opens() {
    let plain = "---\nsubject: \"Stap over\"\n---\nDoe het nu.\n";
    let desk = Desk::new(&[("templates/remind/reminder.nl.md", plain)]).unwrap();
    let wiped = person("Anna");
    let mut own = wiped.clone();
    own.devices.iter_mut().for_each(|device| device.supervised = false);
    let (during, before) = (at("2027-03-05T09:00:00Z"), at("2027-02-26T09:00:00Z"));
    let enrol = ("https://aka.example/enrol?a=1&b=2", "Schrijf je apparaat hier in");
    let guide = ("https://intranet.voorbeeldstad.example/overstap_hulp", "Uitleg over de overstap");
    for (reader, due, (url, opens)) in [(&own, during, enrol), (&own, before, guide), (&wiped, during, guide)] {
        let wave = wave();
        let paper = Paper { due, ..desk.paper(reader, &wave, "nl").unwrap() };
        let pages = desk.printer.lay_out(Form::Sheet, &paper).unwrap();
        assert_eq!(codes(&pages, 150.0), [url]);
        let text = said(&pages);
        assert!(text.contains("Laatste dag om over te stappen vrijdag 12 maart 2027"), "{text}");
        assert!(text.contains(opens), "{text}");
    }
}

#[test]
fn a_name_is_a_name_whatever_it_says() {
    let desk = Desk::new(&[]).unwrap();
    for name in [
        "#eval(\"1\") $x$ #panic()",
        "*a* _b_ `c` [l](https://evil.example) <script>",
        "\\ @ref <label> ~ -- 1. = + / #link(\"x\")[y]",
        "Robert'); DROP TABLE",
    ] {
        let text = said(&desk.lay_out(Form::Sheet, &person(name)).unwrap());
        let bare = |text: &str| text.replace(['\'', '\u{2019}', '"', '\u{201c}', '\u{201d}', ' '], "");
        // Twice: above the sheet and in the greeting.
        assert_eq!(bare(&text).matches(&bare(name)).count(), 2, "`{name}` is not in: {text}");
    }
}

#[test]
fn marks_that_turn_the_text_around_are_not_printed() {
    let desk = Desk::new(&[]).unwrap();
    let text = said(&desk.lay_out(Form::Sheet, &person("Anna\u{202e}\u{0}\u{2067} Boer\u{200b}")).unwrap());
    assert!(text.contains("Anna Boer"), "{text}");
}

#[test]
fn two_devices_have_their_steps() {
    let desk = Desk::new(&[]).unwrap();
    let mut anna = person("Anna");
    anna.devices = vec![device("iPhone 15", "F1"), device("iPad Air", "D2")];
    let text = said(&desk.lay_out(Form::Sheet, &anna).unwrap());
    assert!(text.contains("1 Pak je iPhone 15 (F1)") && text.contains("2 Pak je iPad Air (D2)"), "{text}");
}

#[test]
fn large_print_has_the_same_words() {
    let desk = Desk::new(&[]).unwrap();
    let (sheet, large) = (Form::Sheet, Form::LargePrint);
    let [sheet, large] = [sheet, large].map(|form| said(&desk.lay_out(form, &person("Anna")).unwrap()));
    let missing: Vec<&str> = sheet.split(' ').filter(|word| !large.split(' ').any(|other| other == *word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_letter_has_the_address_as_the_data_has_it() {
    let desk = Desk::new(&[]).unwrap();
    let mut anna = person("Anna de Boer");
    anna.department = Some("Stadsbeheer".into());
    let inside = said(&desk.lay_out(Form::Letter, &anna).unwrap());
    assert!(inside.contains("Anna de Boer Stadsbeheer"), "{inside}");
    for (column, value) in [("street_address", "Dorpsstraat 1"), ("postal_code", "1234 AB"), ("city", "Voorbeeldstad")]
    {
        anna.attributes.insert(column.into(), value.into());
    }
    let outside = said(&desk.lay_out(Form::Letter, &anna).unwrap());
    assert!(outside.contains("Anna de Boer Dorpsstraat 1 1234 AB Voorbeeldstad"), "{outside}");
    assert!(outside.contains("Anja de Vries Hoofd I&A Gemeente Voorbeeldstad"), "it is signed: {outside}");
}

const ARABIC: &str = "---\nsubject: \"انتقل الآن\"\n---\n# انتقل الآن\n\nمرحبا {{ person.name }}،\n\n1. افتح **الإعدادات**.\n\n**[ابدأ هنا]({{ migration.enrol_url }})**\n";
const ARABIC_WORDS: &str = "\
check-real = اتصل
check-real-page = هنا
sent-by = { $organization } { $campaign }
phone = هاتف
email = بريد
hours = ساعات
website = موقع
helpdesk = مساعدة
print-name = الاسم
print-department = القسم
print-building = المبنى
print-deadline = افعل هذا قبل
print-scan = امسح الرمز
print-type = أو اكتب
print-code = رمز إلى { $address }
print-help = هل تحتاج إلى مساعدة؟
print-number = ورقة { $number }
print-page = صفحة { $page } من { $pages }
print-sender = المرسل
print-separator = هذه الكومة
print-count = { $count }
print-numbers = { $first } { $last }
";

#[test]
fn a_language_from_the_right_is_set_from_the_right() {
    let files = [("templates/remind/reminder.ar.md", ARABIC), ("locales/ar/labels.ftl", ARABIC_WORDS)];
    let desk = Desk::new(&files).unwrap();
    let (anna, wave) = (person("Anna"), crate::wave());
    let pages = desk.printer.lay_out(Form::Sheet, &desk.paper(&anna, &wave, "ar").unwrap()).unwrap();
    let text = said(&pages);
    assert!(text.contains("الإعدادات") && text.contains("Anna"), "{text}");
    // The number of the step is to the right of its text: ink in the right half of the line, none at the left edge.
    let raster = pages.raster(0, 50.0).unwrap();
    let ink = |columns: std::ops::Range<usize>| {
        let rows = raster.height / 5..raster.height / 3;
        rows.flat_map(|y| columns.clone().map(move |x| (x, y)))
            .filter(|(x, y)| raster.pixels[y * raster.width + x] < 128)
            .count()
    };
    assert!(ink(raster.width / 2..raster.width) > 2 * ink(0..raster.width / 2));
}
