//! Types of values by small grammars: facets, lists, unions, fixed values.

use super::*;

fn values(simple_types: Vec<SimpleType>) -> Values {
    let grammar = Grammar {
        simple_types,
        ..Grammar::default()
    };
    Values::new(Box::leak(Box::new(grammar))).unwrap()
}

fn restricted(base: &str, change: impl FnOnce(&mut SimpleType)) -> Values {
    let mut simple = SimpleType {
        id: "t".to_owned(),
        base: Some(base.to_owned()),
        ..SimpleType::default()
    };
    change(&mut simple);
    values(vec![simple])
}

fn judge(values: &Values, text: &str) -> Result<(), ValueFault> {
    values.check(values.index("t").unwrap(), text)
}

#[test]
fn listed_numbers_are_compared_by_value_and_texts_as_they_stand() {
    let listed = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let numbers = restricted("xs:integer", |t| t.enumeration = listed(&["1", "-2", "99"]));
    for text in ["1", "+1", "001", " 99 ", "-02"] {
        assert_eq!(judge(&numbers, text), Ok(()), "{text}");
    }
    assert_eq!(judge(&numbers, "1.0"), Err(ValueFault::NotA("integer")));
    assert!(matches!(judge(&numbers, "2"), Err(ValueFault::NotListed(_))));
    let texts = restricted("xs:string", |t| t.enumeration = listed(&["i", "u"]));
    assert_eq!(judge(&texts, "i"), Ok(()));
    for text in ["", " i", "I", "ii"] {
        assert!(judge(&texts, text).is_err(), "{text}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let type_ = restricted("xs:string", |t| (t.min_length, t.max_length) = (Some(2), Some(3)));
    assert_eq!(judge(&type_, "žlu"), Ok(()));
    assert_eq!(judge(&type_, " a "), Ok(()), "white space counts");
    assert_eq!(judge(&type_, "žluť"), Err(ValueFault::TooLong(3)));
    assert_eq!(judge(&type_, "ž"), Err(ValueFault::TooShort(2)));
}

#[test]
fn numbers_stay_within_their_bounds_and_digits() {
    let bounds = restricted("xs:decimal", |t| {
        t.min_inclusive = Some("-1.5".to_owned());
        t.max_exclusive = Some("10".to_owned());
        t.fraction_digits = Some(2);
    });
    for text in ["-1.50", "0", "9.99", "+9.990"] {
        assert_eq!(judge(&bounds, text), Ok(()), "{text}");
    }
    assert_eq!(judge(&bounds, "-1.51"), Err(ValueFault::TooSmall("-1.5")));
    assert_eq!(judge(&bounds, "10.0"), Err(ValueFault::TooLarge("10")));
    assert_eq!(judge(&bounds, "1.001"), Err(ValueFault::TooManyDigits(2)));
    let digits = restricted("xs:integer", |t| t.total_digits = Some(3));
    assert_eq!(judge(&digits, "00123"), Ok(()));
    assert!(judge(&digits, "1234").is_err());
    let positive = values(Vec::new());
    let positive = |text: &str| positive.check(positive.index("xs:positiveInteger").unwrap(), text);
    assert_eq!(positive("+1"), Ok(()));
    assert!(positive("0").is_err() && positive("-0").is_err());
}

#[test]
fn lists_unions_and_patterns_are_what_their_parts_are() {
    let named = |id: &str| SimpleType {
        id: id.to_owned(),
        ..SimpleType::default()
    };
    let values = values(vec![
        SimpleType {
            list: Some("xs:NCName".to_owned()),
            ..named("list")
        },
        SimpleType {
            base: Some("xs:string".to_owned()),
            pattern: vec!["[a-z]+".to_owned(), "0|1".to_owned()],
            ..named("pattern")
        },
        SimpleType {
            union: vec!["pattern".to_owned(), "xs:date".to_owned()],
            ..named("union")
        },
    ]);
    let check = |id: &str, text: &str| values.check(values.index(id).unwrap(), text);
    assert!(check("list", " a\n b ").is_ok() && check("list", "").is_ok());
    assert_eq!(check("list", "a 1"), Err(ValueFault::NotA("NCName")));
    assert!(check("pattern", "abc").is_ok() && check("pattern", "1").is_ok());
    assert_eq!(check("pattern", "a1"), Err(ValueFault::Pattern("[a-z]+")));
    assert!(check("union", "2024-02-29").is_ok() && check("union", "x").is_ok());
    assert_eq!(check("union", "2"), Err(ValueFault::NoMember));
}

#[test]
fn fixed_values_are_compared_by_value() {
    let values = values(Vec::new());
    let equals = |id: &str, text: &str, fixed: &str| values.equals(values.index(id).unwrap(), text, fixed);
    assert!(equals("xs:integer", " +01", "1") && equals("xs:boolean", "1", "true"));
    assert!(equals("xs:double", "1e2", "100") && equals("xs:string", "a", "a"));
    assert!(
        !equals("xs:string", "a ", "a")
            && !equals("xs:integer", "2", "1")
            && !equals("xs:boolean", "0", "true")
    );
}

#[test]
fn types_know_what_they_are_derived_from() {
    let values = restricted("xs:token", |t| t.max_length = Some(1));
    let derives =
        |one: &str, from: &str| values.derives(values.index(one).unwrap(), values.index(from).unwrap());
    assert!(derives("t", "xs:string") && derives("xs:byte", "xs:decimal") && derives("t", "t"));
    assert!(
        !derives("xs:string", "t")
            && !derives("xs:decimal", "xs:integer")
            && !derives("xs:date", "xs:string")
    );
}
