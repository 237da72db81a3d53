-- What the review pages read fast: covering indexes for their lists, and the words of the coverage.
begin immediate;

create index article_day on article
    (tier, coalesce(published_at, first_seen_at), published_at, first_seen_at);
create index article_outlet on article (outlet, first_seen_at);
create index article_unseen on article (last_state, outlet)
    where last_state in ('blocked', 'consent', 'paywalled', 'truncated', 'gone', 'error');
create index appearance_story on appearance (term, observed_at);
create index value_live on value (term, supports desc, value, articles, outlets) where articles > 0;
create index finding_list on finding (at desc, id, kind, term, severity, outlet);
create index incident_still on incident (opened_at) where closed_at is null;
create index delivery_at on delivery (created_at);
create index delivery_health on delivery (receiver, state, created_at);

-- The words of every article's newest version. The text itself stays in its blob; an integer key
-- of our own, because implicit row numbers may change when the file is compacted.
create table article_number (
    number     integer not null primary key,
    article_id text    not null unique
) strict;
create virtual table article_words using fts5 (
    title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

pragma user_version = 2;
commit;
