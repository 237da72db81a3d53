-- Time is microseconds since 1970 in UTC; ids are made by us; truth is 0 or 1.
begin immediate;

create table meta (
    key   text not null primary key,
    value text not null
) strict;

-- One queue per host, for feeds and articles alike. Whoever holds the lease may make one request.
create table host (
    host            text    not null primary key,
    next_due_at     integer not null,            -- earliest due feed or article on it
    next_allowed_at integer not null default 0,  -- politeness: not before
    lease_token     text,
    lease_until     integer not null default 0
) strict;
create index host_due on host (next_due_at);

create table feed (
    id           text    not null primary key,
    name         text    not null,
    url          text    not null,
    outlet       text    not null,
    tier         text    not null,
    host         text    not null,
    state        text    not null,               -- JSON, owned by the poll planner
    next_poll_at integer not null,
    active       integer not null default 1,     -- 0: no longer configured; data kept
    added_at     integer not null,
    last_poll_at integer,
    last_ok_at   integer,
    last_state   text,
    last_reason  text,
    baseline     text                            -- the baseline its first good poll belongs to
) strict;
create index feed_due on feed (host, next_poll_at) where active = 1;
create index feed_unpolled on feed (active) where active = 1 and last_poll_at is null;

create table entry (
    feed_id       text    not null references feed (id),
    key           text    not null,
    title         text    not null,
    link          text,
    published_at  integer,
    first_seen_at integer not null,
    follow        text    not null,              -- why it was followed to its page, or why not
    article_id    text,
    primary key (feed_id, key)
) strict;
create index entry_article on entry (article_id);
create index entry_unfollowed on entry (first_seen_at) where article_id is null;

create table article (
    id             text    not null primary key,
    url            text    not null,
    host           text    not null,
    outlet         text    not null,
    tier           text    not null,
    title          text    not null,
    state          text    not null,             -- JSON, owned by the visit planner
    next_visit_at  integer,                      -- null: never again, for the reason in last_reason
    first_seen_at  integer not null,
    last_visit_at  integer,
    last_ok_at     integer,
    last_state     text,
    last_reason    text,
    last_change_at integer,
    published_at   integer,
    modified_at    integer,
    family         text    not null,             -- the article id of the text it is a copy of, or its own
    sketch         blob,                         -- sampled shingles of the first version's text
    head           text,                         -- newest snapshot
    versions       integer not null default 0,
    baseline       text                          -- set while its first visit belongs to a baseline
) strict;
create unique index article_url on article (url);
create index article_due on article (host, next_visit_at) where next_visit_at is not null;
create index article_seen on article (first_seen_at);
create index article_baseline on article (baseline) where baseline is not null;

create table observation (
    id          text    not null primary key,
    subject     text    not null,                -- a feed id or an article id
    at          integer not null,
    state       text    not null,
    reason      text    not null,
    http_status integer,
    url         text    not null,
    body_hash   text,
    bytes       integer not null default 0,
    detail      text    not null default ''
) strict;
create index observation_subject on observation (subject, at);
create index observation_at on observation (at);

-- What is known of an outlet: how long its articles usually are.
create table outlet (
    outlet text not null primary key,
    habit  text not null                         -- JSON
) strict;

create table robots (
    origin     text    not null primary key,
    fetched_at integer not null,
    status     integer,                          -- null: unreachable
    body       blob    not null
) strict;

create table blob (
    hash  text    not null primary key,          -- BLAKE3 of the plain bytes
    size  integer not null,                      -- of the plain bytes
    codec text    not null,                      -- 'zstd'
    bytes blob    not null
) strict;

create table snapshot (
    id           text    not null primary key,
    article_id   text    not null references article (id),
    seq          integer not null,               -- 1, 2, 3 ... within its article
    observed_at  integer not null,
    url          text    not null,               -- where the bytes came from, after redirects
    headers      text    not null,               -- JSON
    raw_hash     text    not null references blob (hash),
    text_hash    text    not null,
    reading_hash text    not null references blob (hash),  -- JSON: article and claims as read
    extractor    text    not null,
    watch        text    not null,
    title        text    not null,
    dek          text,
    byline       text,
    parts        text    not null default '[]',  -- JSON: what differs from the version before
    published_at integer,
    modified_at  integer,
    mark         text    not null,               -- JSON: what it says of each term, as hashes
    notes        text    not null,               -- JSON: its correction notes
    unique (article_id, seq)
) strict;
create index snapshot_raw on snapshot (raw_hash);
create index snapshot_reading on snapshot (reading_hash);
create index snapshot_observed on snapshot (observed_at);

-- Bottom sketches of texts, for finding copies: one row per sampled shingle.
create table shingle (
    hash       integer not null,
    article_id text    not null,
    primary key (hash, article_id)
) strict, without rowid;
create index shingle_article on shingle (article_id);

-- Who says it: one row for each (article, term, value, status), as long as its versions say so.
create table appearance (
    id          text    not null primary key,
    article_id  text    not null,
    snapshot_id text    not null references snapshot (id),  -- the newest that makes the claim
    outlet      text    not null,
    tier        text    not null,
    family      text    not null,
    term        text    not null,
    value       text    not null,
    status      text    not null,
    origin      text    not null,               -- the outlet named as the source, else its own
    counts      integer not null,               -- is evidence for its value
    derived     integer not null,
    body        text    not null,               -- JSON of the whole appearance
    asserted_at integer not null,
    observed_at integer not null,               -- first version of the article that has it
    gone_at     integer                         -- first version that no longer has it
) strict;
create index appearance_article on appearance (article_id) where gone_at is null;
create index appearance_term on appearance (term, value, status, observed_at) where gone_at is null;
create index appearance_primary on appearance (term, value, asserted_at)
    where tier = 'primary' and counts = 1 and gone_at is null;
create index appearance_observed on appearance (observed_at);

-- What coverage holds of a value: counters, and its first and latest appearance.
create table value (
    term         text    not null,
    value        text    not null,
    current      integer not null default 0,    -- appearances ever, by status
    previous     integer not null default 0,
    planned      integer not null default 0,
    hedged       integer not null default 0,
    denied       integer not null default 0,
    articles     integer not null default 0,    -- live evidence
    outlets      integer not null default 0,
    supports     integer not null default 0,
    first_key    text    not null,              -- sorts as (asserted, article, status)
    first        text    not null,              -- JSON of the side
    latest_key   text    not null,
    latest       text    not null,
    primary key (term, value)
) strict, without rowid;
create index value_latest on value (term, latest_key desc);

create table value_outlet (
    term   text not null,
    value  text not null,
    outlet text not null,
    primary key (term, value, outlet)
) strict, without rowid;

create table support (
    term        text    not null,
    value       text    not null,
    family      text    not null,
    origin      text    not null,
    asserted_at integer not null,               -- the latest among its articles
    articles    integer not null,               -- live ones
    primary key (term, value, family, origin)
) strict, without rowid;
create index support_recent on support (term, value, asserted_at desc) where articles > 0;

-- What prevails and what prevailed; the revision fences comparisons made on an older state.
create table standing (
    term     text    not null primary key,
    revision integer not null,
    body     text    not null                   -- JSON: prevailing, former
) strict;

-- Open-lane clusters that were reported.
create table cluster (
    id       text    not null primary key,
    first_at integer not null
) strict;

create table finding (
    id          text    not null primary key,
    kind        text    not null,
    term        text    not null,
    severity    text    not null,
    outlet      text    not null,
    article_id  text    not null,
    snapshot_id text    not null,
    at          integer not null,
    headline    text    not null,
    body        text    not null                 -- JSON of the whole finding
) strict;
create index finding_at on finding (at);
create index finding_article on finding (article_id, at);
create index finding_term on finding (term, at);

-- What persons said of findings. Only ever added to.
create table verdict (
    id         text    not null primary key,
    finding_id text    not null references finding (id),
    at         integer not null,
    verdict    text    not null,                 -- right, wrong, ignore
    note       text    not null
) strict;
create index verdict_finding on verdict (finding_id, at);
create index verdict_at on verdict (at);

create table incident (
    id        text    not null primary key,
    kind      text    not null,
    subject   text    not null,
    detail    text    not null,
    opened_at integer not null,
    closed_at integer
) strict;
create unique index incident_open on incident (kind, subject) where closed_at is null;
create index incident_at on incident (opened_at);

create table baseline (
    id          text    not null primary key,
    opened_at   integer not null,
    deadline_at integer not null,
    tally       text    not null,                -- JSON: what it recorded so far
    closed_at   integer
) strict;

-- Findings that wait for company before they leave as one alert.
create table alert_group (
    key      text    not null primary key,
    receiver text    not null,
    due_at   integer,                            -- null: nothing waits
    revision integer not null,
    body     text    not null                    -- JSON of the whole group
) strict;
create index alert_group_due on alert_group (receiver, due_at) where due_at is not null;

create table receiver (
    name     text    not null primary key,
    revision integer not null,
    sent     text    not null,                   -- JSON: when alerts went to it, for its rate cap
    disabled integer not null default 0          -- it said it is gone
) strict;

create table alert (
    id         text    not null primary key,
    receiver   text    not null,
    created_at integer not null,
    subject    text    not null,
    body       text    not null                  -- JSON: what every receiver kind renders
) strict;
create index alert_at on alert (created_at);

-- For every finding and receiver: that it was routed, or the reason why not.
create table decision (
    finding_id text    not null,
    receiver   text    not null,                 -- empty: holds for all
    reason     text    not null,
    detail     text    not null,                 -- JSON of the whole decision
    at         integer not null,
    primary key (finding_id, receiver)
) strict;

create table alert_finding (
    alert_id   text not null references alert (id),
    finding_id text not null,
    primary key (alert_id, finding_id)
) strict;
create index alert_finding_finding on alert_finding (finding_id);

create table delivery (
    id              text    not null primary key,  -- the idempotency key through all attempts
    alert_id        text    not null references alert (id),
    receiver        text    not null,
    payload         text    not null,              -- JSON: the rendered message, sent unchanged
    state           text    not null,              -- pending, sent, dead, dropped
    attempts        integer not null default 0,
    created_at      integer not null,
    next_attempt_at integer not null,
    lease_token     text,
    lease_until     integer not null default 0,
    settled_at      integer,
    reason          text    not null default ''
) strict;
create index delivery_due on delivery (receiver, next_attempt_at) where state = 'pending';
create index delivery_state on delivery (state, created_at);

create table attempt (
    delivery_id text    not null references delivery (id),
    number      integer not null,
    at          integer not null,
    outcome     text    not null,
    detail      text    not null,
    primary key (delivery_id, number)
) strict;

-- What a person asked not to hear of; a field that is null matches everything.
create table silence (
    id         text    not null primary key,
    term       text,
    value      text,
    outlet     text,
    kind       text,
    author     text    not null,
    reason     text    not null,
    created_at integer not null,
    expires_at integer                           -- null: until it is lifted
) strict;
create index silence_end on silence (expires_at);

pragma user_version = 1;
commit;
