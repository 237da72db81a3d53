//! What a feed document means.
