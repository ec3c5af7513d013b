//! A query as somebody would type it: the way back from understanding to text.
//!
//! What is read from it is the query that it was made of, or nothing is given.

use super::{OptionName, Options, Query, parse};

impl Query {
    /// The query as text that is read as this same query; `None` where no text is.
    pub fn typed(&self) -> Option<String> {
        let Options { private, full, within, as_of, since, note, to, re, ping } = &self.options;
        let mut options = String::new();
        let named = [("in", within), ("as-of", as_of), ("since", since), ("to", to), ("re", re)];
        for (name, value) in named {
            if let Some(value) = value {
                options.push_str(&option(name, value)?);
            }
        }
        for (name, is_on) in [("full", full), ("private", private), ("ping", ping)] {
            if *is_on {
                options.push_str(&format!(" {name}:true"));
            }
        }
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!(" {words}"),
        };
        // A note takes all that follows it.
        let note = note.as_ref().map(|note| format!(" note:{note}")).unwrap_or_default();
        let name = self.command.name();
        let text = format!("/{name}{words}{options}{note}");
        let read = parse(&text).ok()?;
        (read == Query { slash: true, ..self.clone() }).then_some(text)
    }
}

/// An option with its value, quoted in the marks that the value does not have.
fn option(name: &str, value: &str) -> Option<String> {
    let (open, close) = match (value.contains('"'), value.contains('”')) {
        (false, _) => ('"', '"'),
        (true, false) => ('“', '”'),
        (true, true) => return None,
    };
    Some(format!(" {name}:{open}{value}{close}"))
}

/// The text for a command that a platform took apart itself: its words, which may hold anything, and its
/// options by name. What an option says counts, whatever the words seem to say.
pub fn joined(command: &str, words: &str, options: &[(&str, &str)]) -> String {
    let text = format!("/{command} {words}");
    if let Ok(mut query) = parse(&text) {
        for (name, value) in options {
            let named = OptionName::ALL.into_iter().find(|option| option.name() == *name);
            if let Some(name) = named.filter(|option| query.command.has(*option)) {
                query.options.set(name, value);
            }
        }
        if let Some(text) = query.typed() {
            return text;
        }
    }
    // Before the words they are read for certain; a note among the words would take them in.
    let (notes, others): (Vec<_>, Vec<_>) = options.iter().partition(|(name, _)| *name == "note");
    let before: String = others.iter().filter_map(|(name, value)| option(name, value)).collect();
    let after: String = notes.iter().map(|(_, note)| format!(" note:{note}")).collect();
    format!("/{command}{before} {words}{after}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn options_count_whatever_the_words_hold() {
        for (words, options, typed) in [
            ("curation", &[("private", "true")][..], "/coc curation private:true"),
            ("curation private:false", &[("private", "true")], "/coc curation private:true"),
            ("a note: b", &[("private", "true")], "/coc a private:true note:b"),
            ("in:charter scope", &[("in", "coc")], "/coc scope in:\"coc\""),
            ("a \"b\" c", &[("in", "the \"old\" one")], "/coc a \"b\" c in:“the \"old\" one”"),
            ("", &[("note", "private:true")], "/coc note:private:true"),
            ("", &[("full", "false")], "/coc"),
        ] {
            assert_eq!(joined("coc", words, options), typed);
        }
        assert_eq!(joined("ask", "", &[("private", "true")]), "/ask private:\"true\"");
        assert_eq!(joined("nonsense", "to you", &[]), "/nonsense to you");
    }

    proptest! {
        #[test]
        fn what_is_private_stays_private(words in "\\PC{0,60}", to in "\\PC{0,20}") {
            let options = [("in", to.as_str()), ("private", "true")];
            let text = joined("policy", &words, &options);
            prop_assert!(parse(&text).is_ok_and(|query| query.options.private), "{text}");
        }

        #[test]
        fn a_query_is_read_from_its_text(text in "(/[a-z-]{1,9} )?(\\PC|in:|note:|full:true|as-of:|\"){0,30}") {
            if let Ok(query) = parse(&text) && let Some(typed) = query.typed() {
                let again = parse(&typed);
                prop_assert_eq!(again, Ok(Query { slash: true, ..query }));
            }
        }
    }
}
