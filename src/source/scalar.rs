//! What a scalar means, as CloudFormation reads it: YAML 1.1 for the words, text wherever digits could be lost.

use super::{Scalar, Typed};

impl Scalar {
    /// The scalar's meaning. Only a plain one is anything but text.
    ///
    /// Text stays what a number would spoil: `012345678901` (an account id), `0x1f`, `0o17`, `1_000`, `12:30:45`, dates, and
    /// whole numbers beyond 64 bits. `y` and `n` are text, as SnakeYAML and PyYAML
    /// have it.
    pub fn typed(&self) -> Typed<'_> {
        let text = &*self.raw;
        if !self.plain {
            return Typed::Text(text);
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Typed::Null,
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Typed::Bool(true),
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Typed::Bool(false),
            _ => number(text).unwrap_or(Typed::Text(text)),
        }
    }
}

/// Reads `[+-] digits [. digits] [e [+-] digits]`; an exponent needs no point, since JSON writes `1e5`.
fn number(text: &str) -> Option<Typed<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = digits(unsigned);
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    if rest.is_empty() {
        return text.parse().ok().map(Typed::Int);
    }
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), digits);
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let (exponent, rest) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
        if exponent.is_empty() || !rest.is_empty() {
            return None;
        }
    } else if !rest.is_empty() {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Typed::Float)
}

/// Cuts off the digits that a text begins with.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { raw: text.into(), plain: true }
    }

    #[test]
    fn words_are_of_yaml_1_1() {
        for word in ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"] {
            assert_eq!(plain(word).typed(), Typed::Bool(true), "{word}");
        }
        for word in ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"] {
            assert_eq!(plain(word).typed(), Typed::Bool(false), "{word}");
        }
        for word in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(word).typed(), Typed::Null, "{word}");
        }
        for word in ["y", "n", "Y", "N", "tRue", "nULL", "oN", ".inf", "-.INF", ".nan", "inf", "NaN"] {
            assert_eq!(plain(word).typed(), Typed::Text(word), "{word}");
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for (text, number) in [("0", 0), ("22", 22), ("-1", -1), ("+7", 7), ("123456789012", 123_456_789_012)] {
            assert_eq!(plain(text).typed(), Typed::Int(number), "{text}");
        }
        for (text, number) in
            [("0.5", 0.5), ("-1.25", -1.25), ("1e3", 1000.0), ("1.5E-1", 0.15), (".5", 0.5), ("2.", 2.0)]
        {
            assert_eq!(plain(text).typed(), Typed::Float(number), "{text}");
        }
    }

    #[test]
    fn what_a_number_would_spoil_stays_text() {
        let texts =
            ["012345678901", "007", "00", "0x1f", "0o17", "0b1", "1_000", "12:30", "2012-10-17", "1.2.3", "10.0.0.0/8"];
        for text in texts {
            assert_eq!(plain(text).typed(), Typed::Text(text), "{text}");
        }
        for text in ["99999999999999999999", "1e999", "-", "+", ".", "-.", "1e", "e5", "1e+", "1.5x", "١", "01.5"] {
            assert_eq!(plain(text).typed(), Typed::Text(text), "{text}");
        }
    }

    #[test]
    fn quotes_make_text() {
        for text in ["true", "1", "", "null"] {
            assert_eq!(Scalar { raw: text.into(), plain: false }.typed(), Typed::Text(text));
        }
    }
}
