//! The words of the coverage: kept with each new version, asked by the pages. Only the index is
//! kept here; the text stays in its blob.

use crate::store::articles::{ARTICLE_COLUMNS, article_row};
use crate::store::batch::{Stmt, stmt};
use crate::store::record::ArticleRow;
use crate::store::{Result, Store};

/// Hits that one search shows.
pub const HITS: usize = 30;

/// Replaces the words of an article by those of its newest version; `reading` is its stored JSON.
pub(in crate::store) fn index(article_id: &str, title: &str, reading: &[u8]) -> [Stmt; 3] {
    let text = String::from_utf8_lossy(reading).into_owned();
    [
        stmt!(
            "insert into article_number (article_id) values ($1) on conflict do nothing",
            article_id
        ),
        stmt!(
            "delete from article_words
              where rowid = (select number from article_number where article_id = $1)",
            article_id
        ),
        stmt!(
            "insert into article_words (rowid, title, body)
             select number, $2, coalesce(json_extract($3, '$.article.text'), '')
               from article_number where article_id = $1",
            article_id,
            title,
            text
        ),
    ]
}

impl Store {
    /// Articles whose newest version has all the words, best first. The words are taken as words:
    /// nothing in them is an operator.
    pub async fn search_articles(&self, words: &str) -> Result<Vec<ArticleRow>> {
        let Some(asked) = query(words) else { return Ok(Vec::new()) };
        let columns: Vec<String> =
            ARTICLE_COLUMNS.split(", ").map(|column| format!("a.{}", column.trim())).collect();
        let sql = format!(
            "with hit as materialized (
                select rowid as number, rank from article_words where article_words match $1
                 order by rank limit $2)
             select {} from hit join article_number n on n.number = hit.number
               join article a on a.id = n.article_id order by hit.rank, a.id",
            columns.join(", ")
        );
        let rows = self.read(stmt!(sql, asked, HITS)).await?;
        Ok(rows.iter().map(article_row).collect())
    }
}

/// Each word quoted, the last one also as a beginning; `None` when there is no word at all.
fn query(words: &str) -> Option<String> {
    let mut quoted: Vec<String> = words
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(12)
        .map(|word| format!("\"{}\"", word.replace(['"', '\0'], "")))
        .collect();
    if let Some(last) = quoted.last_mut() {
        last.push('*');
    }
    (!quoted.is_empty()).then(|| quoted.join(" "))
}
