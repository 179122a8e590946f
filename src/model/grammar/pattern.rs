//! Regular expressions of XML Schema (part 2, appendix F) as those of Rust.

/// The same pattern, anchored, in the syntax of the crate `regex`; `None` for classes that are subtracted and for `\i`,
/// `\c` and blocks (`\p{IsGreek}`), which no package uses.
pub fn pattern_to_regex(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    out.push_str(r"\A(?:");
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next()? {
                'i' | 'I' | 'c' | 'C' => return None,
                'p' | 'P' if pattern.contains("{Is") => return None,
                escaped => out.extend(['\\', escaped]),
            },
            '[' if in_class => return None,
            '[' => {
                in_class = true;
                out.push(c);
                if characters.peek() == Some(&'^') {
                    characters.next();
                    out.push('^');
                }
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '.' if !in_class => out.push_str(r"[^\n\r]"),
            '^' | '$' | '&' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push_str(r")\z");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_whole_text() {
        assert_eq!(pattern_to_regex("[^:$]+").unwrap(), r"\A(?:[^:\$]+)\z");
        assert_eq!(pattern_to_regex(r"a\.b.").unwrap(), r"\A(?:a\.b[^\n\r])\z");
    }

    #[test]
    fn what_has_no_equal_is_refused() {
        for pattern in [r"\i\c*", "[a-z-[aeiou]]", r"\p{IsGreek}", "\\"] {
            assert_eq!(pattern_to_regex(pattern), None, "{pattern}");
        }
    }
}
