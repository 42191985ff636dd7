//! The program as a user meets it: the real binary in a folder of its own, with an environment that says nothing.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A template that [`RULE`] finds fault with.
pub const TEMPLATE: &str = "\
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: orders
";

/// A template that it does not.
pub const CLEAN: &str = "\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
";

/// What a user's rule asks for: topics without a name. Its messages hang on nothing that others may change.
pub const RULE: &str = r#"
violations contains graph.violation(topic, ["TopicName"], sprintf("topic %v is named %v", [topic.id, graph.show(topic.properties.TopicName)])) if {
	some topic in graph.resources("AWS::SNS::Topic")
	topic.properties.TopicName
}
"#;

/// The text of a rule file: a complete card, and what the rule asks for.
pub fn rule(id: &str, severity: &str, body: &str) -> String {
    format!(
        "# METADATA
# title: Topics have no name of their own
# description: A name that is written down stands in the way of replacing the topic.
# related_resources:
# - https://docs.aws.amazon.com/sns/latest/dg/welcome.html
# custom:
#   id: {id}
#   severity: {severity}
#   resources: [AWS::SNS::Topic]
#   decides_on: [TopicName]
#   requirements: []
#   aliases: []
#   remediation: Leave TopicName out.
#   profiles: [default]
package guardian.rules.{}

import data.guardian.graph
{body}",
        id.replace('-', "_")
    )
}

/// A folder with the program in it.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder, which is a repository: no configuration is looked for above it.
    pub fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(place.path(".git")).unwrap();
        place
    }

    /// With [`RULE`] as `policy/topic-unnamed.rego`, and a configuration that runs only it.
    pub fn with_rule() -> Self {
        Self::new()
            .file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE))
            .file(".cfn-guardian.yml", "rules: [policy]\nonly: [topic-unnamed]\n")
    }

    /// With a file in it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// With an empty folder in it.
    pub fn folder(self, name: &str) -> Self {
        fs::create_dir_all(self.path(name)).unwrap();
        self
    }

    /// The path of something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file in it.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with arguments that spaces separate, ready to be run here.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfn-guardian"));
        command.args(arguments.split_whitespace()).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if speaks(&name) {
                command.env_remove(name);
            }
        }
        command
    }

    /// What a run says, for a snapshot.
    pub fn run(&self, arguments: &str) -> String {
        self.said(&self.command(arguments).output().unwrap())
    }

    /// What a run says that reads standard input.
    pub fn run_with(&self, arguments: &str, input: impl AsRef<[u8]>) -> String {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // The program may have given up before it has read all of it.
        let _ = stdin.write_all(input.as_ref());
        drop(stdin);
        self.said(&child.wait_with_output().unwrap())
    }

    /// The exit code of a run.
    pub fn exit(&self, arguments: &str) -> i32 {
        let output = self.command(arguments).output().unwrap();
        assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
        output.status.code().unwrap()
    }

    /// The JSON that a run prints, whatever its exit code.
    pub fn json(&self, arguments: &str) -> serde_json::Value {
        let output = self.command(arguments).output().unwrap();
        let parsed = serde_json::from_slice(&output.stdout);
        parsed.unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)))
    }

    /// Exit code, standard output and standard error, with what differs from run to run filtered.
    pub fn said(&self, output: &Output) -> String {
        let mut said = format!("exit {}\n", output.status.code().expect("the program ended by itself"));
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                said.push_str(&format!("---- {name}\n{}", self.filtered(&text(bytes))));
            }
        }
        assert!(!said.contains("panicked"), "{said}");
        said
    }

    /// Without the time and the folder's own path.
    pub fn filtered(&self, text: &str) -> String {
        let time = regex::Regex::new(r"in \d+(?:\.\d)? m?s\n").unwrap();
        let folder = self.folder.path();
        let real = fs::canonicalize(folder).unwrap();
        let text = text.replace(&*real.to_string_lossy(), "[here]").replace(&*folder.to_string_lossy(), "[here]");
        let text = time.replace_all(&text, "in [time]\n");
        // The help of clap has blanks at the ends of lines, which no snapshot should.
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// Whether a variable of the environment changes what the program, or a library in it, does.
fn speaks(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let exact = ["CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "COLORTERM"];
    let begins = ["CLICOLOR", "GITHUB_", "RUST_", "CFN_GUARDIAN", "RAYON_"];
    exact.contains(&&*name) || begins.iter().any(|prefix| name.starts_with(prefix))
}

/// What a program printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program prints UTF-8")
}

/// A folder of the repository.
pub fn repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}
