//! The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME`.

/// The type of a reference to another stack's outputs.
pub(super) const STACK_REFERENCE: &str = "pulumi:pulumi:StackReference";

/// What the types of providers begin with.
pub(super) const PROVIDERS: &str = "pulumi:providers:";

/// A URN's type token and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Urn<'a> {
    /// The type token, without those of the parents.
    pub(super) kind: &'a str,
    /// The name, which may hold anything, `::` included.
    pub(super) name: &'a str,
}

impl<'a> Urn<'a> {
    /// Takes a URN apart; `None` if it is none.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("urn:pulumi:")?.splitn(4, "::");
        let (_stack, _project, kinds, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let kind = kinds.rsplit_once('$').map_or(kinds, |(_, kind)| kind);
        (!kind.is_empty()).then_some(Self { kind, name })
    }
}

/// The provider's URN in a provider reference, `URN::ID`.
pub(super) fn of_provider(reference: &str) -> Option<&str> {
    reference.rsplit_once("::").map(|(urn, _)| urn)
}

/// The package of a provider's type, or of any other type token: `aws` of `aws:s3/bucket:Bucket`.
pub(super) fn package(kind: &str) -> &str {
    let kind = kind.strip_prefix(PROVIDERS).unwrap_or(kind);
    kind.split_once(':').map_or(kind, |(package, _)| package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_has_its_type_behind_those_of_its_parents_and_any_name() {
        let of = |kind, name| Some(Urn { kind, name });
        assert_eq!(
            Urn::parse("urn:pulumi:dev::shop::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::a::b c"),
            of("aws:ec2/vpc:Vpc", "a::b c")
        );
        assert_eq!(
            Urn::parse("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"),
            of("pulumi:pulumi:Stack", "shop-dev")
        );
        for wrong in
            ["", "urn:pulumi:", "urn:pulumi:dev::shop::x", "urn:aws:dev::shop::x:y:Z::n", "urn:pulumi:a::b::::n"]
        {
            assert_eq!(Urn::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn packages_and_providers() {
        assert_eq!(package("aws:s3/bucket:Bucket"), "aws");
        assert_eq!(package("pulumi:providers:aws-native"), "aws-native");
        assert_eq!(
            of_provider("urn:pulumi:d::p::pulumi:providers:aws::eu::id-1"),
            Some("urn:pulumi:d::p::pulumi:providers:aws::eu")
        );
    }
}
