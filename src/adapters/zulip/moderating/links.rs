//! Links to messages, in the ways in which Zulip writes them.
//!
//! Pure. That a link has the right form says nothing of the message: it is looked up before anything
//! comes of it. See <https://zulip.com/help/link-to-a-message-or-conversation>.

/// What stands in each address of a message or of a conversation.
const NARROW: &str = "#narrow/";

/// The addresses of a server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addresses<'a> {
    /// That by which people reach it.
    pub(super) realm: &'a str,
    /// That by which the bot does.
    pub(super) site: &'a str,
}

impl Addresses<'_> {
    /// The message to which a link leads, if it is one of this server. A link to a topic names a message
    /// as well, behind `with`, and leads to none.
    pub(super) fn message(self, link: &str) -> Option<u64> {
        let link = bare(link);
        let (place, narrow) = link.split_once(NARROW)?;
        // What stands behind a question mark leads nowhere else. Without a host it is one of here.
        let place = place.split_once('?').map_or(place, |(place, _)| place);
        let narrow = narrow.split_once('?').map_or(narrow, |(narrow, _)| narrow);
        let is_own = |place: String| {
            [self.realm, self.site].into_iter().filter_map(host).any(|own| own == place)
        };
        if !matches!(place, "" | "/") && !host(place).is_some_and(is_own) {
            return None;
        }
        let mut terms = narrow.trim_end_matches('/').split('/');
        let mut message = None;
        while let Some(operator) = terms.next() {
            let operand = terms.next()?;
            if operator == "near" && message.replace(number(operand)?).is_some() {
                return None;
            }
        }
        message
    }

    /// A text in which each link is a plain address: as they are pasted, Zulip's own app writes them
    /// as `#**channel>topic@12**` (feature level 319) or puts them behind a label.
    pub(super) fn spelled_out(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((address, after)) = self.written_short(rest).or_else(|| self.labelled(rest))
            {
                out.push_str(&address);
                rest = after;
                continue;
            }
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out
    }

    /// `#**channel>topic@12**` at the start of a text, and what follows it.
    fn written_short(self, text: &str) -> Option<(String, &str)> {
        let (inner, after) = text.strip_prefix("#**")?.split_once("**")?;
        if inner.contains('\n') {
            return None;
        }
        let (_, id) = inner.rsplit_once('@')?;
        Some((format!("{}/{NARROW}near/{}", self.realm, number(id)?), after))
    }

    /// `[label](address)` at the start of a text, where the address is one of a message.
    fn labelled(self, text: &str) -> Option<(String, &str)> {
        let (label, behind) = text.strip_prefix('[')?.split_once("](")?;
        let (address, after) = behind.split_once(')')?;
        if label.contains(['\n', '[']) || address.contains(char::is_whitespace) {
            return None;
        }
        match address.trim_start_matches('/') {
            within if within.starts_with(NARROW) => {
                Some((format!("{}/{within}", self.realm), after))
            }
            _ if is_narrow(address) => Some((address.to_owned(), after)),
            _ => None,
        }
    }
}

/// Whether a word is meant as an address of something on some Zulip server, whatever else is in it.
pub(super) fn is_narrow(word: &str) -> bool {
    bare(word).split_once(NARROW).is_some_and(|(place, _)| {
        matches!(place, "" | "/")
            || place.split_once("://").is_some_and(|(scheme, _)| is_web(scheme))
    })
}

fn is_web(scheme: &str) -> bool {
    ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

/// A link without what stands around it where it ends a sentence or is set apart. No number of a message
/// ends so.
fn bare(link: &str) -> &str {
    let link = link.trim().trim_start_matches(['<', '(', '"', '“']);
    link.trim_end_matches(['>', ')', '"', '”', '.', ',', ';', ':', '!', '?'])
}

/// The host of an address, with its port, where nothing else stands in it.
fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.trim_end_matches('/');
    let is_one = !host.is_empty() && !host.contains(['/', '?', '#', '@', '\\']);
    (is_web(scheme) && is_one).then(|| host.to_ascii_lowercase())
}

/// The number of a message.
pub(super) fn number(digits: &str) -> Option<u64> {
    let is_one = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|number| is_one && *number != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Addresses<'_> =
        Addresses { realm: "https://chat.harbour.example", site: "http://10.0.0.1:9991" };

    #[test]
    fn only_a_link_to_a_message_of_this_server_is_one() {
        for right in [
            "https://chat.harbour.example/#narrow/near/30",
            "https://chat.harbour.example/#narrow/stream/3-general/topic/a.20storm/near/30",
            "https://Chat.Harbour.example/#narrow/channel/3-general/topic/storm/with/28/near/30",
            " <https://chat.harbour.example/#narrow/dm/7,8-dm/near/30/> ",
            "http://10.0.0.1:9991/#narrow/pm-with/7,8-group/near/30",
            "#narrow/channel/3-general/topic/storm/near/30",
            "/#narrow/near/30",
            "(https://chat.harbour.example/#narrow/near/30).",
            "https://chat.harbour.example/#narrow/near/30?x=1",
            "https://chat.harbour.example/?x=1#narrow/near/30,",
            "HTTPS://chat.harbour.example/#narrow/near/30",
        ] {
            assert_eq!(OURS.message(right), Some(30), "{right}");
        }
        for wrong in [
            "",
            "30",
            "other#narrow/near/30",
            "https://other.example/?https://chat.harbour.example/#narrow/near/30",
            "https://chat.harbour.example/30",
            "https://chat.harbour.example/#narrow/channel/3-general/topic/storm",
            "https://chat.harbour.example/#narrow/channel/3-general/topic/storm/with/30",
            "https://chat.harbour.example/#narrow/channel/3-general/topic/near/30",
            "https://chat.harbour.example/#narrow/near/0",
            "https://chat.harbour.example/#narrow/near/+30",
            "https://chat.harbour.example/#narrow/near/30/near/31",
            "https://chat.harbour.example/#narrow/near/99999999999999999999999",
            "https://chat.harbour.example.org/#narrow/near/30",
            "https://chat.harbour.example@other.example/#narrow/near/30",
            "https://other.example/https://chat.harbour.example/#narrow/near/30",
            "https://other.example/#narrow/near/30",
            "ftp://chat.harbour.example/#narrow/near/30",
            "http://10.0.0.1/#narrow/near/30",
        ] {
            assert_eq!(OURS.message(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_meant_as_a_link_is_known_for_one() {
        for link in [
            "https://chat.harbour.example@other.example/#narrow/near/30",
            "#narrow/near/30).",
            "https://other.example/page/#narrow/near/30",
        ] {
            assert!(is_narrow(link), "{link}");
        }
        for no in ["https://other.example/page", "narrow", "see#narrow/near/30"] {
            assert!(!is_narrow(no), "{no}");
        }
    }

    #[test]
    fn links_are_read_as_the_app_writes_them_when_they_are_pasted() {
        let there = "https://chat.harbour.example/#narrow/near/30";
        for (typed, spelled) in [
            ("/coc #**general>a storm @ sea@30** note: x", format!("/coc {there} note: x")),
            ("/coc watch re:#**general>@30**", format!("/coc watch re:{there}")),
            (
                "/coc [#general > a storm @ 💬](#narrow/channel/3-general/topic/a/near/30)",
                "/coc https://chat.harbour.example/#narrow/channel/3-general/topic/a/near/30"
                    .to_owned(),
            ),
            (
                "/coc [here](https://o.example/#narrow/near/3)",
                "/coc https://o.example/#narrow/near/3".to_owned(),
            ),
            (
                "see [the page](https://o.example/a)",
                "see [the page](https://o.example/a)".to_owned(),
            ),
            ("#**general>storm** and #**", "#**general>storm** and #**".to_owned()),
        ] {
            assert_eq!(OURS.spelled_out(typed), spelled, "{typed}");
        }
    }
}
