//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to what was written, if one is near enough to be what was meant.
///
/// Case does not count. The first of equally near candidates wins, so the answer follows the candidates' order.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        // A forgotten word of a slug (`s3-encrypted` for `s3-bucket-encrypted`) is far by letters and near in meaning.
        let near = strsim::jaro_winkler(&written, &lower).max(strsim::sorensen_dice(&written, &lower));
        if near > 0.78 && best.is_none_or(|(nearest, _)| near > nearest) {
            best = Some((near, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The beginning of a help text: "did you mean `x`? ", or nothing.
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_nonsense_is_not() {
        let ids = ["s3-bucket-encrypted-with-kms", "rds-instance-encrypted", "sqs-queue-encrypted"];
        assert_eq!(nearest("s3-bucket-encrypted-with-kmz", ids), Some("s3-bucket-encrypted-with-kms"));
        assert_eq!(nearest("RDS-instance-encrypt", ids), Some("rds-instance-encrypted"));
        assert_eq!(nearest("s3-bucket-with-kms", ids), Some("s3-bucket-encrypted-with-kms"));
        assert_eq!(nearest("zzz", ids), None);
        assert_eq!(nearest("", ids), None);
    }
}
