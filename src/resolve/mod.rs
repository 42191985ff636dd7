//! From a template to the worlds that it can become, and from a world to the values of its resources.

pub mod value;
