-- What every poll writes, in fewer places: looks and entries lie by their feed, each in one tree, and
-- what the gate left out is counted by day, where it was counted by reading every entry there is.
begin immediate;

create table observation_4 (
    id          text    not null,
    subject     text    not null,                -- a feed id or an article id
    at          integer not null,
    state       text    not null,
    reason      text    not null,
    http_status integer,
    url         text    not null,
    body_hash   text,
    bytes       integer not null default 0,
    detail      text    not null default '',
    primary key (subject, at, id)
) strict, without rowid;
insert into observation_4
    select id, subject, at, state, reason, http_status, url, body_hash, bytes, detail
      from observation order by subject, at, id;
drop table observation;
alter table observation_4 rename to observation;
create index observation_at on observation (at);

create table entry_4 (
    feed_id       text    not null references feed (id),
    key           text    not null,
    title         text    not null,
    link          text,
    published_at  integer,
    first_seen_at integer not null,
    follow        text    not null,              -- why it was followed to its page, or why not
    article_id    text,
    primary key (feed_id, key)
) strict, without rowid;
insert into entry_4
    select feed_id, key, title, link, published_at, first_seen_at, follow, article_id
      from entry order by feed_id, key;
drop table entry;
alter table entry_4 rename to entry;
create index entry_article on entry (article_id) where article_id is not null;
create index entry_sample on entry (first_seen_at) where follow = 'sample';

-- Entries that were not followed because nothing in them concerned the deal.
create table left_out (
    day     integer not null primary key,        -- since 1970-01-01, UTC
    entries integer not null
) strict;
insert into left_out
    select first_seen_at / 86400000000, count(*) from entry where follow = 'unrelated' group by 1;

pragma user_version = 4;
commit;
