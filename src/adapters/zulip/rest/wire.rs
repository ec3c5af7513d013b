//! What carries a request to Zulip: the network, or in tests nothing but memory.

use super::Call;
use super::reading::Heard;
use std::future::Future;
use std::pin::Pin;

/// Carries requests.
pub(super) trait Wire: Send + Sync {
    /// Sends a request once, and says what became of it. Whoever gives it up in the middle does not
    /// know.
    fn ask<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Heard> + Send + 'a>>;
}
