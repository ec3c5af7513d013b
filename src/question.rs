//! A question, as plain data: what was typed, and what the answer may depend on beside it.

use jiff::Timestamp;

/// Where a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asked {
    /// At a terminal, where nobody else reads along.
    #[default]
    Terminal,
    /// In a conversation between the asker and the bot.
    Direct,
    /// Where others read along.
    Channel,
    /// By a program, which shows the answer to whom it likes.
    Program,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What was typed.
    pub text: String,
    /// When: the core has no clock.
    pub at: Timestamp,
    /// Where.
    pub asked: Asked,
    /// Whether the platform says that the asker is a moderator.
    pub moderator: bool,
}

impl Question {
    /// A question at a terminal.
    pub fn at_terminal(text: impl Into<String>, at: Timestamp) -> Question {
        Question { text: text.into(), at, asked: Asked::Terminal, moderator: false }
    }
}
