//! Tests of article.
