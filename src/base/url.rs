//! URLs as identities: canonical form, tracking parameters, the registrable domain.
