//! Whom a pronoun or a bare noun means by what stands around it: the owner, the owned, the payer, the
//! other one. It keeps no memory of the text: that is the resolver's.

use super::{Mention, Resolver};
use crate::claim::english::Flags;
use crate::claim::pattern::vocabulary::{COMMA, PERCENT, Sym};
use crate::claim::tokens::{Kind, Token};

impl Resolver<'_> {
    /// "Acme put $5 billion into the company", "Acme's stake in the company": the other one.
    pub(super) fn object(
        &self,
        tokens: &[Token],
        at: usize,
        subject: Option<Mention>,
    ) -> Option<Mention> {
        let governed = at.checked_sub(2).is_some_and(|i| {
            matches!(
                self.spelled(tokens, i),
                "in" | "into" | "to" | "of" | "with" | "from" | "for" | "behind"
            )
        });
        let flags = |i: usize| tokens.get(i).map_or(Flags::NONE, |t| self.words.flags(t.word));
        let acts = (0..at).any(|i| flags(i).finite() && !flags(i).has(Flags::REPORTING));
        let owned = || tokens.iter().take(at).any(|t| t.possessive);
        let apart = governed && self.two_parties() && (acts || owned());
        if apart {
            self.other_mention(subject.filter(|s| matches!(s, Mention::Party(_))))
        } else {
            None
        }
    }

    /// "It keeps 5% of a company worth ...", "a stake in a firm valued at ...": what Acme owns a part
    /// of is the other one. "5% of Bolt, a company worth ...": Bolt.
    pub(super) fn owned(
        &self,
        tokens: &[Token],
        at: usize,
        subject: Option<Mention>,
    ) -> Option<Mention> {
        let token = |back: usize| at.checked_sub(back).and_then(|i| tokens.get(i));
        let told = matches!(
            self.spelled(tokens, at + 1),
            "last" | "now" | "valued" | "worth" | "priced" | "that" | "then"
        );
        if token(2).is_some_and(|t| t.word == COMMA) && told {
            return self.mention(token(3)?).filter(|m| matches!(m, Mention::Party(_)));
        }
        let of = at.checked_sub(2).is_some_and(|i| matches!(self.spelled(tokens, i), "of" | "in"));
        let part = token(3).is_some_and(|t| {
            t.sym == PERCENT
                || matches!(
                    self.words.spelled(t.word),
                    "stake" | "share" | "slice" | "piece" | "part" | "chunk" | "holding" | "owner"
                )
        });
        let whole = of && part && told && self.two_parties();
        self.other_mention(subject.filter(|s| whole && matches!(s, Mention::Party(_))))
    }

    /// "a round that values the company at": the company that the round was told of.
    pub(super) fn priced(&self, tokens: &[Token], at: usize) -> bool {
        at.checked_sub(2).is_some_and(|i| {
            ["valu", "pric"].iter().any(|stem| self.spelled(tokens, i).starts_with(stem))
        })
    }

    /// "Acme remits a share to it", "Acme owes it $5": never the one that does so.
    pub(super) fn paid(&self, tokens: &[Token], at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let next = tokens.get(at + 1);
        let given = matches!(
            self.spelled(tokens, before),
            "pays"
                | "pay"
                | "paid"
                | "owes"
                | "owe"
                | "owed"
                | "gives"
                | "give"
                | "gave"
                | "hands"
                | "sends"
        );
        let part = || {
            matches!(
                self.spelled(tokens, at + 2),
                "share" | "cut" | "slice" | "portion" | "percentage" | "royalty" | "fee"
            )
        };
        let what = next.is_some_and(|t| match self.words.spelled(t.word) {
            "a" => part(),
            "part" | "some" => true,
            _ => matches!(t.kind, Kind::Value(_)),
        });
        let closes = next.is_none_or(|t| matches!(t.kind, Kind::Mark(_)));
        given && what || matches!(self.spelled(tokens, before), "to" | "from") && closes
    }

    /// "its partner", "its biggest backer", but not "remains its partner" nor "its partner Acme".
    pub(super) fn its_own(&self, tokens: &[Token], at: usize) -> bool {
        let owner = |i: usize| self.spelled(tokens, i) == "its";
        let praised = |i: usize| {
            matches!(
                self.spelled(tokens, i),
                "biggest"
                    | "largest"
                    | "main"
                    | "key"
                    | "longtime"
                    | "closest"
                    | "chief"
                    | "old"
                    | "financial"
                    | "corporate"
                    | "commercial"
                    | "powerful"
                    | "rich"
                    | "wealthy"
            )
        };
        let its = (1..=2).filter_map(|back| at.checked_sub(back)).find(|i| owner(*i));
        let named = tokens.get(at + 1).is_some_and(|t| matches!(t.kind, Kind::Name(_)));
        let alone = |i: usize| {
            i + 1 == at
                && !tokens.get(i.wrapping_sub(1)).is_some_and(|t| matches!(t.kind, Kind::Name(_)))
                || i + 2 == at && praised(i + 1)
        };
        self.two_parties() && !named && its.is_some_and(|i| alone(i) && !self.after_role(tokens, i))
    }

    /// "X remains its partner", "X as its provider": the owner is the other one.
    pub(super) fn after_role(&self, tokens: &[Token], at: usize) -> bool {
        let adverb = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| {
            self.words.flags(t.word).has(Flags::ADVERB) && !self.words.flags(t.word).finite()
        });
        (1..=1 + usize::from(adverb)).any(|back| {
            at.checked_sub(back).is_some_and(|i| {
                matches!(
                    self.spelled(tokens, i),
                    "is" | "remains"
                        | "remain"
                        | "stays"
                        | "stay"
                        | "as"
                        | "was"
                        | "be"
                        | "become"
                        | "becomes"
                        | "being"
                        | "remaining"
                        | "remained"
                )
            })
        })
    }

    /// With two parties, the one that is not `party`.
    pub(super) fn other_than(&self, party: usize) -> Option<Sym> {
        (self.parties.len() == 2).then(|| self.parties.get(1 - party.min(1)).map(|p| p.sym))?
    }
}
