//! `export --warc FILE`: every stored capture as one WARC file, compressed if it is named so.

use std::io::BufWriter;
use std::path::Path;

use super::Trouble;
use crate::base::Timestamp;
use crate::base::http::Headers;
use crate::io::warc::{self, Packing, Records};
use crate::store::Store;
use crate::store::record::SnapshotRow;

/// So many versions are fetched at once.
const PAGE: usize = 200;

/// How many captures were written, and how many have no bytes any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub captures: usize,
    pub pruned: usize,
}

/// Writes all captures, oldest first. The file is complete or not there.
pub async fn to_file(store: &Store, path: &Path, now: Timestamp) -> Result<Written, Trouble> {
    let partial = path.with_extension("part");
    let file = std::fs::File::create(&partial)?;
    let mut out = BufWriter::new(file);
    let named_gz = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    let packing = if named_gz { Packing::Gzip } else { Packing::Plain };
    let written = write(store, &mut Records { out: &mut out, packing }, now).await?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&partial, path)?;
    Ok(written)
}

async fn write(store: &Store, out: &mut Records<'_>, now: Timestamp) -> Result<Written, Trouble> {
    warc::info(out, concat!("pactwatch/", env!("CARGO_PKG_VERSION")), now)?;
    let (mut written, mut after) = (Written::default(), None);
    loop {
        let page = store.history(after.as_ref(), None, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(written) };
        after = Some((last.observed_at, last.id.clone()));
        for (snapshot, _) in &page {
            match store.blob(&snapshot.raw_hash).await? {
                None => written.pruned += 1,
                Some(body) => {
                    capture(out, snapshot, &body)?;
                    written.captures += 1;
                }
            }
        }
    }
}

fn capture(out: &mut Records<'_>, snapshot: &SnapshotRow, body: &[u8]) -> std::io::Result<()> {
    let headers: Headers = serde_json::from_str(&snapshot.headers).unwrap_or_default();
    let notes = [
        ("pactwatch-snapshot", snapshot.id.clone()),
        ("pactwatch-article", snapshot.article_id.clone()),
        ("pactwatch-version", snapshot.seq.to_string()),
        ("pactwatch-body-blake3", snapshot.raw_hash.clone()),
        ("pactwatch-text-blake3", snapshot.text_hash.clone()),
        ("pactwatch-extractor", snapshot.extractor.clone()),
    ];
    let capture = warc::Capture {
        id: &snapshot.id,
        url: &snapshot.url,
        at: snapshot.observed_at,
        headers: &headers,
        body,
        notes: &notes,
    };
    warc::capture(out, &capture)
}
