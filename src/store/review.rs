//! Listings for people: claims, articles, findings, the log.
