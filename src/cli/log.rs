//! What happens inside, told on standard error: a line for each event, as text or as JSON.
//!
//! Whatever a value holds, it steers no terminal and begins no line of its own. What is told is
//! decided where it happens; here only how.

use anstyle::{AnsiColor, Style};
use jiff::Timestamp;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};
use tracing::{Event, Level, Subscriber};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::{self, FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormattedFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// How many lines wait for a reader; what comes when so many do is lost.
const MOST_WAITING: usize = 4096;

/// Begins to tell. What `serve` tells is written as long as what is given back is kept, and what then
/// waits is written for a moment more. Of other people's code no more than warnings are told: what it
/// says of requests may hold what nobody is to read.
pub(super) fn start(level: Level, json: bool, serving: bool) -> Option<WorkerGuard> {
    let colours = io::stderr().is_terminal()
        && anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    if !serving {
        begin(level, json, colours, io::stderr);
        return None;
    }
    // Somebody may read slowly, or not at all: lines are lost then, and no answer waits for them.
    let (to, written) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(MOST_WAITING)
        .thread_name("log")
        .finish(io::stderr());
    begin(level, json, colours, to);
    // What a panic says may hold words of a question.
    panic::set_hook(Box::new(tell_panic));
    Some(written)
}

fn begin<W>(level: Level, json: bool, colours: bool, to: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    if json {
        as_json(level, to).init();
    } else {
        as_text(level, colours, to).init();
    }
}

/// Where something panicked, and nothing else of it.
fn tell_panic(panicked: &PanicHookInfo<'_>) {
    match panicked.location() {
        Some(place) => tracing::error!(%place, "panicked"),
        None => tracing::error!("panicked"),
    }
}

/// Those whose warnings, too, hold what nobody is to read: words of a message, or a token.
const UNHEARD: [&str; 8] = [
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "serenity",
    "tokio_tungstenite",
    "tungstenite",
];

fn told(level: Level) -> Targets {
    Targets::new()
        .with_default(level.min(Level::WARN))
        .with_targets(UNHEARD.map(|name| (name, LevelFilter::OFF)))
        .with_target(env!("CARGO_CRATE_NAME"), level)
}

/// Lines for people: when, how bad, what, and what belongs to it.
fn as_text<W>(level: Level, colours: bool, to: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let fields = format::debug_fn(|line, field, value| match field.name() {
        "message" => line.write_str(&on_one_line(&format!("{value:?}"))),
        name => write!(line, "{name}={}", readable(value)),
    });
    let lines = tracing_subscriber::fmt::layer()
        // Where nobody reads the log any more, there is nobody to tell that either.
        .log_internal_errors(false)
        .fmt_fields(fields.delimited(" "))
        .event_format(TextLine)
        .with_ansi(colours)
        .with_writer(to);
    tracing_subscriber::registry().with(told(level)).with(lines)
}

/// An object for each event: its fields beside `timestamp`, `level` and `message`, and in `span` what
/// it is part of.
fn as_json<W>(level: Level, to: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .log_internal_errors(false)
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        .with_writer(Escaping { to });
    tracing_subscriber::registry().with(told(level)).with(lines)
}

struct TextLine;

impl<S, N> FormatEvent<S, N> for TextLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let level = *event.metadata().level();
        let colours = line.has_ansi_escapes();
        let in_style = |style: Style, text: &dyn fmt::Display| {
            if colours { format!("{style}{text}{style:#}") } else { text.to_string() }
        };
        let now = Timestamp::now();
        write!(line, "{} ", in_style(Style::new().dimmed(), &format_args!("{now:.3}")))?;
        // Most lines say what goes well; those that do not are to be seen.
        if level != Level::INFO {
            write!(line, "{} ", in_style(colour(level), &level))?;
        }
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            line.write_str(span.name())?;
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>()
                && !fields.is_empty()
            {
                write!(line, "{{{fields}}}")?;
            }
            line.write_str(": ")?;
        }
        context.format_fields(line.by_ref(), event)?;
        line.write_char('\n')
    }
}

fn colour(level: Level) -> Style {
    let colour = match level {
        Level::ERROR => AnsiColor::Red,
        Level::WARN => AnsiColor::Yellow,
        Level::INFO => AnsiColor::Green,
        _ => AnsiColor::Blue,
    };
    colour.on_default()
}

/// A value as one word, or in quotation marks.
fn readable(value: &dyn fmt::Debug) -> String {
    let text = format!("{value:?}");
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let word = inner.unwrap_or(&text);
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-._/:+".contains(c);
    if !word.is_empty() && word.chars().all(is_word) {
        return word.to_owned();
    }
    if inner.is_some() { on_one_line(&text) } else { format!("{text:?}") }
}

/// A text in which all that a reader does not see as a letter is written out.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' => line.push(c),
            c => line.extend(c.escape_debug()),
        }
    }
    line
}

/// Writes JSON in which a terminal finds nothing to obey either: JSON itself escapes only some of it.
struct Escaping<W> {
    to: W,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Escaping<W> {
    type Writer = Escaping<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Escaping { to: self.to.make_writer() }
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A line comes whole, and letters beyond ASCII stand within strings.
        let text = String::from_utf8_lossy(bytes);
        let mut line = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '\n' || on_one_line(c.encode_utf8(&mut [0; 4])).starts_with(c) {
                line.push(c);
            } else {
                let mut units = [0; 2];
                line.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
        self.to.write_all(line.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::sync::{Arc, Mutex};

    /// What a server may send in place of a reason.
    const HOSTILE: &str = "no\n2026-01-01T00:00:00Z all is well\r\u{1b}[2J\u{9b}2J\u{202e}\u{7f}";

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Lines {
        fn written(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    fn text(level: Level, colours: bool, events: impl FnOnce()) -> String {
        let lines = Lines::default();
        let to = lines.clone();
        tracing::subscriber::with_default(as_text(level, colours, move || to.clone()), events);
        lines.written()
    }

    fn json(level: Level, events: impl FnOnce()) -> String {
        let lines = Lines::default();
        let to = lines.clone();
        tracing::subscriber::with_default(as_json(level, move || to.clone()), events);
        lines.written()
    }

    fn tell_all() {
        let span = tracing::info_span!("sync", from = HOSTILE, by = %HOSTILE);
        let _entered = span.enter();
        tracing::warn!(quoted = HOSTILE, shown = %HOSTILE, debug = ?HOSTILE, "{HOSTILE}");
    }

    #[test]
    fn a_line_says_when_what_and_the_rest() {
        let lines = text(Level::INFO, false, || {
            tracing::info!(source = "rules", count = 3, reason = "a b", "fetched");
            tracing::warn!(error = %"it is \"gone\"", "could not be fetched");
            tracing::debug!("nobody asked for this");
        });
        let lines: Vec<&str> = lines.lines().map(|line| line.split_once(' ').unwrap().1).collect();
        assert_eq!(
            lines,
            [
                "fetched source=rules count=3 reason=\"a b\"",
                "WARN could not be fetched error=\"it is \\\"gone\\\"\"",
            ]
        );
    }

    #[test]
    fn no_value_begins_a_line_or_steers_a_terminal() {
        for written in [text(Level::TRACE, false, tell_all), json(Level::TRACE, tell_all)] {
            assert_eq!(written.matches('\n').count(), 1, "{written}");
            let steers = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            assert!(!written.contains(steers), "{written:?}");
        }
        let written: Value = serde_json::from_str(&json(Level::TRACE, tell_all)).unwrap();
        assert_eq!(written["message"], HOSTILE, "JSON gives back what was said");
        assert_eq!(written["quoted"], HOSTILE);
    }

    #[test]
    fn colours_are_for_terminals() {
        let warn = || tracing::warn!("look");
        assert!(text(Level::INFO, true, warn).contains("\u{1b}[33mWARN\u{1b}[0m look"));
        assert!(text(Level::INFO, false, warn).ends_with("Z WARN look\n"));
    }

    #[test]
    fn json_is_an_object_a_line_with_its_fields_beside_the_message() {
        let written = json(Level::DEBUG, || {
            let span = tracing::debug_span!("question", platform = "http");
            let _entered = span.enter();
            tracing::debug!(command = "coc", micros = 12, "answered");
        });
        let mut line: Value = serde_json::from_str(&written).unwrap();
        let at: Timestamp = line["timestamp"].take().as_str().unwrap().parse().unwrap();
        assert!(at > Timestamp::UNIX_EPOCH);
        let expected = serde_json::json!({
            "timestamp": null, "level": "DEBUG", "message": "answered", "command": "coc",
            "micros": 12, "span": {"name": "question", "platform": "http"},
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn of_other_peoples_code_only_warnings_are_told() {
        let written = text(Level::TRACE, false, || {
            tracing::info!(target: "hyper::proto", "GET /api/ask?q=mine");
            tracing::warn!(target: "gix::remote", "slow");
            tracing::error!(target: "serenity::gateway", "a message of mine");
            tracing::warn!(target: "hyper_util::client", "mine");
            tracing::trace!(target: "tenet::desk", "our own");
        });
        assert!(!written.contains("mine"), "{written}");
        assert!(written.contains("slow") && written.contains("our own"), "{written}");
    }

    #[test]
    fn a_panic_is_told_with_its_place_and_none_of_its_words() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(tell_panic));
        let written = text(Level::INFO, false, || {
            let asked = "what somebody asked";
            assert!(panic::catch_unwind(|| panic!("no passage for {asked}")).is_err());
        });
        panic::set_hook(before);
        assert!(written.contains("ERROR panicked place=src/cli/log.rs:"), "{written}");
        assert!(!written.contains("somebody"), "{written}");
    }
}
