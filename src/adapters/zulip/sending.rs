//! Does what is to be done so that the answers to a message stand, one after the other.
//!
//! Says what stands in the end. A failure is told here, once, and keeps nothing else from being done.
