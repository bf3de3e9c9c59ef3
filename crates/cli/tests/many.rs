//! `verify` of many files at once: archives, lines, pipes, runs that are killed and go on, tables; and whatever a member may do to the
//! ones around it.

mod support;

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use sealform_submission::{Claims, Jti};
use sealform_tests::forge::{json, key, minimal_claims, seal};
use sealform_types::Json;
use support::{Desk, at, codes};
use zip::write::SimpleFileOptions;

/// The file with a number; those with the same number are the same.
fn sealed(number: u32) -> Vec<u8> {
    let mut identity = [7; 16];
    identity[..4].copy_from_slice(&number.to_be_bytes());
    let claims = Claims { jti: Jti::from_random(identity), ..minimal_claims() };
    seal(&claims, &key("device")).bytes().to_vec()
}

/// A member: its name and its bytes.
type Member = (String, Vec<u8>);

fn members(numbers: std::ops::Range<u32>) -> Vec<Member> {
    numbers.map(|number| (format!("day/{number:04}.jws.json"), sealed(number))).collect()
}

fn ndjson(members: &[Member]) -> Vec<u8> {
    members.iter().flat_map(|(_, bytes)| [bytes.as_slice(), b"\n"].concat()).collect()
}

fn zipped(members: &[Member], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name, SimpleFileOptions::default().compression_method(method)).expect("a member");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("a zip").into_inner()
}

fn tarred(members: &[Member]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        append(&mut tar, name, bytes);
    }
    tar.into_inner().expect("a tar")
}

fn append(tar: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8]) {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    // Names that an honest program refuses are written as they are.
    let field = &mut header.as_old_mut().name;
    if name.len() <= field.len() {
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, bytes).expect("memory");
    } else {
        tar.append_data(&mut header, name, bytes).expect("memory");
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).expect("memory");
    gzip.finish().expect("memory")
}

/// `0: code code` for each file that is not in order.
fn problems(printed: &Json) -> Vec<String> {
    let files = at(printed, "/files").as_array().expect("files");
    let of = |file: &Json| {
        let name = at(file, "/file").as_str().expect("a name").to_owned();
        for finding in at(file, "/findings").as_array().expect("findings") {
            assert!(at(finding, "/hint").as_str().is_some_and(|hint| !hint.is_empty()), "{}", finding.to_text());
        }
        let found = codes(at(file, "/findings")).join(" ");
        (!found.is_empty()).then(|| format!("{name}: {found}"))
    };
    files.iter().filter_map(of).collect()
}

fn counted(printed: &Json) -> (Option<i64>, Option<i64>, Option<i64>) {
    let number = |name| at(printed, name).as_integer();
    (number("/intact"), number("/failed"), number("/passed_over"))
}

#[test]
fn an_archive_is_verified_as_its_files_would_be() {
    let desk = Desk::new();
    let mut all = members(0..600);
    all.push(("day/photo.jpg".to_owned(), b"a picture".to_vec()));
    let long = format!("{}/0600.jws.json", "a".repeat(180));
    all.push((long.clone(), sealed(600)));
    let lines = ndjson(&all.iter().filter(|(name, _)| name.ends_with(".jws.json")).cloned().collect::<Vec<_>>());
    let packed = [
        ("deflated.zip", zipped(&all, zip::CompressionMethod::Deflated), 1, format!("deflated.zip:{long}")),
        ("stored.zip", zipped(&all, zip::CompressionMethod::Stored), 1, format!("stored.zip:{long}")),
        ("sent.tar", tarred(&all), 1, format!("sent.tar:{long}")),
        ("sent.tar.gz", gzipped(&tarred(&all)), 1, format!("sent.tar.gz:{long}")),
        ("sent.tgz", gzipped(&tarred(&all)), 1, format!("sent.tgz:{long}")),
        ("sent.ndjson", lines.clone(), 0, "sent.ndjson:601".to_owned()),
        ("sent.ndjson.gz", gzipped(&lines), 0, "sent.ndjson.gz:601".to_owned()),
    ];
    for (name, bytes, passed_over, last) in packed {
        desk.file(name, &bytes);
        let printed = desk.run(&["verify", "--json", name]).ends(0).json();
        assert_eq!(counted(&printed), (Some(601), Some(0), Some(passed_over)), "{name}");
        assert_eq!(at(&printed, "/files/600/file").as_str(), Some(last.as_str()), "{name}");
        let piped = desk.pipe(&["verify", "--json", "-"], &bytes).ends(0).json();
        assert_eq!(counted(&piped), counted(&printed), "{name}, piped");
        let last = last.replacen(name, "-", 1);
        assert_eq!(at(&piped, "/files/600/file").as_str(), Some(last.as_str()), "{name}, piped");
    }
    let one = sealed(0);
    let alone = desk.pipe(&["verify", "--json", "-"], &one).ends(0).json();
    assert_eq!(at(&alone, "/files/0/file").as_str(), Some("-"));
    desk.pipe(&["verify", "-"], b"").ends(1).says("-: refused");
    desk.pipe(&["verify", "-"], b"{\n \"payload\": 1 }").ends(1).says("-: refused");
}

#[test]
fn what_speaks_against_files_is_found_across_archives() {
    let desk = Desk::new();
    let same = Claims { jti: Jti::from_random([1; 16]), ..minimal_claims() };
    let other = Claims { answers: json(r#"{"a":{"v":1}}"#), ..same.clone() };
    let one = |claims: &Claims, by: &str| seal(claims, &key(by)).bytes().to_vec();
    desk.file("one.zip", zipped(&[("a.jws.json".to_owned(), one(&same, "device"))], zip::CompressionMethod::Deflated));
    desk.file("two.tar", tarred(&[("b.jws.json".to_owned(), one(&other, "device"))]));
    desk.file("three.ndjson", ndjson(&[(String::new(), sealed(5)), (String::new(), one(&same, "device"))]));
    let printed = desk.run(&["verify", "--json", "one.zip", "two.tar", "three.ndjson"]).ends(1).json();
    let expected = [
        "one.zip:a.jws.json: seal/conflict",
        "two.tar:b.jws.json: seal/conflict",
        "three.ndjson:2: seal/duplicate seal/conflict",
    ];
    assert_eq!(problems(&printed), expected);
    desk.run(&["verify", "one.zip", "two.tar"]).ends(1).says("`two.tar:b.jws.json` has the same identity");
}

/// Writes numbers of a header of a zip, found by its mark.
fn patch(zip: &mut [u8], mark: &[u8], at: usize, value: &[u8]) {
    let from = zip.windows(4).position(|bytes| bytes == mark).expect("a header");
    zip[from + at..][..value.len()].copy_from_slice(value);
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";

/// A zip of which the first member is bad and the second good.
fn spoilt(first: &Member, spoil: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut zip = zipped(&[first.clone(), ("z.jws.json".to_owned(), sealed(2))], zip::CompressionMethod::Deflated);
    spoil(&mut zip);
    zip
}

#[test]
fn a_bad_member_of_a_zip_is_named_and_the_rest_is_judged() {
    let desk = Desk::new();
    let good = ("a.jws.json".to_owned(), sealed(1));
    let named = |name: &str| (name.to_owned(), sealed(1));
    let zeros = ("a.jws.json".to_owned(), vec![0; 40 << 20]);
    let small = 100_u32.to_le_bytes();
    let cases: [(&str, Vec<u8>, &str); 11] = [
        // 40 MB of zeros: named as they are, and named as a hundred bytes.
        ("huge", spoilt(&zeros, |_| {}), "a.jws.json: seal/too-large"),
        ("bomb", spoilt(&zeros, |zip| patch(zip, CENTRAL, 24, &small)), "a.jws.json: archive/bomb"),
        (
            "ten-gigabytes",
            spoilt(&good, |zip| patch(zip, CENTRAL, 24, &[255, 255, 255, 254])),
            "a.jws.json: seal/too-large",
        ),
        ("out", spoilt(&named("../a.jws.json"), |_| {}), "../a.jws.json: archive/unsafe-name"),
        ("root", spoilt(&named("/a.jws.json"), |_| {}), "/a.jws.json: archive/unsafe-name"),
        ("drive", spoilt(&named("c:\\a.jws.json"), |_| {}), "c:\\a.jws.json: archive/unsafe-name"),
        ("password", spoilt(&good, |zip| patch(zip, CENTRAL, 8, &[1, 0])), "a.jws.json: archive/encrypted"),
        ("method", spoilt(&good, |zip| patch(zip, CENTRAL, 10, &[14, 0])), "a.jws.json: archive/method"),
        ("checksum", spoilt(&good, |zip| patch(zip, CENTRAL, 16, &[0; 4])), "a.jws.json: archive/checksum"),
        ("renamed", spoilt(&good, |zip| patch(zip, LOCAL, 30, b"b")), "a.jws.json: archive/damaged"),
        ("link", spoilt(&good, |zip| patch(zip, CENTRAL, 40, &[0xff, 0xa1])), "a.jws.json: archive/not-a-file"),
    ];
    for (name, zip, expected) in cases {
        let file = format!("{name}.zip");
        desk.file(&file, zip);
        let printed = desk.run(&["verify", "--json", &file]).ends(1).json();
        assert_eq!(problems(&printed), [format!("{file}:{expected}")], "{name}");
        assert_eq!(counted(&printed), (Some(1), Some(1), Some(0)), "{name}");
    }
    // Members that share their bytes: each would be unpacked, and all are one.
    let overlapped = spoilt(&good, |zip| {
        let second = zip.windows(4).rposition(|bytes| bytes == CENTRAL).expect("a directory");
        zip[second + 42..second + 46].fill(0);
    });
    desk.file("overlap.zip", overlapped);
    let printed = desk.run(&["verify", "--json", "overlap.zip"]).ends(1).json();
    assert_eq!(problems(&printed), ["overlap.zip:z.jws.json: archive/damaged"]);
}

#[test]
fn an_archive_that_is_cut_off_says_where_and_what_came_before_is_judged() {
    let desk = Desk::new();
    let all = members(0..20);
    let (zip, tar) = (zipped(&all, zip::CompressionMethod::Deflated), tarred(&all));
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    desk.file("good.jws.json", sealed(99));
    for (name, bytes, intact) in [
        ("cut.zip", half(&zip), 1),
        ("cut.tar", half(&tar), 10),
        ("marked.tar", tar[..tar.len() - 1024].to_vec(), 21),
        ("cut.tar.gz", half(&gzipped(&tar)), 5),
        ("empty.zip", Vec::new(), 1),
        ("empty.tar", Vec::new(), 1),
    ] {
        desk.file(name, bytes);
        let printed = desk.run(&["verify", "--json", name, "good.jws.json"]).ends(1).json();
        assert_eq!(problems(&printed), [format!("{name}: archive/truncated")]);
        let (judged, failed, _) = counted(&printed);
        assert_eq!(failed, Some(1), "{name}");
        assert!(judged >= Some(intact), "{name}: {judged:?}");
    }
    desk.run(&["verify", "cut.tar"]).ends(1).says("the archive is cut off after ").says("cut.tar: refused");
    let header = tar.chunks(512).skip(1).position(|block| block.starts_with(b"day/")).expect("a header") + 1;
    let mut damaged = tar.clone();
    damaged[header * 512 + 3] ^= 1;
    desk.file("damaged.tar", damaged);
    let printed = desk.run(&["verify", "--json", "damaged.tar"]).ends(1).json();
    assert_eq!(problems(&printed), ["damaged.tar: archive/damaged"]);
    assert_eq!(counted(&printed).0, Some(1));
    // The checksum of the whole is wrong, which is known only at its end.
    let mut packed = gzipped(&tar);
    let end = packed.len() - 6;
    packed[end] ^= 1;
    desk.file("sum.tar.gz", packed);
    let printed = desk.run(&["verify", "--json", "sum.tar.gz"]).ends(1).json();
    assert_eq!(counted(&printed).0, Some(20));
    assert_eq!(problems(&printed), ["sum.tar.gz: archive/damaged"]);
}

#[test]
fn a_bad_member_of_a_tar_is_named_and_the_rest_is_judged() {
    let desk = Desk::new();
    let mut tar = tar::Builder::new(Vec::new());
    append(&mut tar, "../a.jws.json", &sealed(1));
    append(&mut tar, "/etc/b.jws.json", &sealed(2));
    append(&mut tar, "large.jws.json", &vec![b' '; 300_000]);
    for (kind, name) in [(tar::EntryType::Symlink, "link.jws.json"), (tar::EntryType::Fifo, "pipe.jws.json")] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        tar.append_link(&mut header, name, "/etc/passwd").expect("memory");
    }
    append(&mut tar, "good.jws.json", &sealed(3));
    desk.file("bad.tar", tar.into_inner().expect("a tar"));
    let printed = desk.run(&["verify", "--json", "bad.tar"]).ends(1).json();
    let expected = [
        "bad.tar:../a.jws.json: archive/unsafe-name",
        "bad.tar:/etc/b.jws.json: archive/unsafe-name",
        "bad.tar:large.jws.json: seal/too-large",
        "bad.tar:link.jws.json: archive/not-a-file",
        "bad.tar:pipe.jws.json: archive/not-a-file",
    ];
    assert_eq!(problems(&printed), expected);
    assert_eq!(counted(&printed), (Some(1), Some(5), Some(0)));
}

/// A tar of three members of which the second has ten gigabytes, most of them a hole in the file.
#[test]
fn a_member_of_ten_gigabytes_is_passed_by() {
    const SIZE: u64 = 10 << 30;
    let desk = Desk::new();
    for (file, name, expected) in
        [("sealed.tar", "b.jws.json", vec!["sealed.tar:b.jws.json: seal/too-large"]), ("other.tar", "film.mp4", vec![])]
    {
        let mut tar = File::create(desk.path(file)).expect("a file");
        let header = |name: &str, size: u64| {
            let mut header = tar::Header::new_gnu();
            header.set_path(name).expect("a name");
            header.set_size(size);
            header.set_cksum();
            header
        };
        let one = tarred(&[("a.jws.json".to_owned(), sealed(1))]);
        tar.write_all(&one[..one.len() - 1024]).expect("written");
        tar.write_all(header(name, SIZE).as_bytes()).expect("written");
        let at = tar.metadata().expect("a size").len() + SIZE;
        std::io::Seek::seek(&mut tar, std::io::SeekFrom::Start(at)).expect("a place");
        tar.write_all(&tarred(&[("c.jws.json".to_owned(), sealed(2))])).expect("written");
        let ran = desk.run(&["verify", "--json", file]).ends(i32::from(!expected.is_empty()));
        let printed = ran.json();
        assert_eq!(problems(&printed), expected, "{file}");
        assert_eq!(counted(&printed).0, Some(2), "{file}");
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_at_its_place_and_those_around_it_are_judged() {
    let desk = Desk::new();
    let mut lines = File::create(desk.path("long.ndjson")).expect("a file");
    lines.write_all(&[sealed(1).as_slice(), b"\r\n\n"].concat()).expect("written");
    for _ in 0..100 {
        lines.write_all(&vec![b'x'; 1 << 20]).expect("written");
    }
    lines.write_all(&[b"\n{\"half\":", b"\n".as_slice(), &sealed(2)].concat()).expect("written");
    drop(lines);
    let printed = desk.run(&["verify", "--json", "long.ndjson"]).ends(1).json();
    assert_eq!(problems(&printed), ["long.ndjson:3: seal/too-large", "long.ndjson:4: seal/file-json"]);
    assert_eq!(at(&printed, "/files/1/findings/0/place/line").as_integer(), Some(3));
    assert!(at(&printed, "/files/1/findings/0/message").as_str().expect("words").contains("104857600 bytes"));
    assert_eq!(counted(&printed), (Some(2), Some(2), Some(0)));
}

/// What is printed with a journal is what is printed without.
#[test]
fn a_run_that_was_killed_goes_on_and_says_the_same() {
    let desk = Desk::new();
    let mut all = members(0..1500);
    all.push(("again".to_owned(), sealed(3)));
    all[700].1[50] ^= 1;
    let lines = ndjson(&all);
    let whole = desk.pipe(&["verify", "--json", "-"], &lines).ends(1);

    let mut child = Command::new(env!("CARGO_BIN_EXE_sealform"))
        .args(["verify", "--json", "-", "--resume", "state.ndjson"])
        .current_dir(desk.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let mut pipe = child.stdin.take().expect("a pipe");
    // All but the end: the run is judging, and waits for more.
    pipe.write_all(&lines[..lines.len() - 1000]).expect("a reader");
    let kept =
        || std::fs::read(desk.path("state.ndjson")).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
    let mut waited = 0;
    while kept() < 200 {
        waited += 1;
        assert!(waited < 600, "nothing was kept");
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill().expect("killed");
    child.wait().expect("an end");
    drop(pipe);
    // The last line was being written.
    let mut state = desk.read("state.ndjson");
    state.truncate(state.len() - 30);
    desk.file("state.ndjson", &state);

    let again = desk.pipe(&["verify", "--json", "-", "--resume", "state.ndjson"], &lines).ends(1);
    assert_eq!(again.out, whole.out);
    assert!(again.err.contains("files were judged before"), "{}", again.err);
    let third = desk.pipe(&["verify", "--json", "-", "--resume", "state.ndjson"], &lines).ends(1);
    assert_eq!(third.out, whole.out);
    assert!(third.err.contains("1500 files were judged before"), "{}", third.err);
}

#[test]
fn a_journal_of_something_else_is_refused_and_left_as_it_is() {
    let desk = Desk::new();
    desk.file("a.jws.json", sealed(1));
    desk.file("b.jws.json", sealed(2));
    let devices = desk.file("devices.json", format!(r#"{{"keys":[{}]}}"#, key("device").public().to_jcs()));
    desk.run(&["verify", "a.jws.json", "b.jws.json", "--resume", "state"]).ends(0);
    let before = desk.read("state");
    let ran = desk.run(&["verify", "a.jws.json", "--resume", "state", "-t", &devices]).ends(1);
    ran.complains("error[journal/other]: the journal is of a run with another trust document");
    assert_eq!(desk.read("state"), before);
    desk.file("notes.txt", "my notes\n");
    desk.run(&["verify", "a.jws.json", "--resume", "notes.txt"]).ends(1).complains("error[journal/other]");
    assert_eq!(desk.read("notes.txt"), b"my notes\n");
    let text = String::from_utf8(before).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let [header, one, two] = lines[..] else { panic!("{text}") };
    desk.file("state", format!("{header}\n{}\n{two}\n", &one[..one.len() - 9]));
    desk.run(&["verify", "a.jws.json", "--resume", "state"]).ends(1).complains("error[journal/damaged]");
    // A part of the first line is a run that was killed at once.
    desk.file("state", &header[..20]);
    desk.run(&["verify", "a.jws.json", "--resume", "state"]).ends(0);
}

#[test]
fn files_beside_are_looked_at_again_when_a_run_goes_on() {
    let desk = Desk::new();
    let photo = sealform_tests::forge::attachment("a.jpg", "photo", b"a photo");
    let answers = json(r#"{"photo":{"v":["a.jpg"]}}"#);
    let claims = Claims { answers, attachments: vec![photo], ..minimal_claims() };
    desk.file("a.jws.json", seal(&claims, &key("device")).bytes());
    std::fs::create_dir(desk.path("sent")).expect("a folder");
    let verify = ["verify", "a.jws.json", "--files", "sent", "--resume", "state"];
    desk.run(&verify).ends(0).says("1 file not at hand");
    desk.file("sent/a.jpg", b"a photo");
    let ran = desk.run(&verify).ends(0);
    assert!(!ran.out.contains("not at hand"), "{}", ran.out);
    desk.file("sent/a.jpg", b"a phoTo");
    desk.run(&verify).ends(1).says("seal/attachment-digest");
}

#[test]
fn results_are_written_as_tables() {
    let desk = Desk::new();
    let mut all = members(0..3);
    all[1].1[50] ^= 1;
    all.push(("a \"quoted\", name.jws.json".to_owned(), sealed(9)));
    desk.file("sent.zip", zipped(&all, zip::CompressionMethod::Deflated));
    for name in ["r.csv", "r.json", "r.ndjson", "r.parquet", "r.txt"] {
        let ran = desk.run(&["verify", "sent.zip", "-o", name]).ends(1);
        ran.says("4 files: 3 in order, 1 not").says(&format!("{name}: what came of each file"));
    }
    let mut csv = csv::Reader::from_path(desk.path("r.csv")).expect("a table");
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("a row")).collect();
    let names = csv.headers().expect("names").clone();
    let column = |name: &str| names.iter().position(|known| known == name).expect("a column");
    let (file, ok, level, findings) = (column("file"), column("ok"), column("level"), column("findings"));
    assert_eq!(rows.iter().map(|row| &row[ok]).collect::<Vec<_>>(), ["true", "false", "true", "true"]);
    assert_eq!(&rows[3][file], "sent.zip:a \"quoted\", name.jws.json");
    assert_eq!((&rows[0][level], &rows[1][level]), ("L1", ""));
    assert!(!rows[1][findings].is_empty());

    let lines = String::from_utf8(desk.read("r.ndjson")).expect("text");
    let lines: Vec<Json> = lines.lines().map(json).collect();
    let whole = json(&String::from_utf8(desk.read("r.json")).expect("text"));
    assert_eq!(at(&whole, "/files").as_array().expect("files"), lines.as_slice());
    assert_eq!(at(&whole, "/failed").as_integer(), Some(1));
    assert!(!String::from_utf8(desk.read("r.txt")).expect("text").contains('\u{1b}'));

    let parquet = SerializedFileReader::new(File::open(desk.path("r.parquet")).expect("a file")).expect("a table");
    let fields: Vec<String> =
        parquet.metadata().file_metadata().schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    assert_eq!(fields.len(), rows[0].len());
    let number = |name: &str| fields.iter().position(|known| known == name).expect("a column");
    for (row, expected) in parquet.get_row_iter(None).expect("rows").zip(&rows) {
        let row = row.expect("a row");
        assert_eq!(row.get_string(number("file")).expect("a text"), &expected[file]);
        assert_eq!(row.get_bool(number("ok")).expect("a flag").to_string(), &expected[ok]);
        assert_eq!(row.get_string(number("level")).map(String::as_str).unwrap_or_default(), &expected[level]);
        assert_eq!(row.get_long(number("missing")).ok(), (!expected[level].is_empty()).then_some(0));
    }

    let ran = desk.run(&["verify", "sent.zip", "--format", "table"]).ends(1);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("yes ")).count(), 3, "{}", ran.out);
    desk.run(&["verify", "sent.zip", "--format", "csv", "-o", "-"]).ends(1).says("\"\"quoted\"\"");
    desk.run(&["verify", "sent.zip", "--format", "parquet"]).ends(2).complains("Parquet is not printed");
    desk.run(&["verify", "sent.zip", "-o", "r.xls"]).ends(2).complains("--format csv");
    desk.run(&["verify", "sent.zip", "-o", "sent.zip", "--format", "csv"])
        .ends(2)
        .complains("would replace what is verified");
    desk.run(&["verify", "sent.zip", "--report", "r.html"]).ends(2).complains("a report is of one file");
    desk.run(&["verify", "r.html", "-o", "nowhere/r.csv"]).ends(3).complains("file/no-folder");
}

#[test]
fn folders_and_what_is_no_file_do_not_stop_a_run() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("sent/inside")).expect("a folder");
    desk.file("sent/a.jws.json", sealed(1));
    desk.file("sent/inside/b.jws.json", sealed(2));
    // Attachments may be archives: inside a folder they are not looked into.
    desk.file("sent/c.zip", zipped(&members(7..9), zip::CompressionMethod::Deflated));
    let printed = desk.run(&["verify", "--json", "sent", "missing.jws.json", "sent/c.zip"]).ends(3).json();
    assert_eq!(counted(&printed), (Some(4), Some(1), Some(1)));
    assert_eq!(problems(&printed), ["missing.jws.json: file/missing"]);
    let mut rest = String::new();
    File::open(desk.path("sent/c.zip")).expect("a file").read_to_string(&mut rest).expect_err("no text");
}
