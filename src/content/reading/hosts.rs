//! Links whose writer left `https://` out: `[us](example.org/about)`.
//!
//! A browser takes them for files of the source. Where every file of it is known and none is meant,
//! the address of a website is. What is not known to be wrong stays as it is written.

use super::Reader;
use crate::content::document::Document;
use crate::content::link;
use crate::content::links::for_each_link;
use crate::content::source::Source;

impl Reader<'_> {
    /// Completes the links of a document that begin with the name of a host.
    pub(super) fn hosts_in_links(&self, source: &Source, document: &mut Document) {
        let every_file_is_known = self.is_fetched(source) || source.site.repository.is_none();
        if !every_file_is_known {
            return;
        }
        let file = document.file.clone();
        // The folder that a link begins with, if there is one, is named by its first part.
        let is_there = |url: &str| {
            let first = url.split('/').next().unwrap_or(url);
            let target = link::target_file(first, &file);
            target.is_some_and(|target| self.files.has(&source.path(&target)))
        };
        for section in &mut document.sections {
            for_each_link(&mut section.blocks, &mut |url| {
                if link::names_a_host(url) && !is_there(url) {
                    *url = format!("https://{url}");
                }
            });
        }
    }
}
