/// A write that a power cut may take back, because the same work is then done again: a batch of an import, saved with
/// its place in the file. Its commit does not wait for the disk; whatever is committed as usual afterwards makes it
/// last, and the end of the work is such a commit.
package enum RedoableWrite {
    /// Set around `write`; backends read it before they leave the calling task.
    @TaskLocal package static var isCurrent = false
}
