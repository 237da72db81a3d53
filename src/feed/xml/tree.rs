//! A feed document as a tree: elements with decoded texts, in document order.

use std::rc::Rc;

use url::Url;

use super::namespace::Vocabulary;

#[derive(Debug)]
pub(in crate::feed) struct Element {
    pub(in crate::feed) vocabulary: Vocabulary,
    /// Lower case, without prefix.
    pub(in crate::feed) name: String,
    /// Lower case names with prefix; values decoded.
    pub(in crate::feed) attributes: Vec<(String, String)>,
    /// Decoded text directly inside; of a text construct everything inside.
    pub(in crate::feed) text: String,
    /// The text construct held tags, so `text` is HTML.
    pub(in crate::feed) markup: bool,
    /// The document ended inside this element.
    pub(in crate::feed) cut: bool,
    /// Where relative links inside resolve to, as far as `xml:base` says.
    pub(in crate::feed) base: Option<Rc<Url>>,
    pub(super) children: Vec<usize>,
}

impl Element {
    pub(in crate::feed) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim())
    }

    pub(in crate::feed) fn is(&self, vocabulary: Vocabulary, name: &str) -> bool {
        self.vocabulary == vocabulary && self.name == name
    }
}

#[derive(Default)]
pub(in crate::feed) struct Tree {
    pub(super) elements: Vec<Element>,
    /// The document ended in the middle of an entry or a tag.
    pub(in crate::feed) truncated: bool,
    /// Tags had to be closed, dropped or reordered.
    pub(in crate::feed) repaired: bool,
    pub(in crate::feed) too_many: bool,
}

impl Tree {
    pub(in crate::feed) fn root(&self) -> Option<&Element> {
        self.elements.first()
    }

    pub(in crate::feed) fn children<'t>(
        &'t self,
        of: &'t Element,
    ) -> impl Iterator<Item = &'t Element> + use<'t> {
        of.children.iter().filter_map(|&index| self.elements.get(index))
    }
}
