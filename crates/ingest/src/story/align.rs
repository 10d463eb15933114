//! Figures of two texts that stand in the same words and differ.
//!
//! Each figure is known by the words around it. Figures with the same value between the same neighbours are paired and
//! forgotten; what is left of one text is set against what is left of the other, and two figures are one and the same
//! place if the longest common subsequence of the words before them and of the words after them is long enough. So a
//! word lost in the sentence, a number spelled out, sentences missing or added do no harm, and a table of numbers
//! aligns by the numbers around.
//!
//! The road not taken: cutting both texts into sentences and pairing those. It hangs on the cutting, and a headline,
//! a line of a table or a sentence cut in the middle is not a sentence. Sentences serve here only as a bound: the
//! start of a text is followed by the same words whatever its headline counts.

use std::collections::BTreeSet;

use super::figures::Figure;
use super::reading::{Grain, Line, Mark, Reading};
use super::words::mix;

/// Two figures in one place of two texts that differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clash<'a> {
    /// The sentences as printed.
    pub(super) sentences: [&'a str; 2],
    /// The figures as printed.
    pub(super) figures: [&'a str; 2],
    /// Where they stand in the texts; `None` in headlines.
    places: Option<[Figure; 2]>,
}

/// Clashes listed of one pair of documents; one is enough to keep them apart.
const LISTED: usize = 8;
/// What one value in both places is worth, in items that agree: moved sentences bring like figures together.
const EQUAL: usize = 7;
/// A sentence longer than this is a text without ends; the words around the figure decide there.
const LONGEST: usize = 60;
/// Up to this many pairs of figures are all compared; beyond, only those that share a neighbourhood of two words.
const ALL_PAIRS: usize = 4_096;
/// Places looked at for one such neighbourhood, so that a text of one word repeated stays linear.
const SAME_NEIGHBOURS: usize = 8;

/// The figures in which two documents contradict each other, in the order of the first.
pub(super) fn clashes<'a>(one: &Reading<'a>, two: &Reading<'a>) -> Vec<Clash<'a>> {
    let mut found = Vec::new();
    if !(one.title.items.is_empty() && two.title.items.is_empty()) {
        let (head, other) = (head(one), head(two));
        let titles = Rule { needed: 0, ..rule(one.grain, two.grain) };
        collect(&Sides { one: &head, two: &other }, &titles, &mut found);
        found.iter_mut().for_each(|clash| clash.places = None);
    }
    collect(&Sides { one: &one.body, two: &two.body }, &rule(one.grain, two.grain), &mut found);
    found
}

/// Whether a third text says both of what two texts seem to contradict each other in: then the two are parts of it, and
/// their like sentences stand at two places.
pub(super) fn explains(third: &Reading, one: &Reading, two: &Reading, found: &[Clash]) -> bool {
    let says = |from: &Reading, figure: Figure| {
        let sides = Sides { one: &from.body, two: &third.body };
        sides.has_twin(&rule(from.grain, third.grain), figure)
    };
    found.iter().all(|clash| clash.places.is_some_and(|[a, b]| says(two, b) && says(one, a)))
}

/// The title; where there is none, the first line, which may be it.
fn head<'a>(reading: &Reading<'a>) -> Line<'a> {
    let (line, end) = if reading.title.items.is_empty() {
        (
            &reading.body,
            reading.body.units.get(1).map_or(reading.body.items.len(), |&(first, _)| first as usize),
        )
    } else {
        (&reading.title, reading.title.items.len())
    };
    Line {
        text: line.text,
        items: line.items.get(..end).unwrap_or_default().into(),
        figures: line.figures.iter().copied().filter(|mark| (mark.figure.at as usize) < end).collect(),
        units: line.units.iter().copied().filter(|&(first, _)| (first as usize) < end).collect(),
    }
}

struct Sides<'s, 'a> {
    one: &'s Line<'a>,
    two: &'s Line<'a>,
}

/// How much must agree around two figures.
#[derive(Clone, Copy)]
struct Rule {
    /// Items looked at on either side.
    window: usize,
    /// Items that must agree, before and after together.
    needed: usize,
    /// Of them, within the sentence.
    inside: usize,
    /// Or as many on each side, in whatever sentences.
    each: usize,
}

/// Chosen on the half of the articles set aside for it: fewer and inserted paragraphs align by accident, more and
/// short sentences no longer do.
fn rule(one: Grain, two: Grain) -> Rule {
    if one == Grain::Words && two == Grain::Words {
        Rule { window: 8, needed: 8, inside: 3, each: 5 }
    } else {
        Rule { window: WIDEST, needed: 14, inside: 6, each: 9 }
    }
}

/// The widest window of any rule.
const WIDEST: usize = 12;

fn collect<'a>(sides: &Sides<'_, 'a>, rule: &Rule, found: &mut Vec<Clash<'a>>) {
    let (left, right) = sides.unpaired();
    if left.is_empty() || right.is_empty() {
        return;
    }
    let mut scored: Vec<Scored> =
        candidates(sides, &left, &right).into_iter().filter_map(|(a, b)| sides.score(rule, a, b)).collect();
    scored.sort_by_key(Scored::order);
    let (mut used_one, mut used_two) = (BTreeSet::new(), BTreeSet::new());
    let mut clashing = Vec::new();
    for pair in scored {
        let taken = used_one.contains(&pair.one.at) || used_two.contains(&pair.two.at);
        if taken || !(pair.equal || pair.certain) {
            continue;
        }
        used_one.insert(pair.one.at);
        used_two.insert(pair.two.at);
        if !pair.equal {
            clashing.push(pair);
        }
    }
    clashing.sort_by_key(|pair| (pair.one.at, pair.two.at));
    let room = LISTED.saturating_sub(found.len());
    found.extend(clashing.iter().take(room).map(|pair| sides.clash(pair)));
}

/// Marks of either side that are left when those of one key are paired. Where one side has more of a key than the
/// other, it is not known which are the pairs, and all are left. Both sides must be sorted by key.
fn without_pairs(one: &[Mark], two: &[Mark]) -> (Vec<Mark>, Vec<Mark>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut rest = two.chunk_by(|a, b| a.key == b.key).peekable();
    let key = |marks: &[Mark]| marks.first().map(|mark| mark.key);
    for marks in one.chunk_by(|a, b| a.key == b.key) {
        while let Some(before) = rest.next_if(|others| key(others) < key(marks)) {
            right.extend_from_slice(before);
        }
        match rest.next_if(|others| key(others) == key(marks)) {
            Some(others) if others.len() == marks.len() => {}
            others => {
                left.extend_from_slice(marks);
                right.extend_from_slice(others.unwrap_or_default());
            }
        }
    }
    rest.for_each(|others| right.extend_from_slice(others));
    (left, right)
}

/// The same figures by another key: equal for the same value at the same place of the same sentence.
fn by_sentence(line: &Line, marks: &[Mark]) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        marks.iter().map(|mark| Mark { key: sentence_key(line, mark.figure), ..*mark }).collect();
    marks.sort_unstable_by_key(|mark| (mark.key, mark.figure.at));
    marks
}

fn sentence_key(line: &Line, figure: Figure) -> u64 {
    let (from, to) = line.unit(figure.at);
    let items = line.items.get(from..to).unwrap_or_default();
    // Beyond a hundred items it is no sentence; the nearest hundred do, and a text without ends stays linear.
    let at = figure.at as usize - from;
    let near = items.get(at.saturating_sub(50)..(at + 50).min(items.len())).unwrap_or_default();
    near.iter().fold(mix(figure.value ^ at.min(50) as u64), |sum, &item| mix(sum ^ u64::from(item)))
}

/// Pairs of figures worth a look.
fn candidates(sides: &Sides, left: &[Figure], right: &[Figure]) -> Vec<(Figure, Figure)> {
    if left.len().saturating_mul(right.len()) <= ALL_PAIRS {
        return left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b))).collect();
    }
    let mut index: Vec<([u32; 3], Figure)> = right
        .iter()
        .flat_map(|&figure| neighbourhoods(sides.two, figure).into_iter().map(move |near| (near, figure)))
        .collect();
    index.sort_unstable_by_key(|&(near, figure)| (near, figure.at));
    let mut pairs = Vec::new();
    for &figure in left {
        for near in neighbourhoods(sides.one, figure) {
            let from = index.partition_point(|&(other, _)| other < near);
            let same = index.iter().skip(from).take_while(|(other, _)| *other == near).take(SAME_NEIGHBOURS);
            pairs.extend(same.map(|&(_, other)| (figure, other)));
        }
    }
    pairs
}

/// The two items before a figure, the two after it, and one of each.
fn neighbourhoods(line: &Line, figure: Figure) -> [[u32; 3]; 3] {
    let at = figure.at as usize;
    let item = |at: Option<usize>| at.and_then(|at| line.items.get(at)).copied().unwrap_or_default();
    let [before, near] = [2, 1].map(|back| item(at.checked_sub(back)));
    let [after, far] = [1, 2].map(|on| item(at.checked_add(on)));
    [[0, before, near], [1, after, far], [2, near, after]]
}

/// A pair of figures with what agrees around them.
struct Scored {
    one: Figure,
    two: Figure,
    agree: usize,
    equal: bool,
    /// Enough agrees to call it one place.
    certain: bool,
}

impl Scored {
    /// The best first; of equals, those with one value, and then those that stand at like places.
    fn order(&self) -> (usize, bool, bool, u32, u32, u32) {
        (
            usize::MAX - self.agree,
            !self.equal,
            !self.certain,
            self.one.at.abs_diff(self.two.at),
            self.one.at,
            self.two.at,
        )
    }
}

impl<'a> Sides<'_, 'a> {
    /// The figures that have no twin: neither between the same neighbours nor in the same sentence moved elsewhere.
    fn unpaired(&self) -> (Vec<Figure>, Vec<Figure>) {
        let (left, right) = without_pairs(&self.one.figures, &self.two.figures);
        if left.is_empty() || right.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let (left, right) = without_pairs(&by_sentence(self.one, &left), &by_sentence(self.two, &right));
        let figures = |marks: Vec<Mark>| marks.into_iter().map(|mark| mark.figure).collect();
        (figures(left), figures(right))
    }

    /// Whether a figure stands in the other text as well, with the same value in the same place.
    fn has_twin(&self, rule: &Rule, figure: Figure) -> bool {
        let same =
            self.two.figures.iter().map(|mark| mark.figure).filter(|other| other.value == figure.value);
        same.take(ALL_PAIRS).filter_map(|other| self.score(rule, figure, other)).any(|pair| pair.certain)
    }

    /// Sets the surroundings of two figures against each other.
    fn score(&self, rule: &Rule, one: Figure, two: Figure) -> Option<Scored> {
        let (a, b) = (Around::of(self.one, one, rule.window), Around::of(self.two, two, rule.window));
        let [before, after] = [common(a.before, b.before), common(a.after, b.after)];
        let equal = one.value == two.value;
        let agree = before + after + if equal { EQUAL } else { 0 };
        let whole = same_but_for_figure(self, one, two);
        // Where both texts end there are no more words to agree.
        let short = if a.after == b.after { (rule.window - a.after.len()).min(2) } else { 0 };
        if (agree + short < rule.needed && !whole) || before + after == 0 {
            return None;
        }
        let inside = common(a.unit_before(), b.unit_before()) + common(a.unit_after(), b.unit_after());
        let reach = a.inside[0].min(b.inside[0]) + a.inside[1].min(b.inside[1]);
        let sentence = inside >= rule.inside && inside * 5 >= reach * 3;
        let ends = a.after == b.after;
        let both = before >= rule.each && (after >= rule.each || ends);
        let cut = self.is_cut(one, two, before, after);
        let certain =
            one.sort == two.sort && (sentence || both || whole) && !cut && self.touches(one, two, &a, &b);
        Some(Scored { one, two, agree, equal, certain })
    }

    /// Whether the word next to both figures agrees on one side, and on each side where it is written in one with the
    /// figure, as in an address or the name of a thing.
    fn touches(&self, one: Figure, two: Figure, a: &Around, b: &Around) -> bool {
        let agrees = [a.before.last() == b.before.last(), a.after.first() == b.after.first()];
        let glued = [glued(self.one, one), glued(self.two, two)];
        let holds = |side: usize| agrees[side] || !glued.iter().any(|glued| glued[side]);
        agrees.contains(&true) && holds(0) && holds(1)
    }

    /// Whether the shorter print may be what a cut within the number left: the words go on alike on one side only,
    /// and on that side the digits do.
    fn is_cut(&self, one: Figure, two: Figure, before: usize, after: usize) -> bool {
        let (a, b) = (self.one.print(one), self.two.print(two));
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let first = one.at == 0 && two.at == 0;
        let last = one.at as usize + 1 == self.one.items.len() && two.at as usize + 1 == self.two.items.len();
        let ends = after < 2 && !last && long.starts_with(short);
        let begins = before < 2 && !first && long.ends_with(short);
        short.len() < long.len() && (ends || begins)
    }

    fn clash(&self, pair: &Scored) -> Clash<'a> {
        Clash {
            sentences: [self.one.sentence(pair.one.at), self.two.sentence(pair.two.at)],
            figures: [self.one.print(pair.one), self.two.print(pair.two)],
            places: Some([pair.one, pair.two]),
        }
    }
}

/// Whether two sentences have the same words, three or more, but for these figures.
fn same_but_for_figure(sides: &Sides, one: Figure, two: Figure) -> bool {
    let [(from, to), (start, end)] = [sides.one.unit(one.at), sides.two.unit(two.at)];
    let [at, place] = [one.at as usize - from, two.at as usize - start];
    if at != place || to - from != end - start || !(4..=LONGEST).contains(&(to - from)) {
        return false;
    }
    let [a, b] =
        [sides.one.items.get(from..to), sides.two.items.get(start..end)].map(Option::unwrap_or_default);
    a.iter().zip(b).enumerate().all(|(n, (x, y))| n == at || x == y)
}

/// Whether a letter or digit touches a figure before it and after it.
fn glued(line: &Line, figure: Figure) -> [bool; 2] {
    let before = line.text.get(..figure.start as usize).and_then(|text| text.chars().next_back());
    let after = line.text.get(figure.end as usize..).and_then(|text| text.chars().next());
    [before, after].map(|c| c.is_some_and(|c| c.is_alphanumeric() && c.is_ascii()))
}

/// The items around a figure.
struct Around<'s> {
    before: &'s [u32],
    after: &'s [u32],
    /// How many of them stand in the figure's own sentence.
    inside: [usize; 2],
}

impl<'s> Around<'s> {
    fn of(line: &'s Line, figure: Figure, window: usize) -> Self {
        let at = figure.at as usize;
        let (from, to) = (at.saturating_sub(window), (at + 1 + window).min(line.items.len()));
        let (first, end) = line.unit(figure.at);
        Self {
            before: line.items.get(from..at).unwrap_or_default(),
            after: line.items.get(at + 1..to).unwrap_or_default(),
            inside: [at - from.max(first).min(at), to.min(end).saturating_sub(at + 1)],
        }
    }

    fn unit_before(&self) -> &'s [u32] {
        self.before.get(self.before.len() - self.inside[0]..).unwrap_or_default()
    }

    fn unit_after(&self) -> &'s [u32] {
        self.after.get(..self.inside[1]).unwrap_or_default()
    }
}

/// Length of the longest common subsequence of two short runs.
fn common(one: &[u32], two: &[u32]) -> usize {
    let mut row = [0_u8; WIDEST];
    for x in one.iter().take(WIDEST) {
        let (mut corner, mut left) = (0, 0);
        for (y, cell) in two.iter().zip(row.iter_mut()) {
            let above = *cell;
            *cell = if x == y { corner + 1 } else { above.max(left) };
            corner = above;
            left = *cell;
        }
    }
    row.iter().copied().max().map_or(0, usize::from)
}

#[cfg(test)]
mod tests {
    use super::super::reading::reading;
    use super::*;
    use crate::document::Document;
    use proptest::prelude::*;

    fn document(title: Option<&str>, text: &str) -> Document {
        Document {
            id: Document::id_of(text),
            title: title.map(str::to_owned),
            text: text.to_owned(),
            ..Document::default()
        }
    }

    fn figures(one: &str, two: &str) -> Vec<(String, String)> {
        let (one, two) = (document(None, one), document(None, two));
        let pairs = clashes(&reading(&one), &reading(&two));
        pairs.iter().map(|clash| (clash.figures[0].to_owned(), clash.figures[1].to_owned())).collect()
    }

    fn pair(one: &str, two: &str) -> Vec<(String, String)> {
        vec![(one.to_owned(), two.to_owned())]
    }

    const TEXT: &str = "Rescuers searched the slope through the night. At least 12 people were killed when the dam of a \
        tin mine gave way on 3 May, officials said on Tuesday. The mine had been closed in 2019.";

    #[test]
    fn a_number_changed_in_the_same_words_is_found() {
        assert_eq!(figures(TEXT, &TEXT.replace("12", "21")), pair("12", "21"));
        assert_eq!(figures(TEXT, &TEXT.replace("12", "twenty-one")), pair("12", "twenty-one"));
        assert_eq!(figures(TEXT, &TEXT.replace("3 May", "4 May")), pair("3", "4"));
        assert_eq!(figures(TEXT, &TEXT.replace("2019", "2018")), pair("2019", "2018"));
        assert_eq!(figures(TEXT, &TEXT.replace("Tuesday", "Monday")), pair("Tuesday", "Monday"));
    }

    #[test]
    fn also_where_a_word_was_lost_or_sentences_are_missing() {
        assert_eq!(figures(TEXT, &TEXT.replace("12 people were", "21 were")), pair("12", "21"));
        assert_eq!(
            figures(TEXT, "At least 21 people were killed when the dam of a tin mine gave way"),
            pair("12", "21")
        );
        assert_eq!(
            figures(&TEXT.replace("dam of a tin mine", "dam"), &TEXT.replace("12", "21")),
            pair("12", "21")
        );
    }

    #[test]
    fn the_same_number_in_other_signs_is_none() {
        assert!(figures(TEXT, TEXT).is_empty());
        assert!(figures(TEXT, &TEXT.replace("12", "a dozen")).is_empty());
        assert!(figures(TEXT, &TEXT.replace("12 people were killed", "12 were dead")).is_empty());
        assert!(figures(TEXT, "").is_empty());
    }

    #[test]
    fn numbers_in_other_words_are_none() {
        let other =
            "Exports rose 21 percent in the year to April. The port of Yangon handled 3,400 containers.";
        assert!(figures(TEXT, other).is_empty());
        assert!(figures(TEXT, &format!("{TEXT} {other}")).is_empty());
    }

    #[test]
    fn a_number_cut_in_the_middle_is_none() {
        let text =
            "The company said that it had shipped in all a total of 12500 tonnes of ore in the last year.";
        assert!(figures(text, "The company said that it had shipped in all a total of 125").is_empty());
    }

    #[test]
    fn labels_of_versions_and_datelines_are_no_figures() {
        let [one, two] = ["UPDATE 1 - ", "UPDATE 2 - "].map(|label| format!("{label}{TEXT}"));
        assert!(figures(&one, &two).is_empty());
        let [one, two] =
            ["YANGON, May 4 (Reuters) - ", "YANGON, May 5 (AFP) - "].map(|line| format!("{line}{TEXT}"));
        assert!(figures(&one, &two).is_empty());
    }

    #[test]
    fn a_table_aligns_by_its_numbers() {
        let table: Vec<String> = (100..160).map(|n| n.to_string()).collect();
        let mut other = table.clone();
        other[30] = "999".to_owned();
        assert_eq!(figures(&table.join("\n"), &other.join("\n")), pair("130", "999"));
    }

    #[test]
    fn headlines_are_compared_with_headlines() {
        let body = "A dam gave way.";
        let one = document(Some("Dam break kills 12 at tin mine"), body);
        let two = document(Some("Dam break kills 21 at tin mine"), body);
        let other = document(Some("Five things to know about dams"), body);
        assert_eq!(clashes(&reading(&one), &reading(&two)).len(), 1);
        assert!(clashes(&reading(&one), &reading(&other)).is_empty());
        let printed = document(None, &format!("Dam break kills 21 at mine\n{body}"));
        assert_eq!(clashes(&reading(&one), &reading(&printed)).len(), 1);
    }

    #[test]
    fn a_chinese_number_is_found() {
        let text =
            "据当地媒体报道，克钦邦一座稀土矿发生山体滑坡，造成十二人死亡，另有多人失踪，救援仍在进行。";
        assert_eq!(figures(text, &text.replace("十二", "二十一")), pair("十二", "二十一"));
        assert_eq!(figures(text, &text.replace("十二", "21")), pair("十二", "21"));
        assert!(figures(text, &text.replace("十二", "12")).is_empty());
    }

    #[test]
    fn a_hostile_text_is_linear() {
        let [one, two] = [("1 2 ", 40_000), ("1 3 ", 40_000)].map(|(text, times)| text.repeat(times));
        assert!(figures(&one, &two).len() <= LISTED);
    }

    proptest! {
        #[test]
        fn no_text_clashes_with_itself(text in "([a-d]{1,3}|[0-9]{1,3}|[.\n ]| ){0,200}") {
            prop_assert!(figures(&text, &text).is_empty());
        }

        #[test]
        fn clashes_are_the_same_seen_from_either_side(words in prop::collection::vec("[a-f]|[0-9]", 0..60), at in 0_usize..60) {
            let one = words.join(" ");
            let mut changed = words.clone();
            if let Some(word) = changed.get_mut(at) { *word = "77".to_owned(); }
            let two = changed.join(" ");
            prop_assert_eq!(figures(&one, &two).is_empty(), figures(&two, &one).is_empty());
        }
    }
}
