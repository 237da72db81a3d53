//! `export --evidence FINDING FILE.zip`: everything a finding rests on in one file that proves
//! itself: replies as received, texts, the difference, the claims, and a list of SHA-256 sums.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use super::{Trouble, find};
use crate::app::reading::Read;
use crate::article::diff::{diff, to_html, to_text};
use crate::ledger::Finding;
use crate::ledger::model::Side;
use crate::ledger::words::{explain, headline, show};
use crate::store::Store;
use crate::store::record::{ObservationRow, SnapshotRow};

const README: &str = "\
This is what stands behind one finding of pactwatch.

finding.json      the finding as it was recorded
claims.json       its sides: value, quote, and where the quote stands (bytes of text.txt)
versions/N/       each version of an article it rests on:
  body            the reply's body as received, its transfer encodings undone
  headers.json    the reply's headers
  text.txt        the article's text as it was read
  reading.json    the article's parts and all claims read from it
  about.json      where and when it was fetched, and under which hashes it is stored
diff.txt, .html   what changed between the two versions, where the finding is about an edit
SHA256SUMS        the sums of all of these

To check that nothing was altered, unpack it and run:  sha256sum -c SHA256SUMS
A quote is proved by cutting its bytes out of text.txt: tail -c +$((start + 1)) | head -c $((end - start))
";

/// One file of the bundle.
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// A version the finding rests on.
struct Version {
    snapshot: SnapshotRow,
    read: Read,
    body: Option<Vec<u8>>,
    fetch: Option<ObservationRow>,
}

/// Where a side's quote stands in the bundle.
#[derive(Serialize)]
struct Proof<'a> {
    role: &'static str,
    version: Option<usize>,
    side: &'a Side,
    /// The bytes of `text.txt` are still the quote; no, when it was read again since.
    quote_is_there: bool,
}

#[derive(Serialize)]
struct About<'a> {
    snapshot: &'a str,
    article: &'a str,
    version: i64,
    url: &'a str,
    observed_at: String,
    title: &'a str,
    published_at: Option<String>,
    modified_at: Option<String>,
    extractor: &'a str,
    watch: &'a str,
    body_blake3: &'a str,
    text_blake3: &'a str,
    /// The fetch this version came from.
    http_status: Option<u16>,
    observation: Option<&'a str>,
    /// Its bytes were pruned from the store.
    body_is_missing: bool,
}

/// Writes the bundle of one finding, found by id or the start of its id. Returns its headline.
pub async fn to_file(store: &Store, wanted: &str, path: &Path) -> Result<String, Trouble> {
    let row = find::finding(store, wanted).await?;
    let finding: Finding = serde_json::from_str(&row.body).context("the finding as stored")?;
    let versions = versions(store, &finding).await?;
    let files = files(&finding, &versions)?;
    let partial = path.with_extension("part");
    pack(&partial, &files)?;
    std::fs::rename(&partial, path)?;
    Ok(headline(&finding))
}

fn sides(finding: &Finding) -> impl Iterator<Item = (&'static str, &Side)> {
    let named = [("from", &finding.from), ("to", &finding.to), ("prevailing", &finding.prevailing)];
    named.into_iter().filter_map(|(role, side)| Some((role, side.as_ref()?)))
}

/// The versions of its sides and its own, each once, in the order of the finding.
async fn versions(store: &Store, finding: &Finding) -> Result<Vec<Version>, Trouble> {
    let mut wanted: Vec<&str> = Vec::new();
    let own = finding.article.as_ref().map(|article| article.snapshot_id.as_str());
    for id in sides(finding).map(|(_, side)| side.source.snapshot_id.as_str()).chain(own) {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let mut versions = Vec::new();
    for id in wanted {
        let Some(snapshot) = store.snapshot(id).await? else { continue };
        let read = Read::from_bytes(&store.reading(&snapshot).await?)?;
        let body = store.blob(&snapshot.raw_hash).await?;
        let fetch = store.observation_of(&snapshot).await?;
        versions.push(Version { snapshot, read, body, fetch });
    }
    Ok(versions)
}

fn files(finding: &Finding, versions: &[Version]) -> Result<Vec<File>, Trouble> {
    let mut files = vec![
        File { name: "README.txt".to_owned(), bytes: readme(finding, versions).into_bytes() },
        json("finding.json", finding)?,
        json("claims.json", &proofs(finding, versions))?,
    ];
    for (at, version) in versions.iter().enumerate() {
        let name = |file: &str| format!("versions/{}/{file}", at + 1);
        let text = &version.read.article.text;
        files.extend(version.body.clone().map(|bytes| File { name: name("body"), bytes }));
        let headers = version.snapshot.headers.clone().into_bytes();
        files.push(File { name: name("headers.json"), bytes: headers });
        files.push(File { name: name("text.txt"), bytes: text.clone().into_bytes() });
        files.push(json(&name("reading.json"), &version.read)?);
        files.push(json(&name("about.json"), &about(version))?);
    }
    files.extend(difference(finding, versions));
    files.push(sums(&files));
    Ok(files)
}

/// What the bundle is about, for who opens it years later, and what lies in it.
fn readme(finding: &Finding, versions: &[Version]) -> String {
    let mut text = format!("{}\n", one_line(&headline(finding)));
    let _infallible = writeln!(text, "{}", one_line(&explain(finding)));
    let _infallible = writeln!(text, "Finding {}, found {}.", finding.id, finding.found_at);
    for (role, side) in sides(finding) {
        let at = versions.iter().position(|v| v.snapshot.id == side.source.snapshot_id);
        let folder = at.map(|at| format!(", versions/{}", at + 1)).unwrap_or_default();
        let (value, status) = (show(&side.value), side.status.as_str());
        let (outlet, url) = (&side.source.outlet, &side.source.url);
        let _infallible = write!(
            text,
            "\n{role}: {} ({status}), {}\n  \"{}\"\n  stated {}, first seen {}\n  {}{folder}\n",
            one_line(&value),
            one_line(outlet),
            one_line(&side.quote),
            side.asserted_at,
            side.observed_at,
            one_line(url),
        );
    }
    text + "\n" + README
}

/// Text of strangers stays on its line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn proofs<'a>(finding: &'a Finding, versions: &[Version]) -> Vec<Proof<'a>> {
    let proof = |(role, side): (&'static str, &'a Side)| {
        let found =
            versions.iter().position(|version| version.snapshot.id == side.source.snapshot_id);
        let text = found.and_then(|at| versions.get(at)).map(|version| &version.read.article.text);
        let cut = text.and_then(|text| text.get(side.span.start..side.span.end));
        Proof {
            role,
            version: found.map(|at| at + 1),
            side,
            quote_is_there: cut == Some(side.quote.as_str()),
        }
    };
    sides(finding).map(proof).collect()
}

fn about(version: &Version) -> About<'_> {
    let Version { snapshot, fetch, body, .. } = version;
    About {
        snapshot: &snapshot.id,
        article: &snapshot.article_id,
        version: snapshot.seq,
        url: &snapshot.url,
        observed_at: snapshot.observed_at.to_string(),
        title: &snapshot.title,
        published_at: snapshot.published_at.map(|at| at.to_string()),
        modified_at: snapshot.modified_at.map(|at| at.to_string()),
        extractor: &snapshot.extractor,
        watch: &snapshot.watch,
        body_blake3: &snapshot.raw_hash,
        text_blake3: &snapshot.text_hash,
        http_status: fetch.as_ref().and_then(|fetch| fetch.http_status),
        observation: fetch.as_ref().map(|fetch| fetch.id.as_str()),
        body_is_missing: body.is_none(),
    }
}

/// What changed, where both sides are versions of one article.
fn difference(finding: &Finding, versions: &[Version]) -> Vec<File> {
    let version = |side: &Option<Side>| {
        let id = &side.as_ref()?.source.snapshot_id;
        versions.iter().find(|version| version.snapshot.id == *id)
    };
    let own = finding.article.as_ref().map(|article| article.snapshot_id.as_str());
    let own = versions.iter().find(|version| Some(version.snapshot.id.as_str()) == own);
    let (Some(old), Some(new)) = (version(&finding.from), version(&finding.to).or(own)) else {
        return Vec::new();
    };
    if old.snapshot.article_id != new.snapshot.article_id || old.snapshot.id == new.snapshot.id {
        return Vec::new();
    }
    let (before, after) = (&old.read.article.text, &new.read.article.text);
    let changes = diff(before, after);
    let file = |name: &str, text: String| File { name: name.to_owned(), bytes: text.into_bytes() };
    vec![
        file("diff.txt", to_text(&changes, before, after, false)),
        file("diff.html", to_html(&changes, before, after)),
    ]
}

fn sums(files: &[File]) -> File {
    let mut text = String::new();
    for file in files {
        for byte in Sha256::digest(&file.bytes) {
            let _infallible = write!(text, "{byte:02x}");
        }
        let _infallible = writeln!(text, "  {}", file.name);
    }
    File { name: "SHA256SUMS".to_owned(), bytes: text.into_bytes() }
}

fn json(name: &str, value: &impl Serialize) -> Result<File, Trouble> {
    let mut bytes = serde_json::to_vec_pretty(value).context("a document of the bundle")?;
    bytes.push(b'\n');
    Ok(File { name: name.to_owned(), bytes })
}

/// The same finding gives the same bytes: entries carry no time of packing.
fn pack(path: &Path, files: &[File]) -> Result<(), Trouble> {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path)?);
    for file in files {
        archive
            .start_file(&file.name, SimpleFileOptions::default())
            .context("the bundle's archive")?;
        archive.write_all(&file.bytes)?;
    }
    archive.finish().context("the bundle's archive")?.sync_all()?;
    Ok(())
}
