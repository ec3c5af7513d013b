//! Addresses: of a passage, and of what a passage links to.
//!
//! Pure text in, text out. Nothing here checks that an address answers.

use super::anchor::AnchorRule;
use super::block::Lines;

/// Where a source's files are published.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Site {
    /// The repository's web address without a slash at its end, where there is one.
    pub repository: Option<String>,
    /// The branch that readers see.
    pub branch: String,
    /// The website made from the files, without a slash at its end, where there is one.
    pub pages: Option<String>,
    /// The rule that gives headings their anchors.
    pub anchors: AnchorRule,
}

impl Site {
    /// The address at which a reader sees `file`, or `None` where it is published nowhere.
    ///
    /// `permalink` is where the page itself says that it is published.
    pub fn page_url(&self, file: &str, permalink: Option<&str>) -> Option<String> {
        match &self.pages {
            Some(pages) if super::source::is_markdown(file) => {
                let path = match permalink {
                    Some(permalink) => permalink.trim_end_matches('/').to_owned(),
                    // Jekyll's own rule for a page without a permalink
                    // (https://jekyllrb.com/docs/permalinks/#pages).
                    None => format!("/{}.html", without_ending(file)),
                };
                Some(format!("{pages}/{}", path.trim_start_matches('/')))
            }
            _ => self.file_url(file),
        }
    }

    /// The address of `file` in its repository.
    pub fn file_url(&self, file: &str) -> Option<String> {
        let repository = self.repository.as_ref()?;
        Some(format!("{repository}/blob/{}/{}", self.branch, encoded_file(file)))
    }

    /// The address of lines of `file` at a commit, which never changes
    /// (<https://docs.github.com/repositories/working-with-files/using-files/getting-permanent-links-to-files>).
    pub fn permalink(&self, file: &str, commit: &str, lines: Lines) -> Option<String> {
        let repository = self.repository.as_ref()?;
        let path = encoded_file(file);
        Some(with_lines(&format!("{repository}/blob/{commit}/{path}?plain=1"), lines))
    }

    /// The address of a commit.
    pub fn commit_url(&self, commit: &str) -> Option<String> {
        Some(format!("{}/commit/{commit}", self.repository.as_ref()?))
    }

    /// The address of a pull request.
    pub fn pull_request_url(&self, number: u64) -> Option<String> {
        Some(format!("{}/pull/{number}", self.repository.as_ref()?))
    }

    /// The address of the list of commits that changed `file`.
    pub fn history_url(&self, file: &str) -> Option<String> {
        let repository = self.repository.as_ref()?;
        Some(format!("{repository}/commits/{}/{}", self.branch, encoded_file(file)))
    }

    /// The address that `link`, written in `file`, stands for. `page` is `file`'s own address.
    pub fn absolute(&self, link: &str, file: &str, page: Option<&str>) -> String {
        if let Some(scheme) = scheme(link) {
            // What runs in a browser instead of opening a page is no link to follow.
            let opens = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "mailto");
            return if opens { link.to_owned() } else { String::new() };
        }
        if link.starts_with("//") {
            return format!("https:{link}");
        }
        let (path, rest) = split_path(link);
        if path.is_empty() {
            return format!("{}{rest}", page.unwrap_or_default());
        }
        let root = match (&self.pages, &self.repository) {
            (Some(pages), _) => pages.clone(),
            (None, Some(repository)) => format!("{repository}/blob/{}", self.branch),
            (None, None) => return link.to_owned(),
        };
        match joined(file, path) {
            Some(target) if target.is_empty() => format!("{root}{rest}"),
            Some(target) => format!("{root}/{}{rest}", encoded_path(&target)),
            // A path that climbs out of the files climbs through the site's own addresses.
            None => format!("{}{rest}", climbed(&root, file, path)),
        }
    }
}

/// The address of a file at a commit, opened at these lines instead of any others.
pub fn with_lines(permalink: &str, lines: Lines) -> String {
    let file = permalink.split('#').next().unwrap_or(permalink);
    let Lines { first, last } = lines;
    if first == last { format!("{file}#L{first}") } else { format!("{file}#L{first}-L{last}") }
}

/// The path below the content folder of a file in a source's folder; `.` is the content folder
/// itself.
pub fn path_in(folder: &str, file: &str) -> String {
    if matches!(folder, "" | ".") { file.to_owned() } else { format!("{folder}/{file}") }
}

/// The file that a relative link written in `file` names, without query and anchor; `None` for a
/// link that leaves the source.
pub fn target_file(link: &str, file: &str) -> Option<String> {
    if has_scheme(link) || link.starts_with("//") {
        return None;
    }
    let (path, _) = split_path(link);
    if path.is_empty() {
        return Some(file.to_owned());
    }
    joined(file, path).map(|target| decoded(&target))
}

/// Whether a relative link begins like the address of a website: `example.org/rules`.
pub fn names_a_host(url: &str) -> bool {
    let Some((host, _)) = url.split_once('/').filter(|_| !has_scheme(url)) else {
        return false;
    };
    let end = host.rsplit_once('.').map(|(start, end)| {
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let is_ending = end.len() > 1 && end.chars().all(|c| c.is_ascii_alphabetic());
        !start.is_empty() && start.chars().all(named) && is_ending
    });
    end == Some(true)
}

/// The anchor of a link, decoded; `None` where it has none.
pub fn anchor_of(link: &str) -> Option<String> {
    let (_, fragment) = link.split_once('#')?;
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    (!fragment.is_empty()).then(|| decoded(fragment))
}

/// A URL in the form in which two that open the same place are equal: scheme and host in lower case,
/// no query, no text fragment, no slash at the end, `*` for the branch or commit of a GitHub file.
pub fn key(url: &str) -> String {
    let url = url.trim().trim_matches(['<', '>']);
    let (base, fragment) = url.split_once('#').unwrap_or((url, ""));
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let base = base.split('?').next().unwrap_or_default().trim_end_matches('/');
    let base = base.strip_prefix("http://").or(base.strip_prefix("https://")).unwrap_or(base);
    let (host, path) = base.split_once('/').unwrap_or((base, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut parts: Vec<&str> = path.split('/').collect();
    if host == "github.com" && parts.len() > 4 && matches!(parts[2], "blob" | "tree" | "blame") {
        parts[2] = "blob";
        parts[3] = "*";
    }
    format!("{host}/{}#{}", parts.join("/"), decoded(fragment))
}

/// Whether `text` is a web address.
pub fn is_url(text: &str) -> bool {
    let text = text.trim_matches(['<', '>']);
    (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(char::is_whitespace)
}

/// The first words of `words`, at most so many, that a page surely prints as they stand here: a site
/// may print its own quotation marks and dashes, so the first word with any other sign ends them.
pub fn plain_start(words: &str, most_words: usize) -> String {
    let plain = |word: &&str| {
        let bare = word.trim_end_matches([',', '.', ';', ':']);
        !bare.is_empty() && bare.chars().all(char::is_alphanumeric)
    };
    let taken: Vec<&str> = words.split_whitespace().take(most_words).take_while(plain).collect();
    taken.join(" ").trim_end_matches([',', '.', ';', ':']).to_owned()
}

/// The text directive that opens a page at `words`
/// (<https://wicg.github.io/scroll-to-text-fragment/>).
pub fn text_fragment(words: &str) -> String {
    format!(":~:text={}", encoded(words))
}

/// `url` with a text directive added to its fragment.
pub fn with_text_fragment(url: &str, directive: &str) -> String {
    let separator = if url.contains('#') { "" } else { "#" };
    format!("{url}{separator}{directive}")
}

fn without_ending(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn has_scheme(link: &str) -> bool {
    scheme(link).is_some()
}

fn scheme(link: &str) -> Option<&str> {
    let (scheme, _) = link.split_once(':')?;
    let signs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && scheme.chars().all(signs)).then_some(scheme)
}

/// The address that a browser makes of `path` on the page of `file` below `root`, for a path that
/// leaves the root; the host is never left.
fn climbed(root: &str, file: &str, path: &str) -> String {
    let host_end = root.find("://").map_or(0, |at| at + 3);
    let host_end = root[host_end..].find('/').map_or(root.len(), |at| host_end + at);
    let mut parts: Vec<&str> =
        root[host_end..].split('/').filter(|part| !part.is_empty()).collect();
    parts.extend(file.rsplit_once('/').into_iter().flat_map(|(folder, _)| folder.split('/')));
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}/{}", &root[..host_end], encoded_path(&parts.join("/")))
}

fn split_path(link: &str) -> (&str, &str) {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    link.split_at(end)
}

/// `path`, as written in `file`, from the root of the source; `None` where it climbs above the root.
fn joined(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => file.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The name of a file in an address: nothing in it is a sign of the address.
fn encoded_file(file: &str) -> String {
    let signs = |c: char| matches!(c, '%' | '#' | '?' | '"' | '<' | '>' | '\\' | '^' | '`');
    let mut out = String::new();
    for c in file.chars() {
        if signs(c) || c.is_control() {
            out.extend(c.to_string().bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    encoded_path(&out)
}

fn encoded_path(path: &str) -> String {
    path.replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> Site {
        Site {
            repository: Some("https://github.com/o/r".to_owned()),
            branch: "main".to_owned(),
            ..Site::default()
        }
    }

    #[test]
    fn relative_links_open_where_the_repository_has_them() {
        for (link, expected) in [
            ("../CODE.md", "https://github.com/o/r/blob/main/CODE.md"),
            ("./b.md?plain=1#x", "https://github.com/o/r/blob/main/docs/b.md?plain=1#x"),
            ("/top.md", "https://github.com/o/r/blob/main/top.md"),
            ("#here", "PAGE#here"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("../../../wiki", "https://github.com/o/r/wiki"),
            ("javascript:alert(1)", ""),
            ("a b(c).md", "https://github.com/o/r/blob/main/docs/a%20b%28c%29.md"),
        ] {
            assert_eq!(repository().absolute(link, "docs/a.md", Some("PAGE")), expected, "{link}");
        }
    }

    #[test]
    fn a_page_is_published_where_it_says() {
        let site = Site { pages: Some("https://e.org".to_owned()), ..repository() };
        for (file, permalink, expected) in [
            ("about.md", Some("/about"), "https://e.org/about"),
            ("about.md", Some("/about/"), "https://e.org/about"),
            ("docs/a.md", None, "https://e.org/docs/a.html"),
            ("_data/board.yml", None, "https://github.com/o/r/blob/main/_data/board.yml"),
            ("a#?%.yml", None, "https://github.com/o/r/blob/main/a%23%3F%25.yml"),
        ] {
            assert_eq!(site.page_url(file, permalink).as_deref(), Some(expected));
        }
        assert_eq!(Site::default().page_url("a.md", None), None);
    }

    #[test]
    fn urls_that_open_the_same_place_have_one_key() {
        let one = key("https://github.com/o/r/blob/main/a.md#x");
        for same in [
            "http://GitHub.com/o/r/blob/0a1b2c/a.md?plain=1#x",
            "https://github.com/o/r/blame/main/a.md#x:~:text=y",
            "<https://www.github.com/o/r/blob/main/a.md/#x>",
        ] {
            assert_eq!(key(same), one, "{same}");
        }
        assert_ne!(key("https://github.com/o/r/blob/main/a.md#y"), one);
    }

    #[test]
    fn a_text_fragment_uses_only_words_that_print_as_they_stand() {
        for (words, expected) in [
            ("Openness", "Openness"),
            ("Our Board is comprised", "Our Board is"),
            ("We don't", "We"),
            ("“Quoted”", ""),
        ] {
            assert_eq!(plain_start(words, 3), expected, "{words}");
        }
        assert_eq!(text_fragment("Our Board"), ":~:text=Our%20Board");
    }
}
