-- The supports of a value asserted last, read from the index alone; and versions that newer rules
-- could not read again, so that they are not tried over and over.
begin immediate;

alter table snapshot add column unread text;       -- why: pruned, unreadable
alter table snapshot add column unread_by text;    -- the extractor and watch that tried

drop index support_recent;
create index support_recent on support
    (term, value, asserted_at desc, family, origin, articles) where articles > 0;

pragma user_version = 3;
commit;
