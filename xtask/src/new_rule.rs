//! Scaffolds a rule: a Rego file that compiles and fixtures that hold, from `xtask/templates/`.
//!
//! Everything is checked before anything is written, and nothing that exists is written over.

use crate::bad;
use cfn_guardian::engine::card::Card;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

const RULE: &str = include_str!("../templates/rule.rego");
const FIXTURES: [(&str, &str); 5] = [
    ("fail-absent.yaml", include_str!("../templates/fail-absent.yaml")),
    ("fail-off-in-dev.yaml", include_str!("../templates/fail-off-in-dev.yaml")),
    ("pass-on.yaml", include_str!("../templates/pass-on.yaml")),
    ("pass-text.yaml", include_str!("../templates/pass-text.yaml")),
    ("undetermined-parameter.yaml", include_str!("../templates/undetermined-parameter.yaml")),
];
const SERVICES: &str = "rules/data/services.yml";

/// What the rule is to be.
#[derive(clap::Args)]
pub struct NewRule {
    /// The folder below rules/: one of rules/data/services.yml
    service: String,
    /// The id, a slug that says what must hold: s3-bucket-versioned
    id: String,
    /// How bad a violation is: info, low, medium, high or critical
    #[arg(long)]
    severity: String,
    /// The resource type that it judges
    #[arg(long, value_name = "TYPE")]
    resource: String,
    /// The property that the example asks for
    #[arg(long, value_name = "NAME", default_value = "Encrypted")]
    property: String,
}

/// Writes the rule and its fixtures below `root`.
pub fn run(rule: &NewRule, root: &Path) -> io::Result<String> {
    rule.check_names(root)?;
    let file = format!("rules/{}/{}.rego", rule.service, rule.id);
    let folder = format!("fixtures/{}", rule.id);
    let text = rule.filled(RULE);
    Card::parse(&file, &text, &rule.service).map_err(|error| bad(error.to_string()))?;
    let mut files: Vec<(PathBuf, String)> = vec![(PathBuf::from(&file), text)];
    files.extend(FIXTURES.iter().map(|(name, text)| (Path::new(&folder).join(name), rule.filled(text))));
    for taken in [&file, &folder] {
        if root.join(taken).exists() {
            return Err(bad(format!("{taken} is there already")));
        }
    }
    let mut said = String::new();
    for (path, text) in files {
        let whole = root.join(&path);
        if let Some(parent) = whole.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(whole, text)?;
        let _ = writeln!(said, "{}", path.display());
    }
    let _ = writeln!(
        said,
        "\nEdit them, then see what the rule says:\n  cargo run -- check --only {} --show undetermined {folder}",
        rule.id
    );
    Ok(said)
}

impl NewRule {
    fn check_names(&self, root: &Path) -> io::Result<()> {
        let services = fs::read_to_string(root.join(SERVICES))?;
        let mut services = services.lines().filter_map(|line| line.strip_prefix("- "));
        if !services.any(|service| service.trim() == self.service) {
            return Err(bad(format!("`{}` is no service of {SERVICES}", self.service)));
        }
        if self.property.is_empty() || !self.property.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(bad(format!("`{}` is no name of a property", self.property)));
        }
        if self.resource.contains('*') {
            return Err(bad("the example judges one type; more can stand in its METADATA"));
        }
        Ok(())
    }

    fn filled(&self, template: &str) -> String {
        template
            .replace("{{id}}", &self.id)
            .replace("{{package}}", &self.id.replace('-', "_"))
            .replace("{{severity}}", &self.severity)
            .replace("{{resource}}", &self.resource)
            .replace("{{property}}", &self.property)
            .replace("{{page}}", &self.page())
    }

    /// Where AWS describes the type.
    fn page(&self) -> String {
        let name = self.resource.to_ascii_lowercase();
        let name: Vec<&str> = name.split("::").skip(1).collect();
        format!("https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-{}.html", name.join("-"))
    }
}

#[cfg(test)]
mod tests;
