//! Packs as a server makes them: every object that somebody lacks, each as a whole.

use gix::objs::Kind;
use gix::zlib::stream::deflate;
use gix::{ObjectId, Repository};
use std::collections::BTreeSet;
use std::io::Write;

/// Everything that commits lead to: older commits, folders, files.
pub(crate) fn reachable(git: &Repository, commits: &[ObjectId]) -> BTreeSet<ObjectId> {
    let mut reached = BTreeSet::new();
    let mut open = commits.to_vec();
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        let object = git.find_object(id).unwrap();
        match object.kind {
            Kind::Commit => {
                let commit = object.into_commit();
                open.push(commit.tree_id().unwrap().detach());
                open.extend(commit.parent_ids().map(|id| id.detach()));
            }
            Kind::Tree => {
                open.extend(object.into_tree().iter().map(|entry| entry.unwrap().id().detach()))
            }
            _ => {}
        }
    }
    reached
}

/// A pack of what the wanted commits lead to, without what is held.
pub(crate) fn of(git: &Repository, wants: &[ObjectId], haves: &[ObjectId]) -> Vec<u8> {
    let held = reachable(git, haves);
    let lacking: Vec<ObjectId> =
        reachable(git, wants).into_iter().filter(|id| !held.contains(id)).collect();
    let mut pack = b"PACK\0\0\0\x02".to_vec();
    pack.extend(u32::try_from(lacking.len()).unwrap().to_be_bytes());
    for id in lacking {
        let object = git.find_object(id).unwrap();
        let kind = match object.kind {
            Kind::Commit => 1,
            Kind::Tree => 2,
            Kind::Blob => 3,
            Kind::Tag => 4,
        };
        // Four bits of the size beside the kind, then seven in each byte that follows.
        let mut size = object.data.len();
        let mut byte = kind << 4 | (size & 15) as u8;
        size >>= 4;
        while size > 0 {
            pack.push(byte | 128);
            byte = (size & 127) as u8;
            size >>= 7;
        }
        pack.push(byte);
        let mut packed = deflate::Write::new(Vec::new(), gix::zlib::Compression::BEST_SPEED);
        packed.write_all(&object.data).unwrap();
        packed.flush().unwrap();
        pack.extend(packed.into_inner());
    }
    let mut hash = gix::hash::hasher(gix::hash::Kind::Sha1);
    hash.update(&pack);
    pack.extend(hash.try_finalize().unwrap().as_slice());
    pack
}
