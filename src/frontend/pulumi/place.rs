//! Where in the program a resource was made: `project:///index.ts#5,20`.
//!
//! The engine notes the innermost frame (`sourcePosition`) and, in newer versions, the whole stack. What a person wrote
//! lies inside the project and outside the folders of dependencies.

use super::shape::string;
use crate::frontend::provenance::ProgramPlace;
use crate::source::Node;

/// Folders of a project that hold other people's code.
const DEPENDENCIES: [&str; 4] = ["node_modules", "site-packages", "dist-packages", "vendor"];

/// The first place of a state that is the user's.
pub(super) fn of_state(state: &Node) -> Option<ProgramPlace> {
    let frames = state.get("stackTrace").and_then(Node::as_list).unwrap_or_default();
    let frames = frames.iter().filter_map(|frame| frame.get("sourcePosition"));
    state.get("sourcePosition").into_iter().chain(frames).filter_map(string).find_map(|position| parse(position))
}

/// A position in a file of the user's; `None` for any other.
fn parse(position: &str) -> Option<ProgramPlace> {
    let (path, fragment) = position.strip_prefix("project://")?.split_once('#')?;
    let file = decoded(path)?;
    let file = file.trim_start_matches('/');
    // Modules of ECMAScript are named by URLs, which the engine takes for paths: `file:/home/a/index.ts`.
    let absolute = file.strip_prefix("file:").map(|path| path.trim_start_matches('/'));
    let path = absolute.unwrap_or(file);
    let is_foreign = |step: &str| matches!(step, "" | "." | "..") || DEPENDENCIES.contains(&step);
    if path.split(['/', '\\']).any(is_foreign) || path.contains(char::is_control) {
        return None;
    }
    let file = match absolute {
        // The project's folder is not known. A path with a drive is absolute without a slash.
        Some(path) if path.get(1..2) != Some(":") => format!("/{path}"),
        _ => path.to_owned(),
    };
    let (line, column) = fragment.split_once(',').map_or((fragment, None), |(line, column)| (line, Some(column)));
    let line = line.parse().ok().filter(|line| *line > 0)?;
    let column = column.and_then(|column| column.parse().ok()).filter(|column| *column > 0);
    Some(ProgramPlace { file: file.into(), line, column })
}

/// A URL's path without its percent escapes; `None` where they are no UTF-8.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_a_file_of_the_project_with_line_and_column() {
        let place = |file: &str, line, column| Some(ProgramPlace { file: file.into(), line, column });
        assert_eq!(parse("project:///index.ts#5,20"), place("index.ts", 5, Some(20)));
        assert_eq!(parse("project:///src/my%20app/caf%C3%A9.ts#12"), place("src/my app/café.ts", 12, None));
        assert_eq!(parse("project:///100%.ts#1,0"), place("100%.ts", 1, None));
        assert_eq!(parse("project:///file%3A/home/a/app.ts#2,1"), place("/home/a/app.ts", 2, Some(1)));
        assert_eq!(parse("project:///file%3A/C%3A/app.ts#2,1"), place("C:/app.ts", 2, Some(1)));
    }

    #[test]
    fn what_nobody_wrote_there_is_no_position() {
        let others = [
            "project:///node_modules/@pulumi/runtime/stack.ts#38,23",
            "project:///a/node_modules/x.js#1,1",
            "project:///venv/lib/python3.12/site-packages/pulumi_aws/s3/bucket.py#10,1",
            "project:///../../lib/x.ts#1,1",
            "project:///a/%2e%2e/%2e%2e/x.ts#1,1",
            "project:///a%5C..%5Cx.ts#1,1",
            "project:///a%0Ab.ts#1,1",
            "project:///file%3A/home/a/node_modules/x.js#1,1",
            "project:///caf%E9.ts#1,1",
            "project:///index.ts#0,1",
            "project:///index.ts#99999999999,1",
            "project:///index.ts#x",
            "project:///index.ts",
            "project:///#1,1",
            "file:///etc/passwd#1,1",
            "",
        ];
        for other in others {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
