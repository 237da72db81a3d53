-- The supports of a value asserted last, read from the index alone; an article's claims found by the
-- article, not among all that say the same; and versions that newer rules could not read again, so
-- that they are not tried over and over.
begin immediate;

alter table snapshot add column unread text;       -- why: pruned, unreadable
alter table snapshot add column unread_by text;    -- the extractor and watch that tried

drop index support_recent;
create index support_recent on support
    (term, value, asserted_at desc, family, origin, articles) where articles > 0;

drop index appearance_article;
create index appearance_article on appearance (article_id, term, value, status, id)
    where gone_at is null;

pragma user_version = 3;
commit;
