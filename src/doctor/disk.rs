//! What the system tells of a disk and of a file on it.
//!
//! Alone in naming rustix. Writes nothing.

use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};
use std::path::Path;

/// How many bytes are free for this user where a path is; `None` where the file system does not tell.
pub(super) fn free(path: &Path) -> Option<u64> {
    let disk = statvfs(path).ok().filter(|disk| disk.f_blocks > 0)?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whether nothing on the file system of a path can be changed from here.
pub(super) fn is_fixed(path: &Path) -> bool {
    statvfs(path).is_ok_and(|disk| disk.f_flag.contains(StatVfsMountFlags::RDONLY))
}

/// Whether tenet may read and write what is at a path.
pub(super) fn is_open(path: &Path) -> bool {
    access(path, Access::READ_OK | Access::WRITE_OK).is_ok()
}
