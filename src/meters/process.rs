//! What the system says of this process.

/// The memory of this process in bytes, where the system has a file that says so:
/// <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>.
pub(super) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}
