//! The grammar of claims: what reads, what is refused and where, and that writing and reading agree.

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Expr {
    text.parse().unwrap()
}

fn fault(text: &str) -> (usize, String) {
    let error = text.parse::<Expr>().unwrap_err();
    assert!(!error.hint().is_empty());
    (error.position, error.to_string())
}

#[test]
fn every_form_of_the_grammar_is_read_and_written_back() {
    for text in [
        "a:mine-clay-kachin",
        "o:separate-clay-china:dy-oxide",
        "i:magnet-hc-japan:dy-metal",
        "f:clay-concentrate:myanmar-kachin>china",
        "s:dy-oxide:china",
        "u:dy-oxide:japan:other",
        "P(ndpr-oxide)",
        "P(dy-oxide,china)",
        "C(ndpr-metal,china)",
        "X(dy-oxide,china) + 1.15*X(dy-metal,china)",
        "U(*,*)",
        "U(usa,*,high-coercivity-magnet)",
        "U(china,ev)",
        "P(high-coercivity-magnet,china)/0.72 + P(low-coercivity-magnet,china)/0.72",
        "K(mine-clay-kachin) + K(mine-clay-wa-shan)",
        "K(*)",
        "2*a:mine/3",
    ] {
        assert_eq!(parse(text).to_string(), text);
    }
}

#[test]
fn the_factor_multiplies_and_divides() {
    assert_eq!(parse("3*a:mine/2").0[0].factor(), 1.5);
    assert_eq!(parse("a:mine").0[0].factor(), 1.0);
}

#[test]
fn blanks_around_plus_and_commas_do_not_matter() {
    assert_eq!(parse("  P( dy-oxide , china )+a:mine "), parse("P(dy-oxide,china) + a:mine"));
}

#[test]
fn ids_come_in_reading_order_with_their_kind() {
    let expr = parse("f:dy-oxide:china>japan + U(usa,ev,low-coercivity-magnet) + K(mine-clay-kachin)");
    let ids: Vec<_> = expr.ids().collect();
    assert_eq!(
        ids,
        [
            (IdKind::Good, "dy-oxide"),
            (IdKind::Region, "china"),
            (IdKind::Region, "japan"),
            (IdKind::Region, "usa"),
            (IdKind::Use, "ev"),
            (IdKind::Good, "low-coercivity-magnet"),
            (IdKind::Process, "mine-clay-kachin"),
        ]
    );
    assert_eq!(expr.0[0].atom.route().as_deref(), Some("dy-oxide:china>japan"));
    assert_eq!(expr.0[1].atom.route(), None);
}

#[test]
fn a_fault_says_where_it_is_and_what_is_missing() {
    assert_eq!(fault(" "), (1, "the expression is empty at character 2".into()));
    assert_eq!(fault("dy-oxide"), (0, "expected a quantity, found 'd' at character 1".into()));
    assert_eq!(fault("P(dy-oxide,china"), (16, "expected ')', found the end at character 17".into()));
    assert_eq!(fault("1.15 X(dy-oxide,china)").1, "expected '*', found ' ' at character 5");
    assert_eq!(fault("a:mine - a:mine").1, "unexpected '-' after a complete quantity at character 8");
    assert_eq!(fault("a:Mine").1, "expected the id of a process, found 'M' at character 3");
    assert_eq!(fault("a:mine--x").1, "expected the id of a process, found 'mine--x' at character 3");
    assert_eq!(fault("f:dy-oxide:china-japan").1, "expected '>', found the end at character 23");
    assert_eq!(fault("a:mine/0").1, "'0' is not a positive number at character 8");
    assert_eq!(fault("1.2.3*a:mine").1, "'1.2.3' is not a positive number at character 1");
    assert_eq!(fault("a:mine + ").1, "expected a quantity, found the end at character 10");
    assert_eq!(fault("ü:mine").0, 0);
}

fn id() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}"
}

fn atom() -> impl Strategy<Value = Atom> {
    let maybe = || proptest::option::of(id());
    prop_oneof![
        id().prop_map(|process| Atom::Activity { process }),
        (id(), id()).prop_map(|(process, good)| Atom::Output { process, good }),
        (id(), id()).prop_map(|(process, good)| Atom::Input { process, good }),
        (id(), id(), id()).prop_map(|(good, origin, destination)| Atom::Trade { good, origin, destination }),
        (id(), id()).prop_map(|(good, region)| Atom::StockBuild { good, region }),
        (id(), id(), id()).prop_map(|(good, region, purpose)| Atom::Use { good, region, purpose }),
        (id(), maybe()).prop_map(|(good, region)| Atom::Production { good, region }),
        (id(), id()).prop_map(|(good, region)| Atom::Consumption { good, region }),
        (id(), id()).prop_map(|(good, region)| Atom::Exports { good, region }),
        (maybe(), maybe(), prop::collection::vec(id(), 0..3))
            .prop_map(|(region, purpose, goods)| Atom::FinalUses { region, purpose, goods }),
        maybe().prop_map(|mine| Atom::Mined { mine }),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    (1e-9..1e9, atom(), 1e-9..1e9).prop_map(|(times, atom, over)| Term { times, atom, over })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(terms in prop::collection::vec(term(), 1..5)) {
        let expr = Expr(terms);
        prop_assert_eq!(expr.to_string().parse::<Expr>().unwrap(), expr);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        if let Err(error) = text.parse::<Expr>() {
            prop_assert!(error.position <= text.chars().count());
        }
    }

    #[test]
    fn nearly_right_texts_do_not_panic_either(text in "[aoifsuPCXUK:(),*+/.0-9 >-]{0,40}") {
        let _ = text.parse::<Expr>();
    }
}
