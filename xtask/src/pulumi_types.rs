//! Writes `data/pulumi/schema.txt` and `data/pulumi/inputs.txt`, the names that translation by table is checked against.
//!
//! CloudFormation's names come from the unpacked npm package `@aws-cdk/aws-service-spec`, Pulumi's from the `.d.ts` of two
//! versions of `@pulumi/aws` ([`dts`]). Both become types made of named shapes and leave as one text each, sorted. The
//! format is described where it is read, in `src/frontend/pulumi/translate/shapes.rs`.

mod dts;
mod spec;

use crate::bad;
use cfn_guardian::frontend::pulumi::translate::{Becomes, Row, builtin};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

const SCHEMA: &str = "data/pulumi/schema.txt";
const INPUTS: &str = "data/pulumi/inputs.txt";

/// Where the definitions are
#[derive(clap::Args)]
pub struct PulumiTypes {
    /// The folder of the unpacked npm package @aws-cdk/aws-service-spec, with db.json.gz unpacked to db.json
    #[arg(long)]
    spec: PathBuf,
    /// The folder of an unpacked npm package @pulumi/aws; several times, the newest first
    #[arg(long, required = true)]
    sdk: Vec<PathBuf>,
}

/// The names of one type or shape, each with its code.
pub type Names = BTreeMap<String, String>;

/// The shapes of one type, its own under the empty name.
pub type Shapes = BTreeMap<String, Names>;

/// Reads the packages and writes the data files of the repository in `root`.
pub fn run(args: &PulumiTypes, root: &Path) -> io::Result<String> {
    let (tokens, targets) = tables();
    let spec = spec::read(&args.spec.join("db.json"))?;
    let mut schema = head("The properties of CloudFormation's resource types.", &[version(&args.spec)?]);
    for (kind, shapes) in &spec {
        if targets.contains(kind) {
            write_type(&mut schema, kind, shapes);
        } else {
            write_type(&mut schema, &format!("{kind}?"), &spec::irregular(shapes));
        }
    }
    let versions: Vec<String> = args.sdk.iter().map(|folder| version(folder)).collect::<io::Result<_>>()?;
    let mut inputs = head("The inputs of the types of `@pulumi/aws` that the tables name.", &versions);
    let sdks: Vec<dts::Sdk> = args.sdk.iter().map(|folder| dts::read(folder)).collect::<io::Result<_>>()?;
    let mut missing = Vec::new();
    for token in &tokens {
        match dts::shapes(&sdks, token) {
            Some(shapes) => write_type(&mut inputs, token, &shapes),
            None => missing.push(token.as_str()),
        }
    }
    fs::write(root.join(SCHEMA), &schema)?;
    fs::write(root.join(INPUTS), &inputs)?;
    let mut said = format!("{SCHEMA}: {} types, {} bytes\n", spec.len(), schema.len());
    let _ = writeln!(said, "{INPUTS}: {} types, {} bytes", tokens.len() - missing.len(), inputs.len());
    if !missing.is_empty() {
        let _ = writeln!(said, "the SDK does not have {}", missing.join(", "));
    }
    Ok(said)
}

/// The Pulumi types that the tables name, and the CloudFormation types.
fn tables() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut tokens, mut targets) = (BTreeSet::new(), BTreeSet::new());
    for (token, forms) in builtin().flat_map(|tables| &tables.types) {
        tokens.insert(token.clone());
        for entry in forms.iter() {
            match &entry.becomes {
                Becomes::Resource(kind) => _ = targets.insert(kind.clone()),
                Becomes::Part(fold) => _ = targets.insert(fold.into.clone()),
                _ => {}
            }
            for row in entry.inputs.values() {
                if let Row::Move(row) = row {
                    targets.extend(row.resource.iter().map(|(kind, _)| kind.clone()));
                }
            }
        }
    }
    (tokens, targets)
}

fn head(what: &str, sources: &[String]) -> String {
    format!(
        "# {what}\n# From {}. Refresh: see CONTRIBUTING.md, \"Pulumi types\" (`cargo xtask pulumi-types`).\n",
        sources.join(" and ")
    )
}

fn version(package: &Path) -> io::Result<String> {
    let path = package.join("package.json");
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path)?)
        .map_err(|error| bad(format!("{}: {error}", path.display())))?;
    let text = |key: &str| manifest.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(format!("{} {}", text("name"), text("version").trim_start_matches('v')))
}

fn write_type(out: &mut String, name: &str, shapes: &Shapes) {
    let empty = Names::new();
    write_names(out, name, shapes.get("").unwrap_or(&empty));
    for (shape, names) in shapes.iter().filter(|(shape, _)| !shape.is_empty()) {
        write_names(out, &format!(" {shape}"), names);
    }
}

fn write_names(out: &mut String, head: &str, names: &Names) {
    out.push_str(head);
    for (name, code) in names {
        let colon = if code.is_empty() { "" } else { ":" };
        let _ = write!(out, " {name}{colon}{code}");
    }
    out.push('\n');
}
