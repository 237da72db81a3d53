-- What people say of what was found.
begin immediate;

-- Append-only: a later verdict on a finding stands above the earlier ones.
create table verdict (
    id         text    not null primary key,
    finding_id text    not null references finding (id),
    verdict    text    not null,                 -- right, wrong or ignore
    note       text    not null default '',
    author     text    not null default '',
    at         integer not null
) strict;
create index verdict_finding on verdict (finding_id, at);
create index verdict_at on verdict (at);

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

pragma user_version = 3;
commit;
