//! The description of `/api/v1`, as it is served. A test holds it against the routes.

/// OpenAPI 3.1, JSON.
pub const DOCUMENT: &str = include_str!("openapi.json");
