//! What the tests share: a folder of their own, the program, a library in memory, and a reader of
//! Markdown that knows nothing of tenet's.

pub(crate) mod folder;
pub(crate) mod library;
pub(crate) mod program;
pub(crate) mod reader;
pub(crate) mod real;
pub(crate) mod repository;
pub(crate) mod shared;
pub(crate) mod timeline;
pub(crate) mod upstream;
