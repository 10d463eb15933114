//! How a romanised name sounds, and how far two names are apart.
//!
//! A name of Kachin State reaches a page through Burmese, Jinghpaw, Shan or Chinese and through several spellings of
//! each, so letters are compared as classes of sounds. The rules rest on:
//!
//! - BGN/PCGN 1970 (the *Tables for the Transliteration of Burmese into English* of 1907): it does not tell aspirated
//!   from plain consonants (က ခ are k, စ ဆ s, တ ထ t, ပ ဖ p), and writes ခြ ချ as ch, ရှ as sh;
//! - the usage of the Myanmar Language Commission and of the official place codes: hk, ht, hp, hs for the aspirates,
//!   ky and gy for the palatals, *ar*, *ay*, *oe*, *-ine* for a, e, o, -aing;
//! - Burmese speech: a syllable ends in a vowel, one nasal or a glottal stop, so final n, m, ng are one sound and final
//!   k, t, p another, and an initial is voiced inside a word (k/g, t/d, p/b, s/z);
//! - Hanson's Jinghpaw spelling (1906): hk, hp, ht, chy, ai, aw, and *n'* or *in-* for a nasal that is a syllable;
//! - Shan *loi* (hill) is *lwe* in Burmese mouths.
//!
//! The road not taken: one consonant skeleton per name compared for equality, as in Soundex. It makes Mogaung and Mogok
//! one name, and a single misprint loses the name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name longer than this in letters is not a place of the tables (the longest official one has 19).
const LONGEST: usize = 32;

/// One sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sound {
    /// k, hk, kh, g.
    K,
    /// ky, gy, ch, chy, j.
    C,
    /// t, ht, d, th.
    T,
    /// p, hp, ph, b, f.
    P,
    /// s, hs, z, ts, sh, x.
    S,
    M,
    N,
    L,
    R,
    W,
    Y,
    H,
    /// A final nasal.
    Nasal,
    /// A final stop.
    Stop,
    A,
    E,
    I,
    O,
    /// aw, au, or.
    Aw,
    U,
    /// ai, as in -aing.
    Ai,
}

use Sound::{A, Ai, Aw, C, E, H, I, K, L, M, N, Nasal, O, P, R, S, Stop, T, U, W, Y};

/// A name as letters and as sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Lower-case Latin letters only, without marks.
    pub(crate) letters: String,
    sounds: Vec<Sound>,
}

/// Hears a name given as its words; `None` where it holds no Latin letter or too many.
pub(crate) fn hear<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Heard> {
    let mut letters = String::new();
    let mut sounds = Vec::new();
    for word in words {
        for part in word.split(['-', '\'', '’', '‘', '`', ' ']) {
            let part: Vec<u8> = fold(part).bytes().take(LONGEST + 1).collect();
            letters.extend(part.iter().map(|&b| char::from(b)));
            if letters.len() > LONGEST {
                return None;
            }
            parse(&part, &mut sounds);
        }
    }
    tidy(&mut sounds);
    (!letters.is_empty()).then_some(Heard { letters, sounds })
}

/// The Latin letters of a text in lower case, without marks.
pub(crate) fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(char::is_ascii_lowercase)
        .collect()
}

impl Heard {
    /// How many sounds it has.
    pub(crate) fn len(&self) -> usize {
        self.sounds.len()
    }

    /// Letters to look up candidates by: the class of the first consonant.
    pub(crate) fn head(&self) -> u8 {
        let first = self.sounds.iter().find(|s| !vowel(**s) && !matches!(s, Nasal | Stop | H | Y));
        match first {
            None => 0,
            // Sounds that may stand for each other share a drawer.
            Some(C | S | T) => 1,
            Some(M | N) => 2,
            Some(L | R) => 3,
            Some(K) => 4,
            Some(P) => 5,
            Some(_) => 6,
        }
    }
}

/// The likeness of names of the same sounds in other letters.
const SAME_SOUNDS: f64 = 0.97;

/// How alike two names are, from 0 to 1 (same letters). A likeness below `least` may be told as 0.
pub(crate) fn alike(a: &Heard, b: &Heard, least: f64) -> f64 {
    if a.letters == b.letters {
        return 1.0;
    }
    let longest = a.len().max(b.len()).max(1) as f64;
    let by_sound = SAME_SOUNDS - distance(&a.sounds, &b.sounds, (SAME_SOUNDS - least) * longest) / longest;
    by_sound.max(misprint(&a.letters, &b.letters)).max(0.0)
}

/// The likeness of names that differ by one letter added, lost, changed or swapped; 0 otherwise.
///
/// Only from six letters on and with the same first letter: below that a letter makes another word.
fn misprint(a: &str, b: &str) -> f64 {
    let long = a.len().min(b.len()) >= 6 && a.as_bytes().first() == b.as_bytes().first();
    if long && a.len().abs_diff(b.len()) <= 1 && strsim::osa_distance(a, b) == 1 {
        1.0 - 1.0 / a.len().max(b.len()) as f64
    } else {
        0.0
    }
}

/// The cheapest way from one row of sounds to another (Wagner and Fischer 1974) at the prices of [`swap`] and [`drop`];
/// infinite as soon as it must exceed the limit.
fn distance(a: &[Sound], b: &[Sound], limit: f64) -> f64 {
    // A name has no more sounds than letters, so one row fits on the stack; this runs for every run of words.
    let mut row = [0.0; LONGEST + 1];
    let mut sum = 0.0;
    for (cell, s) in row.iter_mut().skip(1).zip(b) {
        sum += drop(*s);
        *cell = sum;
    }
    for s in a {
        let mut cells = row.iter_mut();
        let Some(first) = cells.next() else { break };
        let mut corner = *first;
        *first += drop(*s);
        let mut left = *first;
        let mut least = left;
        for (cell, t) in cells.zip(b) {
            let up = *cell;
            left = (left + drop(*t)).min(up + drop(*s)).min(corner + swap(*s, *t));
            corner = up;
            *cell = left;
            least = least.min(left);
        }
        if least > limit {
            return f64::INFINITY;
        }
    }
    row.get(b.len()).copied().unwrap_or(f64::INFINITY)
}

/// What it costs to leave a sound out. Glides and finals are what spellings drop; the values are judgement.
fn drop(s: Sound) -> f64 {
    match s {
        Nasal | Stop => 0.35,
        W | Y | H | R => 0.35,
        A | E | I | O | U => 0.6,
        Aw | Ai => 0.8,
        _ => 1.0,
    }
}

/// What it costs to write one sound for another. Judgement, ordered by how often the systems above disagree.
fn swap(a: Sound, b: Sound) -> f64 {
    if a == b {
        return 0.0;
    }
    match (a.min(b), a.max(b)) {
        (O, Aw) => 0.1,
        (E, I) | (O, U) | (Aw, U) | (E, Ai) | (A, Aw) => 0.3,
        (C, Y) | (R, Y) | (K, C) | (C, S) | (C, T) | (T, S) | (W, Y) => 0.45,
        (Nasal, Stop) | (L, R) | (M, N) | (P, W) => 0.5,
        // A final that a spelling without spaces makes an initial, and the other way round.
        (N | M, Nasal) | (K | T | P, Stop) => 0.15,
        (x, y) if vowel(x) && vowel(y) => 0.6,
        _ => 1.3,
    }
}

fn vowel(s: Sound) -> bool {
    matches!(s, A | E | I | O | Aw | U | Ai)
}

/// Spellings of vowels, the longest first.
const VOWELS: [(&[u8], &[Sound]); 21] = [
    (b"ain", &[Ai, Nasal]),
    (b"aik", &[Ai, Stop]),
    (b"oe", &[O]),
    (b"ou", &[O]),
    (b"oo", &[U]),
    (b"oi", &[W, E]),
    (b"au", &[Aw]),
    (b"aw", &[Aw]),
    (b"ai", &[Ai]),
    (b"ay", &[E]),
    (b"ae", &[E]),
    (b"ei", &[E]),
    (b"ey", &[E]),
    (b"ee", &[I]),
    (b"aa", &[A]),
    (b"uu", &[U]),
    (b"a", &[A]),
    (b"e", &[E]),
    (b"i", &[I]),
    (b"o", &[O]),
    (b"u", &[U]),
];

/// Spellings of a consonant before a vowel, the longest first.
const INITIALS: [(&[u8], &[Sound]); 52] = [
    (b"hky", &[C]),
    (b"khy", &[C]),
    (b"chy", &[C]),
    (b"tch", &[Stop, C]),
    (b"hk", &[K]),
    (b"kh", &[K]),
    (b"gh", &[K]),
    (b"ht", &[T]),
    (b"th", &[T]),
    (b"dh", &[T]),
    (b"hp", &[P]),
    (b"ph", &[P]),
    (b"bh", &[P]),
    (b"hs", &[S]),
    (b"sh", &[S]),
    (b"ts", &[S]),
    (b"dz", &[S]),
    (b"zh", &[C]),
    (b"ch", &[C]),
    (b"ky", &[C]),
    (b"gy", &[C]),
    (b"hm", &[M]),
    (b"hn", &[N]),
    (b"hl", &[L]),
    (b"lh", &[L]),
    (b"hw", &[W]),
    (b"wh", &[W]),
    (b"hr", &[R]),
    (b"hy", &[Y]),
    (b"k", &[K]),
    (b"q", &[K]),
    (b"c", &[K]),
    (b"g", &[K]),
    (b"j", &[C]),
    (b"t", &[T]),
    (b"d", &[T]),
    (b"p", &[P]),
    (b"b", &[P]),
    (b"f", &[P]),
    (b"s", &[S]),
    (b"z", &[S]),
    (b"x", &[S]),
    (b"m", &[M]),
    (b"n", &[N]),
    (b"l", &[L]),
    (b"r", &[R]),
    (b"w", &[W]),
    (b"v", &[W]),
    (b"y", &[Y]),
    (b"h", &[H]),
    (b"rr", &[R]),
    (b"ll", &[L]),
];

/// Reads one written word into sounds.
fn parse(word: &[u8], out: &mut Vec<Sound>) {
    let start = out.len();
    let mut at = 0;
    while let Some(rest) = word.get(at..).filter(|r| !r.is_empty()) {
        let began = out.len() == start;
        at += vowel_at(rest, began, out)
            .or_else(|| final_at(rest, began, out))
            .unwrap_or_else(|| initial_at(rest, out));
    }
}

/// Reads a vowel with the mute letters behind it; the number of letters read.
fn vowel_at(rest: &[u8], began: bool, out: &mut Vec<Sound>) -> Option<usize> {
    // y is a vowel where no vowel follows: Mytkyina, Lay Shy.
    if !began && rest.first() == Some(&b'y') && !rest.get(1).is_some_and(|b| is_vowel(*b)) {
        out.push(I);
        return Some(1);
    }
    if let Some(n) = mute_e(rest, out) {
        return Some(n);
    }
    let (spelling, sounds) = VOWELS.iter().find(|(s, _)| rest.starts_with(s) && !stolen(rest, s))?;
    out.extend_from_slice(sounds);
    let mut read = spelling.len();
    let ends_in_nasal = spelling.ends_with(b"n");
    if ends_in_nasal {
        read +=
            usize::from(rest.get(read) == Some(&b'g') && !rest.get(read + 1).is_some_and(|b| is_vowel(*b)));
    }
    // ar, or, ah, oh: the r and the h lengthen the vowel, unless they open a syllable.
    while let Some(b'r' | b'h') = rest.get(read).filter(|_| !ends_in_nasal) {
        if opens(rest.get(read..).unwrap_or_default()) {
            break;
        }
        if rest.get(read) == Some(&b'r') && matches!(out.last(), Some(O)) {
            out.pop();
            out.push(Aw);
        }
        read += 1;
    }
    Some(read)
}

/// Whether the last letter of a spelling belongs to the next syllable: the n of *aina*, the y of *ayi*, the w of *awa*.
fn stolen(rest: &[u8], spelling: &[u8]) -> bool {
    let next = rest.get(spelling.len());
    match spelling.last() {
        Some(b'n' | b'k' | b'w' | b'y') => next.is_some_and(|b| is_vowel(*b)),
        _ => false,
    }
}

/// -ine is -aing (Tanine), -one is -on (Kone), -ike is -aik: a vowel, a consonant and an e that is not heard.
fn mute_e(rest: &[u8], out: &mut Vec<Sound>) -> Option<usize> {
    let [v, c, b'e', after @ ..] = rest else { return None };
    let closed = match c {
        b'n' => after.first().is_none_or(|b| !is_vowel(*b)),
        b'k' | b't' => after.is_empty(),
        _ => false,
    };
    let sound = match v {
        b'i' => Ai,
        b'o' => O,
        b'u' => U,
        b'a' => E,
        _ => return None,
    };
    closed.then(|| {
        out.extend([sound, if *c == b'n' { Nasal } else { Stop }]);
        3
    })
}

/// Reads a consonant that closes a syllable; the number of letters read.
fn final_at(rest: &[u8], began: bool, out: &mut Vec<Sound>) -> Option<usize> {
    let first = *rest.first()?;
    let next = rest.get(1).copied();
    let after = |n: usize| rest.get(n).copied();
    if first == b'n' && next == Some(b'g') {
        if began && after(2).is_some_and(is_vowel) {
            out.push(N);
            return Some(2);
        }
        // ng before a vowel is n and g: Gan-gaw, Man-gin. So is n before gy: Kun-gyan-gon.
        let split = after(2).is_some_and(is_vowel)
            || (after(2) == Some(b'y') && after(3).is_some_and(is_vowel) && !began);
        out.push(Nasal);
        return Some(if split { 1 } else { 2 });
    }
    if opens(rest) {
        return None;
    }
    match first {
        b'n' | b'm' => {
            out.push(Nasal);
            // -nt, as in Hpakant, marks a tone of Burmese.
            Some(if next == Some(b't') && !opens(rest.get(1..).unwrap_or_default()) { 2 } else { 1 })
        }
        b'k' | b't' | b'p' | b'd' | b'b' | b'g' | b'c' if !began => {
            out.push(Stop);
            Some(1)
        }
        b'h' => Some(1),
        _ => None,
    }
}

/// Reads a consonant that opens a syllable; the number of letters read, at least one.
fn initial_at(rest: &[u8], out: &mut Vec<Sound>) -> usize {
    match INITIALS.iter().filter(|(s, _)| rest.starts_with(s)).max_by_key(|(s, _)| s.len()) {
        Some((spelling, sounds)) => {
            out.extend_from_slice(sounds);
            spelling.len()
        }
        None => 1,
    }
}

/// Whether the letters begin with consonants that a vowel follows in the same syllable, with a glide between at most.
fn opens(rest: &[u8]) -> bool {
    let first = rest.first().copied();
    INITIALS.iter().filter(|(s, _)| rest.starts_with(s) && *s != b"tch").any(|(s, _)| {
        match rest.get(s.len()..) {
            Some([b, ..]) if is_vowel(*b) => true,
            Some([b'y' | b'w', b, ..]) => is_vowel(*b),
            // pra and kla are syllables, mra and nla are not.
            Some([b'r' | b'l', b, ..]) => is_vowel(*b) && !matches!(first, Some(b'm' | b'n')),
            _ => false,
        }
    })
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Makes one of what two spellings say twice.
fn tidy(sounds: &mut Vec<Sound>) {
    // A nasal syllable at the head: In-jang, Ing-jang, N'-jang.
    if let [I | E | A, Nasal, next, ..] = sounds.as_slice()
        && !vowel(*next)
    {
        sounds.remove(0);
    }
    if let Some(first) = sounds.first_mut().filter(|s| **s == Nasal) {
        *first = N;
    }
    sounds.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        let (a, b) = (hear(a.split(' ')), hear(b.split(' ')));
        alike(&a.expect("letters"), &b.expect("letters"), 0.0)
    }

    #[test]
    fn spellings_of_one_place_are_alike() {
        for (a, b) in [
            ("Momauk", "Moe Mauk"),
            ("Momauk", "Mo Mawk"),
            ("Hpakant", "Phakant"),
            ("Hpakant", "Hpakan"),
            ("Hpakant", "Hpa Kant"),
            ("Hpakant", "Pharkant"),
            ("Hpakant", "Fakan"),
            ("Myitkyina", "Myitkyi Na"),
            ("Myitkyina", "Myitkyinar"),
            ("Myitkyina", "Myit Kyee Nar"),
            ("Waingmaw", "Wai Maw"),
            ("Waingmaw", "Waimaw"),
            ("Waingmaw", "Wine Maw"),
            ("Banmaw", "Bamaw"),
            ("Chipwi", "Chihpwi"),
            ("Chipwi", "Chipwe"),
            ("Chipwi", "Chi Phwe"),
            ("Pang War", "Panwa"),
            ("Pang War", "Pangwa"),
            ("Kan Paik Ti", "Kanpaiti"),
            ("Kan Paik Ti", "Kampaiti"),
            ("Injangyang", "N'Jang Yang"),
            ("Injangyang", "Njangyang"),
            ("Sumprabum", "Sum Pra Bum"),
            ("Tanai", "Tanaing"),
            ("Tanai", "Danai"),
            ("Tanai", "Tanine"),
            ("Mohnyin", "Moe Nyin"),
            ("Mohnyin", "Mo Hnyin"),
            ("Mogaung", "Moe Kaung"),
            ("Machanbaw", "Ma Chan Baw"),
            ("Khaunglanhpu", "Kawnglanghpu"),
            ("Tsawlaw", "Hsawlaw"),
            ("Shwegu", "Shwe Ku"),
            ("Puta-O", "Putao"),
            ("Lweje", "Loije"),
        ] {
            let q = likeness(a, b);
            assert!(q >= 0.88, "{a} / {b}: {q} {:?} {:?}", hear(a.split(' ')), hear(b.split(' ')));
        }
    }

    #[test]
    fn other_places_are_not() {
        for (a, b) in [
            ("Mogaung", "Mohnyin"),
            ("Momauk", "Mogaung"),
            ("Mansi", "Manton"),
            ("Tanai", "Tamu"),
            ("Chipwi", "Shwebo"),
            ("Waingmaw", "Monywa"),
            ("Bhamo", "Banmauk"),
            ("Shwegu", "Shwebo"),
        ] {
            let q = likeness(a, b);
            assert!(q < 0.85, "{a} / {b}: {q}");
        }
    }

    #[test]
    fn a_text_without_letters_is_not_heard() {
        assert_eq!(hear(["1027", "—"]), None);
        assert_eq!(hear(["a".repeat(100).as_str()]), None);
    }
}
