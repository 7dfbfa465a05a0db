//! `heraut preview --format png`, with browsers that are scripts: they keep what they were asked and answer as told.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::world::{EARLY, Ran, World};

const PICTURE: [&str; 7] = ["preview", "enrol-now", "--person", "Anna Bakker", "--format", "png", "--out"];

/// Keeps its arguments and the page, and answers as a browser would: with a height, then with a picture.
const BROWSER: &str = "\
#!/bin/sh
here=$(/usr/bin/dirname \"$0\")
for argument in \"$@\"; do
    echo \"$argument\" >>\"$here/asked.txt\"
    case $argument in
        --dump-dom) echo '<html data-height=\"40\"></html>' ;;
        --screenshot=*) /bin/cp \"$here/window.png\" \"${argument#*=}\" ;;
        */page.html) /bin/cp \"$argument\" \"$here/page.html\" ;;
    esac
done
";

/// A world with a browser in `bin/`.
fn with_browser(name: &str, script: &str) -> World {
    let world = World::base();
    let file = format!("bin/{name}");
    world.write(&file, script);
    fs::set_permissions(world.path(&file), fs::Permissions::from_mode(0o755)).unwrap();
    world.write("bin/window.png", white(500, 240));
    world
}

/// A white picture.
fn white(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![255; (width * height * 3) as usize]).unwrap();
    writer.finish().unwrap();
    bytes
}

/// Width and height of a PNG.
fn size(file: std::path::PathBuf) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(file).unwrap())).read_info().unwrap();
    (reader.info().width, reader.info().height)
}

fn take(world: &World, more: &[&str]) -> Ran {
    let path = world.path("bin").display().to_string();
    world.run_with(&[("PATH", &path)], &[&PICTURE[..], &["mail.png"], more, &["--now", EARLY]].concat())
}

#[test]
fn a_picture_is_as_wide_as_asked_and_as_high_as_the_mail() {
    let world = with_browser("google-chrome", BROWSER);
    take(&world, &["--width", "320"]).code(0).says("`enrol-now` for Anna Bakker is in mail.png.");
    assert_eq!(size(world.path("mail.png")), (320, 40), "the window was wider and higher");
    let asked = world.read("bin/asked.txt");
    for flag in ["--headless", "--window-size=500,240", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir="] {
        assert!(asked.contains(flag), "{flag} is not in\n{asked}");
    }
    let page = world.read("bin/page.html");
    assert!(page.contains("width: 320px") && page.contains("Hallo Anna,") && page.contains("sandbox="), "{page}");
    let left: Vec<String> = fs::read_dir(world.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("heraut-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "the browser's folder is gone");
}

#[test]
fn dark_is_painted_dark() {
    let world = with_browser("chromium", BROWSER);
    take(&world, &["--dark"]).code(0);
    let page = world.read("bin/page.html");
    assert!(page.contains("@media (min-width:0)") && !page.contains("prefers-color-scheme:"), "{page}");
}

#[test]
fn the_browser_of_choice_comes_first() {
    let world = with_browser("chromium", "#!/bin/sh\nexit 1\n");
    world.write("bin/mine", BROWSER);
    fs::set_permissions(world.path("bin/mine"), fs::Permissions::from_mode(0o755)).unwrap();
    let (path, mine) = (world.path("bin").display().to_string(), world.path("bin/mine").display().to_string());
    let args = [&PICTURE[..], &["mail.png", "--now", EARLY]].concat();
    world.run_with(&[("PATH", &path), ("HERAUT_BROWSER", &mine)], &args).code(0);
    world.run_with(&[("PATH", &path), ("HERAUT_BROWSER", "mine")], &args).code(0);
    insta::assert_snapshot!(world.run_with(&[("PATH", &path), ("HERAUT_BROWSER", "firefox")], &args).code(2));
}

#[test]
fn without_a_browser_it_says_what_to_do() {
    let world = World::base();
    insta::assert_snapshot!(world.run(&[&PICTURE[..], &["mail.png", "--now", EARLY]].concat()).code(2));
    assert!(!world.path("mail.png").exists());
    insta::assert_snapshot!(world.run(&[&PICTURE[..6], &["--now", EARLY]].concat()).code(2));
}

#[test]
fn a_browser_that_fails_is_quoted() {
    let failing = with_browser("chromium", "#!/bin/sh\necho 'no display' >&2\nexit 3\n");
    take(&failing, &[]).code(2).says("no display");
    take(&with_browser("chromium", "#!/bin/sh\nexit 0\n"), &[]).code(2).says("did not measure the page");
    let blind = BROWSER.replace("--screenshot=*)", "--never)");
    take(&with_browser("chromium", &blind), &[]).code(2).says("it left none");
    assert!(!failing.path("mail.png").exists());
}
