//! The pattern language of the watch file: text -> syntax -> program over word symbols.
//! `word  v:lemma  n:noun  @class  {PARTY}  {PARTY*}  [set]  <type>  ..  ..n  (a b|c)  x?  ^  $`

pub mod compile;
pub mod index;
pub mod matcher;
pub mod stream;
pub mod syntax;
pub mod vocabulary;

pub use compile::{Compiler, Program};
pub use index::Index;
pub use matcher::Hit;
pub use stream::Stream;
pub use vocabulary::{Sym, Vocabulary};
