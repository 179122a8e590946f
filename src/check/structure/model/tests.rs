//! Automata take exactly the words of their content models.

use super::*;

fn model(text: &str) -> Model {
    let particle = Particle::parse(text).unwrap();
    let mut members = |id: &str| match id {
        // A head with two members.
        "h" => vec![(20, 20), (21, 21)],
        id => vec![(Symbol::from(id.as_bytes()[0] - b'a' + 1), 0)],
    };
    build(&particle, &mut members).unwrap()
}

fn takes(model: &Model, word: &str) -> bool {
    let symbols = word.bytes().map(|b| {
        if b.is_ascii_digit() {
            Symbol::from(b - b'0') + 20
        } else {
            Symbol::from(b - b'a' + 1)
        }
    });
    match model {
        Model::Empty => word.is_empty(),
        Model::Automaton(automaton) => {
            let mut state = 0;
            for symbol in symbols {
                let step = automaton.column(symbol, 0).and_then(|c| automaton.step(state, c));
                match step {
                    Some(step) => state = step.state,
                    None => return false,
                }
            }
            automaton.accepts(state)
        }
        Model::All(all) => {
            let mut seen = 0;
            for symbol in symbols {
                let Some((_, bit)) = all.column(symbol, 3).and_then(|c| all.member(c)) else {
                    return false;
                };
                if seen & bit != 0 {
                    return false;
                }
                seen |= bit;
            }
            all.missing(seen).is_empty()
        }
    }
}

#[test]
fn an_automaton_takes_what_the_model_says_and_nothing_else() {
    let cases: [(&str, &[&str], &[&str]); 9] = [
        (
            "(a,b?,c*)",
            &["a", "ab", "abcc", "ac"],
            &["", "b", "aa", "acb", "abb"],
        ),
        ("(a|(b,c))+", &["a", "bc", "abca"], &["", "b", "cb", "ab"]),
        ("(a{2,3},b)", &["aab", "aaab"], &["ab", "aaaab", "aa"]),
        ("((a|b){2,}|c)", &["ab", "aaa", "c"], &["a", "ac", "cc", ""]),
        ("(a&b?&c)", &["abc", "ca", "cba"], &["a", "aac", "bc", "", "abcb"]),
        ("(a&b)?", &["", "ab"], &["a"]),
        ("(a,h*)", &["a", "a01", "a1100"], &["0", "a0a"]),
        ("()", &[""], &["a"]),
        ("(a?,(b|c)?,d)", &["d", "abd", "acd"], &["abcd", "ab"]),
    ];
    for (text, good, bad) in cases {
        let model = model(text);
        for word in good {
            assert!(takes(&model, word), "{text} refuses {word}");
        }
        for word in bad {
            assert!(!takes(&model, word), "{text} takes {word}");
        }
    }
}

#[test]
fn a_way_names_what_is_missing() {
    let Model::Automaton(automaton) = model("(a,(b|c),d?,e)") else {
        panic!()
    };
    let (state, way) = automaton.way(0, |state| automaton.accepts(state)).unwrap();
    assert!(automaton.accepts(state));
    assert_eq!(way, [vec![1], vec![2, 3], vec![5]]);
    assert!(automaton.way(state, |state| state == 0).is_none());
}

#[test]
fn members_of_a_large_choice_share_their_state() {
    let Model::Automaton(automaton) = model("(h|a|b|c)*") else {
        panic!()
    };
    assert_eq!(automaton.accepting.len(), 1);
}
