//! When a feed is polled: adaptively, or by a crontab line in a time zone.
