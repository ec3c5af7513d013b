//! What the tests share: a folder of their own, the program and the process that serves, a library in
//! memory, repositories and a server that gives them, and a reader of Markdown that knows nothing of
//! tenet's.

pub(crate) mod chance;
pub(crate) mod crowd;
pub(crate) mod discord;
pub(crate) mod discord_reader;
pub(crate) mod discord_rest;
pub(crate) mod discord_signing;
pub(crate) mod door;
pub(crate) mod folder;
pub(crate) mod git_server;
pub(crate) mod harbour;
pub(crate) mod holding;
pub(crate) mod http;
pub(crate) mod library;
pub(crate) mod pack;
pub(crate) mod program;
pub(crate) mod reader;
pub(crate) mod real;
pub(crate) mod repository;
pub(crate) mod rest;
pub(crate) mod serving;
pub(crate) mod shared;
pub(crate) mod timeline;
pub(crate) mod upstream;
pub(crate) mod watching;
pub(crate) mod words;
pub(crate) mod zulip;
pub(crate) mod zulip_reader;
pub(crate) mod zulip_rest;
