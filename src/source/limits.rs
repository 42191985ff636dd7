//! How much of a text is read at most.

/// Bounds on one text. Overrunning one is an error at the place where it happens, never a slow death.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file. CloudFormation takes templates of 1 MB; previews and assemblies may be larger. Callers that know
    /// the size of a file beforehand compare it with this before they read. Never more than `u32::MAX` counts.
    pub bytes: u64,
    /// Levels of lists and mappings inside one another (a short tag is a mapping, too). Templates that people write stay
    /// below 25. Everything after the reader walks the tree recursively, on stacks of 2 MiB in worker threads.
    pub depth: usize,
    /// Values of one text. JSON has about one in ten bytes, and a tree of a million takes some 150 MB.
    pub nodes: usize,
    /// Values that aliases (`*name`) may add by repeating what stands elsewhere. A few nested aliases can stand for
    /// billions of values ("billion laughs"); templates that use them for real repeat some hundreds.
    pub alias_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 * 1024 * 1024, depth: 200, nodes: 2_000_000, alias_nodes: 200_000 }
    }
}
