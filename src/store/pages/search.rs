//! The words of the coverage: kept with each new version, asked by the pages. Only the index is
//! kept here; the text stays in its blob.

use crate::store::articles::{ARTICLE_COLUMNS, article_row};
use crate::store::batch::{Batch, Stmt, stmt};
use crate::store::record::ArticleRow;
use crate::store::{Result, Store, StoreError};

/// Hits that one search shows.
pub const HITS: usize = 30;
/// Articles that are ranked: the newest ones that have the words. Ranking all that have a common
/// word would take longer the more there are.
pub const RANKED: usize = 1000;
/// A shorter beginning fits so many words that finding them all takes long.
const SHORTEST_BEGINNING: usize = 3;

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
    /// Keeps the words of articles that have none yet: those that were read before there was a
    /// search. Goes through `limit` of them after this id; `None` when there is no further one.
    pub async fn index_words_after(&self, id: &str, limit: usize) -> Result<Option<String>> {
        let sql = "select a.id, a.head, s.title, s.reading_hash
                     from article a join snapshot s on s.id = a.head
                    where a.id > $1
                      and not exists (select 1 from article_number n where n.article_id = a.id)
                    order by a.id limit $2";
        let rows = self.read(stmt!(sql, id, limit)).await?;
        let Some(last) = rows.last().map(|row| row.text(0)) else { return Ok(None) };
        let mut batch = Batch::default();
        for row in &rows {
            let Some(reading) = self.blob(&row.text(3)).await? else { continue };
            // A newer version that came meanwhile has its own words already.
            let same = "update article set head = head where id = $1 and head = $2";
            batch.0.push(stmt!(same, row.text(0), row.text(1)).expect(1));
            batch.0.extend(index(&row.text(0), &row.text(2), &reading));
        }
        match self.apply(batch).await {
            Ok(()) => Ok(Some(last)),
            Err(StoreError::Conflict(_)) => Ok(Some(id.to_owned())),
            Err(error) => Err(error),
        }
    }

    /// Articles whose newest version has all the words, best first. The words are taken as words:
    /// nothing in them is an operator.
    pub async fn search_articles(&self, words: &str) -> Result<Vec<ArticleRow>> {
        let Some(mut quoted) = query(words) else { return Ok(Vec::new()) };
        let whole = self.ranked(&quoted.join(" ")).await?;
        // The marks of quoting are two.
        let last = quoted.last_mut().filter(|w| w.chars().count() >= SHORTEST_BEGINNING + 2);
        match last {
            // All that begins so is gathered before the first is given: not when there is enough.
            Some(last) if whole.len() < HITS => last.push('*'),
            Some(_) | None => return Ok(whole),
        }
        self.ranked(&quoted.join(" ")).await
    }

    async fn ranked(&self, asked: &str) -> Result<Vec<ArticleRow>> {
        let columns: Vec<String> =
            ARTICLE_COLUMNS.split(", ").map(|column| format!("a.{}", column.trim())).collect();
        let sql = format!(
            "with newest as materialized (
                select rowid as number from article_words where article_words match $1
                 order by rowid desc limit $3),
             hit as materialized (
                select rowid as number, rank from article_words
                 where article_words match $1 and rowid >= (select min(number) from newest)
                 order by rank limit $2)
             select {} from hit join article_number n on n.number = hit.number
               join article a on a.id = n.article_id order by hit.rank, a.id",
            columns.join(", ")
        );
        let rows = self.read(stmt!(sql, asked, HITS, RANKED)).await?;
        Ok(rows.iter().map(article_row).collect())
    }
}

/// Each word quoted; `None` when there is no word at all.
fn query(words: &str) -> Option<Vec<String>> {
    let quoted: Vec<String> = words
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(12)
        .map(|word| format!("\"{}\"", word.replace(['"', '\0'], "")))
        .collect();
    (!quoted.is_empty()).then_some(quoted)
}
