//! How many sources really stand behind a value. Copies of one text are one source, and so are
//! articles that name the same origin, and two articles of one outlet. It never looks at values.

use super::standing::Support;

/// The number of groups of supports that share neither a family nor an origin.
pub(crate) fn independent<'a>(supports: impl IntoIterator<Item = &'a Support>) -> u32 {
    let mut groups: Vec<Vec<&Support>> = Vec::new();
    for support in supports {
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| linked(support, other)));
        groups = apart;
        let mut merged: Vec<&Support> = joined.drain(..).flatten().collect();
        merged.push(support);
        groups.push(merged);
    }
    u32::try_from(groups.len()).unwrap_or(u32::MAX)
}

/// Do two supports come from one source?
pub(crate) fn linked(left: &Support, right: &Support) -> bool {
    left.family == right.family || left.origin == right.origin
}
