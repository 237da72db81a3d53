//! What leaves the store as files: captures as WARC, and a finding's evidence as one bundle, both
//! checked by tools that know nothing of this program.

use std::path::Path;
use std::process::Command;

use pactwatch::base::Timestamp;
use pactwatch::cli::{export_evidence, export_warc};
use pactwatch::ledger::{Finding, FindingKind};

use super::desk::Desk;
use super::page::Page;

fn story(year: u32) -> Page {
    let mut page = Page::new(
        "What they signed — “all of it”",
        vec![
            "The paper has read what the two companies signed, all of it, in one night.".to_owned(),
            format!("Microsoft's license to OpenAI's models and products runs through {year}."),
            "The lawyers had met in a hotel near the harbour — café and all — four times."
                .to_owned(),
        ],
    );
    page.dek = None;
    page
}

async fn edited() -> Desk {
    let mut desk = Desk::new(&["harbour.example"]).await;
    desk.wait(1).await;
    for year in [2032, 2030] {
        desk.print("harbour.example", "deal", &story(year));
        desk.wait(3).await;
    }
    desk
}

fn run(command: &mut Command) -> (bool, String) {
    let done = command.output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    (done.status.success(), said)
}

fn unpack(bundle: &Path, folder: &Path) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
    archive.extract(folder).unwrap();
}

/// A finding's bundle proves itself with `sha256sum -c`, and no longer does once a byte is altered.
#[tokio::test]
async fn a_bundle_of_evidence_is_checked_by_sha256sum() {
    let desk = edited().await;
    let rows = desk.app.store.findings(Timestamp::MIN, 100).await.unwrap();
    let changed = rows.iter().find(|row| row.kind == "changed").expect("an edit was found");
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("evidence.zip");
    let start: String = changed.id.chars().take(12).collect();
    let headline = export_evidence::to_file(&desk.app.store, &start, &bundle).await.unwrap();
    assert_eq!(headline, changed.headline);
    let unpacked = folder.path().join("unpacked");
    unpack(&bundle, &unpacked);
    let mut check = Command::new("sha256sum");
    let (good, said) = run(check.args(["-c", "SHA256SUMS"]).current_dir(&unpacked));
    assert!(good, "{said}");
    for name in ["finding.json", "claims.json", "diff.html", "versions/2/headers.json"] {
        assert!(said.contains(&format!("{name}: OK")), "{name} in {said}");
    }
    let read = |name: &str| std::fs::read(unpacked.join(name)).unwrap();
    assert_eq!(read("versions/1/body"), story(2032).html().into_bytes());
    assert_eq!(read("versions/2/body"), story(2030).html().into_bytes());
    let finding: Finding = serde_json::from_slice(&read("finding.json")).unwrap();
    assert_eq!((finding.kind, finding.id.as_str()), (FindingKind::Changed, changed.id.as_str()));
    let to = finding.to.unwrap();
    assert_eq!(&read("versions/2/text.txt")[to.span.start..to.span.end], to.quote.as_bytes());
    let claims: serde_json::Value = serde_json::from_slice(&read("claims.json")).unwrap();
    assert!(claims.as_array().unwrap().iter().all(|claim| claim["quote_is_there"] == true));
    let about = String::from_utf8(read("README.txt")).unwrap();
    for said in
        [changed.headline.as_str(), to.quote.as_str(), "https://harbour.example/deal, versions/2"]
    {
        assert!(about.contains(said), "{said:?} is not in\n{about}");
    }
    let diff = String::from_utf8(read("diff.txt")).unwrap();
    assert!(diff.contains("2032") && diff.contains("2030"), "{diff}");

    std::fs::write(unpacked.join("versions/1/body"), "another").unwrap();
    let (good, said) = run(check.args(["-c", "SHA256SUMS"]).current_dir(&unpacked));
    assert!(!good && said.contains("versions/1/body: FAILED"), "{said}");
    let again = folder.path().join("again.zip");
    export_evidence::to_file(&desk.app.store, &changed.id, &again).await.unwrap();
    assert_eq!(std::fs::read(&bundle).unwrap(), std::fs::read(&again).unwrap(), "same bytes");
    let none = export_evidence::to_file(&desk.app.store, "f_none", &again).await.unwrap_err();
    assert!(none.to_string().contains("no finding has"), "{none}");
}

/// A script that reads a WARC as an archive's tools do, checking every digest.
const READER: &str = r"
import sys
from warcio.archiveiterator import ArchiveIterator
with open(sys.argv[1], 'rb') as file:
    records = ArchiveIterator(file, check_digests='raise')
    for record in records:
        head = record.rec_headers
        body = record.content_stream().read()
        kind = record.http_headers.get_header('content-type') if record.http_headers else ''
        print(record.rec_type, head.get_header('WARC-Target-URI'), len(body), kind, sep='\t')
";

/// The captures of a store are read by the standard reader, every digest checked.
#[tokio::test]
async fn a_standard_reader_opens_the_captures() {
    let desk = edited().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("captures.warc");
    let written = export_warc::to_file(&desk.app.store, &file, desk.now()).await.unwrap();
    assert_eq!((written.captures, written.pruned), (2, 0));
    let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
    assert!(text.starts_with("WARC/1.1\r\nWARC-Type: warcinfo\r\n"));
    assert_eq!(text.matches("\r\n\r\nWARC/1.1\r\n").count(), 4, "records end in two line ends");
    is_read(&file);
}

/// A file whose name says so has every record as a gzip member of its own, and nothing else is
/// different.
#[tokio::test]
async fn captures_named_gz_are_compressed_record_by_record() {
    let desk = edited().await;
    let folder = tempfile::tempdir().unwrap();
    let [plain, packed] =
        ["captures.warc", "captures.warc.gz"].map(|name| folder.path().join(name));
    for file in [&plain, &packed] {
        export_warc::to_file(&desk.app.store, file, desk.now()).await.unwrap();
    }
    let packed_bytes = std::fs::read(&packed).unwrap();
    let mut rest = packed_bytes.as_slice();
    let mut records = Vec::new();
    while !rest.is_empty() {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let mut record = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut record).unwrap();
        assert!(record.starts_with(b"WARC/1.1\r\n") && record.ends_with(b"\r\n\r\n"));
        records.push(record);
        rest = member.into_inner();
    }
    assert_eq!(records.len(), 5, "a member for every record");
    assert_eq!(records.concat(), std::fs::read(&plain).unwrap());
    assert!(packed_bytes.len() < records.concat().len());
    is_read(&packed);
}

/// Where warcio is, it reads the file as an archive's tools do.
fn is_read(file: &Path) {
    let python = python();
    let (has_reader, _) = run(Command::new(&python).args(["-c", "import warcio"]));
    if !has_reader {
        eprintln!("SKIPPED: no warcio for {python}; the captures were not read by another tool");
        return;
    }
    let (good, said) = run(Command::new(&python).args(["-c", READER]).arg(file));
    assert!(good, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let page = |year| {
        let size = story(year).html().len();
        format!("response\thttps://harbour.example/deal\t{size}\ttext/html; charset=utf-8")
    };
    assert_eq!(lines.len(), 5, "{said}");
    assert!(lines[0].starts_with("warcinfo"), "{said}");
    assert_eq!((lines[1], lines[3]), (page(2032).as_str(), page(2030).as_str()));
    assert!(lines[2].starts_with("metadata\thttps://harbour.example/deal"), "{said}");
}

/// The interpreter that may have the reader.
#[expect(clippy::disallowed_methods, reason = "a test may be told which interpreter has it")]
fn python() -> String {
    std::env::var("PACTWATCH_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}
