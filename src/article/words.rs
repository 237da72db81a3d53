//! The words that give furniture away: in class names, and in the first words of a line. Data and
//! the two ways to ask it; any language the list does not know is simply not recognised.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Class words whose element is never the article, however much it holds.
const NEVER: &str = "comments comment-list commentlist comment-section comments-area disqus \
    related relatedposts related-posts related-articles related-content related-stories \
    related-links recirc recirculation recommended recommendations recommendation recommender \
    outbrain taboola zergnet revcontent mgid most-read mostread most-popular most-viewed trending \
    breadcrumb breadcrumbs cookie-banner cookie-notice onetrust read-next readnext up-next \
    more-stories more-news see-also also-read read-also you-may-like site-footer page-footer \
    site-header masthead tag-cloud author-bio author-box about-author newsletter-signup \
    newsletter-box newsletter-form screen-reader-text sr-only visually-hidden visuallyhidden \
    skip-link skip-to-content advertisement advertisements adslot ad-slot ad-unit ad-container \
    ad-wrapper google-ad adsbygoogle print-only addthis addtoany sharedaddy jp-relatedposts";

/// Class words whose element is furniture unless it holds running text of some length.
const USUALLY: &str = "ad ads advert adverts advertising adv adsense adunit dfp gpt sponsor \
    sponsored sponsors promo promos promotion promoted promobox newsletter newsletters signup \
    sign-up subscribe subscription subscriptions paywall regwall piano readmore read-more more-on \
    more-from more-in popular popular-posts social socials share shares sharing sharebar share-bar \
    follow followus follow-us comment reply cookie cookies consent gdpr pagination pager footer \
    nav navbar navigation menu sidebar side-bar teaser teasers widget widgets tags taglist \
    tag-list topics topic-list toolbar tools modal popup pop-up overlay tooltip donate donation \
    membership byline bylines author authors dateline-box timestamp time-stamp pubdate pub-date \
    post-meta entry-meta article-meta metadata meta publish-date published-date date-published \
    last-updated read-time reading-time time-to-read view-count views likes votes rating ratings \
    photo-credit image-credit copyright toc table-of-contents jump-links ticker newsticker \
    carousel slider cta call-to-action callout-link inline-link promo-link app-download banner \
    alert-bar livechat feedback survey poll quiz print-button listen audio-player video-player \
    player playlist gallery-link";

/// Lines that are a label and nothing else.
const LABELS: &str = "\
    ad|ads|advertisement|advertisements|advertising|sponsored|sponsored content|promoted|share|\
    shares|share this|share this article|share this story|watch|listen|related|related articles|\
    related article|related stories|related story|related news|related content|related coverage|\
    related links|related topics|related posts|read more|read next|read also|also read|more|\
    more news|more stories|more on this|more on this story|more on this topic|more to read|\
    see also|recommended|recommended for you|recommended stories|trending|trending now|\
    most read|most popular|most viewed|popular|editors picks|top stories|latest|latest news|\
    latest stories|up next|you may like|you may also like|you might also like|\
    you may also be interested in|dont miss|follow us|follow|comments|leave a comment|\
    leave a reply|post a comment|view comments|show comments|join the conversation|tags|topics|\
    topics in this article|story continues below|story continues below advertisement|\
    article continues below|article continues after advertisement|continue reading|\
    continue reading below|scroll to continue|skip advertisement|skip to content|supported by|\
    loading|print|email|copy link|save|listen to this article|toggle caption|hide caption|\
    enlarge this image|image source|getty images|view gallery|view image in fullscreen|\
    newsletter|newsletters|sign up|log in|subscribe|subscribe now|back to top|about the author|\
    in this article|table of contents|anzeige|werbung|lesen sie auch|mehr zum thema|\
    auch interessant|das könnte sie auch interessieren|publicité|lire aussi|à lire aussi|\
    publicidad|lee también|te puede interesar|leia também|leia mais|leggi anche|pubblicità|\
    reklama|реклама|читайте также|lees ook|läs också";

/// First words of a line that sends the reader elsewhere: furniture when the line is mostly link.
const POINTERS: &str = "\
    read|read more|read next|read also|read the full|read our|also read|more|more on|more from|\
    related|see|see also|recommended|watch|listen|dont miss|trending|most read|you may also|\
    you might also|sponsored|share|sign up|subscribe|get our|get the|follow|continue reading|\
    click here|tap here|up next|explore|explore more|go deeper|catch up|next|previous|\
    editors note read|download|check out|learn more|find out more|for more|also on|also|\
    lesen sie|mehr|lire|lire aussi|à lire|lee|lee también|leia|leggi|читайте|lees|läs";

/// Words before a colon that announce another article.
const SIGNPOSTS: &str = "\
    watch|watch now|watch live|read|read more|read also|also read|read next|related|more|see also|\
    see more|listen|video|photos|pictures|in pictures|gallery|recommended|up next|previously|\
    lesen sie auch|mehr dazu|lire aussi|lee también|leia mais|leggi anche|читайте также";

/// Words of a line that is a date, an age, a reading time or a count, and nothing else.
const COUNTERS: &str = "\
    january|february|march|april|may|june|july|august|september|october|november|december|jan|\
    feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|\
    saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|am|pm|a|p|m|at|on|of|the|first|\
    last|published|updated|modified|posted|created|date|time|et|est|edt|pt|pst|pdt|ct|cst|cdt|\
    gmt|utc|bst|cet|cest|ist|ago|hour|hours|hr|hrs|minute|minutes|min|mins|second|seconds|sec|\
    day|days|week|weeks|month|months|yesterday|today|read|reading|to|in|about|comment|comments|\
    share|shares|like|likes|view|views|k|more|reads|reactions|votes|page|st|nd|rd|th|uhr|stand|\
    januar|februar|märz|mai|juni|juli|oktober|dezember";

/// Words of an invitation to subscribe.
const INVITATIONS: &str = "\
    newsletter|newsletters|your inbox|sign up|subscribe|free trial|download our app|\
    daily briefing|morning briefing|whatsapp channel|telegram channel|follow us on|\
    become a member|push notifications";

/// First words of an invitation: it is addressed to the reader.
const IMPERATIVES: &str = "\
    sign up|subscribe|get the|get our|get all|join|follow|download|want more|enjoying|like what|\
    never miss|dont miss|stay informed|stay up|receive|become a|support|try|start your";

/// First words of an outlet's note about its own article.
const CORRECTIONS: &str = "\
    correction|corrections|clarification|corrected|editors note|this article was amended|\
    this article was updated|this article was corrected|this article has been|\
    this story was updated|this story was corrected|this story has been|this post was updated|\
    this post has been|this piece was amended|this piece has been|an earlier version|\
    a previous version|the headline of this|a correction was made";

/// How surely a class name marks furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    None,
    Usually,
    Never,
}

struct Classes {
    patterns: Option<AhoCorasick>,
    never: usize,
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let dashed = |list: &str| -> Vec<String> {
        list.split_whitespace().map(|word| format!("-{word}-")).collect()
    };
    let mut all = dashed(NEVER);
    let never = all.len();
    all.extend(dashed(USUALLY));
    Classes { patterns: AhoCorasick::new(&all).ok(), never }
});

/// What dashed class words (`-article-ad- -wide-`) say. Words that only file the page
/// (`-tag-ads-`, `-category-newsletter-`) or speak of something beside (`-content-with-ads-`) say
/// nothing.
pub(super) fn class_mark(dashed: &str) -> Mark {
    const FILING: [&str; 5] = ["-tag-", "-category-", "-is-", "-topic-", "-type-"];
    const ASIDE: [&str; 5] = ["-has-", "-no-", "-with-", "-without-", "-hide-"];
    let Some(patterns) = &CLASSES.patterns else { return Mark::None };
    let mut mark = Mark::None;
    let says = |word: &&str| {
        !FILING.iter().any(|f| word.starts_with(f)) && !ASIDE.iter().any(|a| word.contains(a))
    };
    for word in dashed.split(' ') {
        // `tag-list` as a whole is no filing of the page under `list`.
        let whole = |found: &aho_corasick::Match| found.len() == word.len();
        for found in patterns.find_overlapping_iter(word).filter(|m| says(&word) || whole(m)) {
            let never = found.pattern().as_usize() < CLASSES.never;
            mark = mark.max(if never { Mark::Never } else { Mark::Usually });
        }
    }
    mark
}

/// Lower-case words with single spaces, apostrophes closed up, other punctuation gone.
pub(super) fn plain(text: &str, words: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        let word = word.trim_matches(['\'', '’']);
        if word.is_empty() {
            continue;
        }
        if count == words {
            break;
        }
        if count > 0 {
            out.push(' ');
        }
        if word.is_ascii() {
            let kept = word.bytes().filter(u8::is_ascii_alphanumeric);
            out.extend(kept.map(|b| char::from(b.to_ascii_lowercase())));
        } else {
            out.extend(word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        }
        count += 1;
    }
    out
}

/// Phrases by their first word.
struct Phrases(HashMap<&'static str, Vec<&'static str>>);

impl Phrases {
    fn of(list: &'static str) -> Self {
        let mut by_first: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for phrase in list.split('|') {
            let first = phrase.split(' ').next().unwrap_or_default();
            by_first.entry(first).or_default().push(phrase);
        }
        Self(by_first)
    }

    fn candidates(&self, plain: &str) -> impl Iterator<Item = &'static str> {
        let first = plain.split(' ').next().unwrap_or_default();
        self.0.get(first).into_iter().flatten().copied()
    }

    fn is(&self, plain: &str) -> bool {
        self.candidates(plain).any(|phrase| phrase == plain)
    }

    fn begins(&self, plain: &str) -> bool {
        self.candidates(plain).any(|phrase| {
            plain.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }
}

static LABEL: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(LABELS));
static POINTER: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(POINTERS));
static SIGNPOST: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(SIGNPOSTS));
static IMPERATIVE: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(IMPERATIVES));
static CORRECTION: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(CORRECTIONS));
static COUNTER: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(COUNTERS));

pub(super) fn is_label(plain: &str) -> bool {
    LABEL.is(plain)
}

pub(super) fn is_pointer(plain: &str) -> bool {
    POINTER.begins(plain)
}

pub(super) fn is_signpost(plain: &str) -> bool {
    SIGNPOST.is(plain)
}

pub(super) fn is_invitation(plain: &str) -> bool {
    INVITATIONS.split('|').any(|phrase| plain.contains(phrase))
}

pub(super) fn is_imperative(plain: &str) -> bool {
    IMPERATIVE.begins(plain)
}

pub(super) fn is_correction(plain: &str) -> bool {
    CORRECTION.begins(plain)
}

/// A word of a line that only dates or counts.
pub(super) fn is_counter_word(word: &str) -> bool {
    COUNTER.is(word)
}
