//! The same input gives the same bytes, however many threads there are.

use crate::support::{Place, repository, text};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) -> usize {
    fs::create_dir_all(to).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            files += copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
            files += 1;
        }
    }
    files
}

#[test]
fn reports_do_not_hang_on_threads_or_chance() {
    let place = Place::new();
    assert!(copy(&repository("fixtures"), &place.path("fixtures")) >= 20);
    for format in ["text --show undetermined -v", "json --show undetermined", "text -q"] {
        let said = |jobs: usize| {
            let arguments = format!("check fixtures --all-rules --jobs {jobs} --format {format}");
            place.filtered(&text(&place.command(&arguments).output().unwrap().stdout))
        };
        let first = said(1);
        assert!(first.lines().count() > 100, "{first}");
        for (run, jobs) in [(1, 1), (2, 2), (3, 2), (4, 7)] {
            assert!(said(jobs) == first, "{format}: run {run} with {jobs} threads differs");
        }
    }
}

#[test]
fn the_order_of_paths_changes_nothing() {
    let place = Place::new();
    copy(&repository("fixtures"), &place.path("fixtures"));
    let mut folders: Vec<String> = fs::read_dir(place.path("fixtures"))
        .unwrap()
        .map(|entry| format!("fixtures/{}", entry.unwrap().file_name().into_string().unwrap()))
        .collect();
    folders.sort();
    let said = |folders: &[String]| place.run(&format!("check -q --all-rules {}", folders.join(" ")));
    let forwards = said(&folders);
    folders.reverse();
    assert!(said(&folders) == forwards);
}
