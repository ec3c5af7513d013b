//! Sources as they are fetched: from an address and a branch to files and their history.

use crate::support::upstream;

#[test]
fn a_bundle_is_unpacked_whole() {
    let name = "bundles of the real sources";
    for (unpacked, branch, head, commits) in [
        (upstream::governance(name), "main", "2b78723fd231b16eb097f6358e5dd1b7d43ab0cc", 145),
        (upstream::website(name), "gh-pages", "97d5bd3d3aabe2f4989177083b59c0e50c657d3c", 19),
    ] {
        let Some(path) = unpacked else { return };
        let git = gix::open_opts(path, gix::open::Options::isolated()).unwrap();
        let tip = git.find_reference(branch).unwrap().id();
        assert_eq!(tip.to_string(), head);
        let line = tip.ancestors().first_parent_only().all().unwrap();
        assert_eq!(line.count(), commits, "{branch}");
    }
}
