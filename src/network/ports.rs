//! Protocols and ports of a rule in one form, whatever spelling the template has.
//!
//! What EC2 makes of them is described at
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html>: `-1` and every protocol other than
//! tcp, udp, icmp and icmpv6 open all ports, whatever ports are given; icmp and icmpv6 have a type and a code in the
//! place of the ports; icmpv6 without them means every type; tcp, udp and icmp must have them.

use super::reason;
use crate::resolve::value::{Value, ValueKind};
use std::sync::Arc;

/// The highest port.
const LAST_PORT: i64 = 65_535;

/// The protocol of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Protocol {
    /// `-1` for all, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol.
    Known(Arc<str>),
    /// Not known: the value that the template has.
    Unknown(Value),
}

/// What a rule opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Ports {
    /// The protocol.
    pub protocol: Protocol,
    /// The first port, or the type for icmp (-1 for all); `None` where it is not known or the service decides.
    pub from: Option<i64>,
    /// The last port, or the code for icmp (-1 for all); `None` where it is not known or the service decides.
    pub to: Option<i64>,
    /// Whether it is every port. Never for icmp, which has none.
    pub all: bool,
    /// Why protocol or ports are not known.
    pub undetermined: Option<(&'static str, String)>,
    /// What it opens as a range of numbers that compares among rules of one protocol; `None` if not known.
    pub(super) range: Option<(u32, u32)>,
}

impl Ports {
    /// Reads `IpProtocol`, `FromPort` and `ToPort` of a rule.
    pub fn read(rule: &Value) -> Self {
        let protocol = match rule.get("IpProtocol") {
            None => Arc::from("-1"),
            Some(value) => match protocol(value) {
                Some(protocol) => protocol,
                None => return Self::of_unknown(value, rule),
            },
        };
        match &*protocol {
            "tcp" | "udp" => Self::of_range(protocol, rule),
            "icmp" | "icmpv6" => Self::of_icmp(protocol, rule),
            _ => Self::everything(protocol),
        }
    }

    /// The rules of DB and cluster security groups name no port: they open the one that the database listens on
    /// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html>). So they are tcp with
    /// neither `from` nor `to`, which no comparison with a port number meets.
    pub(super) fn of_service() -> Self {
        Self {
            protocol: Protocol::Known(Arc::from("tcp")),
            from: None,
            to: None,
            all: false,
            undetermined: None,
            range: Some((0, 0)),
        }
    }

    /// What a rule opens that is not known as a whole.
    pub(super) fn unknown(value: &Value) -> Self {
        Self {
            protocol: Protocol::Unknown(value.clone()),
            from: None,
            to: None,
            all: false,
            undetermined: Some(("protocol", wrong(value))),
            range: None,
        }
    }

    fn of_unknown(value: &Value, rule: &Value) -> Self {
        let known = |name| rule.get(name).and_then(number);
        Self { from: known("FromPort"), to: known("ToPort"), ..Self::unknown(value) }
    }

    fn everything(protocol: Arc<str>) -> Self {
        Self {
            protocol: Protocol::Known(protocol),
            from: Some(0),
            to: Some(LAST_PORT),
            all: true,
            undetermined: None,
            range: Some((0, LAST_PORT as u32)),
        }
    }

    /// EC2 refuses tcp and udp with no port, with one of the two, and with -1. Here, no port counts as all ports
    /// (nothing narrower is asked for), -1 too, and one alone as a range of one. 1 to 65535 is every port that can be
    /// used.
    fn of_range(protocol: Arc<str>, rule: &Value) -> Self {
        let (from, to) = match (end(rule, "FromPort"), end(rule, "ToPort")) {
            (End::Absent, End::Absent) => return Self::everything(protocol),
            (End::Absent, to) => (to.clone(), to),
            (from, End::Absent) => (from.clone(), from),
            ends => ends,
        };
        let undetermined = [&from, &to].into_iter().find_map(End::reason).map(|reason| ("ports", reason));
        let (from, to) = (from.number(), to.number());
        match (from, to) {
            (Some(-1), Some(-1)) => Self::everything(protocol),
            (Some(from), Some(to)) if from <= 1 && to >= LAST_PORT => {
                Self { from: Some(from), to: Some(to), ..Self::everything(protocol) }
            }
            _ => {
                let port = |end: i64| u32::try_from(end.clamp(0, LAST_PORT)).unwrap_or_default();
                let range = from.zip(to).map(|(from, to)| (port(from), port(to)));
                Self { protocol: Protocol::Known(protocol), from, to, all: false, undetermined, range }
            }
        }
    }

    /// `FromPort` is the type and `ToPort` the code, -1 for all of them; all types go with all codes.
    fn of_icmp(protocol: Arc<str>, rule: &Value) -> Self {
        let (kind, code) = (end(rule, "FromPort"), end(rule, "ToPort"));
        let undetermined = [&kind, &code].into_iter().find_map(End::reason).map(|reason| ("ports", reason));
        let or_all = |end: End| if end == End::Absent { Some(-1) } else { end.number() };
        let (from, to) = (or_all(kind), or_all(code));
        // One number per type and code, so that ranges compare as those of ports do.
        let byte = |number: i64| u32::try_from(number.clamp(0, 255)).unwrap_or_default();
        let range = from.zip(to).map(|(kind, code)| match (kind, code) {
            (-1, _) => (0, LAST_PORT as u32),
            (kind, -1) => (byte(kind) * 256, byte(kind) * 256 + 255),
            (kind, code) => (byte(kind) * 256 + byte(code), byte(kind) * 256 + byte(code)),
        });
        Self { protocol: Protocol::Known(protocol), from, to, all: false, undetermined, range }
    }
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
enum End {
    Absent,
    Number(i64),
    Unknown(String),
}

impl End {
    fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    fn reason(&self) -> Option<String> {
        match self {
            Self::Unknown(reason) => Some(reason.clone()),
            _ => None,
        }
    }
}

fn end(rule: &Value, name: &str) -> End {
    match rule.get(name) {
        None => End::Absent,
        Some(Value { kind: ValueKind::Null, .. }) => End::Absent,
        Some(value) => number(value).map_or_else(|| End::Unknown(wrong(value)), End::Number),
    }
}

/// Why a value cannot be read, also for one that is known and of the wrong kind.
fn wrong(value: &Value) -> String {
    reason(value).unwrap_or_else(|| match &value.kind {
        ValueKind::Text(text) => format!("function {text}"),
        _ => "function".to_owned(),
    })
}

/// A whole number, also written as text or with a fraction of zero.
fn number(value: &Value) -> Option<i64> {
    match &value.kind {
        ValueKind::Int(number) => Some(*number),
        // The bounds keep the cast exact.
        ValueKind::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(*number as i64),
        ValueKind::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The protocol's name in one spelling: EC2 takes names in any case, and numbers.
fn protocol(value: &Value) -> Option<Arc<str>> {
    if let Some(number) = number(value) {
        return Some(match number {
            -1 => Arc::from("-1"),
            1 => Arc::from("icmp"),
            6 => Arc::from("tcp"),
            17 => Arc::from("udp"),
            58 => Arc::from("icmpv6"),
            other => Arc::from(other.to_string()),
        });
    }
    let name = value.as_text()?.trim().to_ascii_lowercase();
    Some(match &*name {
        "" | "all" => Arc::from("-1"),
        "icmp6" | "ipv6-icmp" => Arc::from("icmpv6"),
        _ => Arc::from(name),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;
    use crate::network::testing::{int, map, text, unknown};

    fn known(rule: &Value) -> (String, Option<i64>, Option<i64>, bool) {
        let ports = Ports::read(rule);
        assert_eq!(ports.undetermined, None);
        let Protocol::Known(protocol) = ports.protocol else { panic!("{:?}", ports.protocol) };
        (protocol.to_string(), ports.from, ports.to, ports.all)
    }

    fn with(protocol: Value, from: Option<Value>, to: Option<Value>) -> Value {
        let mut fields = vec![("IpProtocol", protocol)];
        fields.extend(from.map(|from| ("FromPort", from)));
        fields.extend(to.map(|to| ("ToPort", to)));
        map(fields)
    }

    #[test]
    fn a_protocol_is_one_whatever_its_spelling() {
        for value in
            [text("tcp"), text("TCP"), text("6"), text(" 6 "), int(6), Value { kind: ValueKind::Float(6.0), ..int(0) }]
        {
            let (protocol, from, to, all) = known(&with(value, Some(int(22)), Some(text("22"))));
            assert_eq!((&*protocol, from, to, all), ("tcp", Some(22), Some(22), false));
        }
        for (value, expected) in [(int(17), "udp"), (text("Udp"), "udp"), (text("58"), "icmpv6"), (text("1"), "icmp")] {
            assert_eq!(known(&with(value, Some(int(8)), Some(int(0)))).0, expected);
        }
    }

    #[test]
    fn all_protocols_are_all_ports_whatever_ports_are_given() {
        for value in [text("-1"), int(-1), text("all"), text("ALL")] {
            let rule = with(value, Some(int(443)), Some(unknown("Port")));
            assert_eq!(known(&rule), ("-1".to_owned(), Some(0), Some(65_535), true));
        }
        assert_eq!(known(&map(vec![])), ("-1".to_owned(), Some(0), Some(65_535), true));
    }

    #[test]
    fn a_protocol_that_has_no_ports_opens_all() {
        assert_eq!(known(&with(int(50), Some(int(22)), Some(int(22)))), ("50".to_owned(), Some(0), Some(65_535), true));
    }

    #[test]
    fn tcp_without_ports_is_all_of_them_and_one_end_is_one_port() {
        assert_eq!(known(&with(text("tcp"), None, None)), ("tcp".to_owned(), Some(0), Some(65_535), true));
        assert_eq!(
            known(&with(text("udp"), Some(int(-1)), Some(int(-1)))),
            ("udp".to_owned(), Some(0), Some(65_535), true)
        );
        assert_eq!(known(&with(text("tcp"), Some(int(22)), None)), ("tcp".to_owned(), Some(22), Some(22), false));
        assert_eq!(known(&with(text("tcp"), None, Some(int(22)))), ("tcp".to_owned(), Some(22), Some(22), false));
        assert_eq!(known(&with(text("tcp"), Some(int(0)), Some(int(0)))), ("tcp".to_owned(), Some(0), Some(0), false));
    }

    #[test]
    fn every_usable_port_is_all_ports() {
        assert_eq!(
            known(&with(text("tcp"), Some(int(1)), Some(int(65_535)))),
            ("tcp".to_owned(), Some(1), Some(65_535), true)
        );
        assert_eq!(
            known(&with(text("tcp"), Some(int(2)), Some(int(65_535)))),
            ("tcp".to_owned(), Some(2), Some(65_535), false)
        );
        assert_eq!(
            known(&with(text("tcp"), Some(int(0)), Some(int(65_534)))),
            ("tcp".to_owned(), Some(0), Some(65_534), false)
        );
    }

    #[test]
    fn icmp_has_types_and_codes_and_never_all_ports() {
        assert_eq!(
            known(&with(text("icmp"), Some(int(-1)), Some(int(-1)))),
            ("icmp".to_owned(), Some(-1), Some(-1), false)
        );
        assert_eq!(known(&with(text("icmpv6"), None, None)), ("icmpv6".to_owned(), Some(-1), Some(-1), false));
        let echo = Ports::read(&with(text("icmp"), Some(int(8)), Some(int(0))));
        let echo_all = Ports::read(&with(text("icmp"), Some(int(8)), Some(int(-1))));
        assert_eq!((echo.from, echo.to, echo.range), (Some(8), Some(0), Some((2048, 2048))));
        assert_eq!(echo_all.range, Some((2048, 2303)));
    }

    #[test]
    fn what_is_not_known_says_why_and_the_rest_stays() {
        let ports = Ports::read(&with(text("tcp"), Some(int(22)), Some(unknown("LastPort"))));
        assert_eq!((ports.from, ports.to, ports.all, ports.range), (Some(22), None, false, None));
        assert_eq!(ports.undetermined, Some(("ports", "parameter LastPort".to_owned())));
        let ports = Ports::read(&with(unknown("Protocol"), Some(int(22)), Some(int(23))));
        assert_eq!((ports.from, ports.to, ports.range), (Some(22), Some(23), None));
        assert_eq!(ports.undetermined, Some(("protocol", "parameter Protocol".to_owned())));
        assert_eq!(ports.protocol, Protocol::Unknown(unknown("Protocol")));
        let ports = Ports::read(&with(text("tcp"), Some(text("ssh")), Some(int(22))));
        assert_eq!(ports.undetermined, Some(("ports", "function ssh".to_owned())));
    }
}
