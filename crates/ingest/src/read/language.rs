//! Which language a text is in, and which passages nothing here can read.
//!
//! Chinese and Burmese are told by their script: a few characters are enough, and statistics of letters need more.

use whatlang::Lang;

/// A script that is stored unharmed and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Chinese characters.
    Chinese,
    /// Burmese and its neighbours.
    Burmese,
}

/// How many bytes of a text are looked at.
const SAMPLE: usize = 6000;

fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2fa1f}')
}

fn kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

fn myanmar(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}')
}

/// The language of a text as ISO 639-1, or 639-3 where there is none; `said` is what its page claims, `told` what
/// has been made of its letters already; `und` unknown.
pub(super) fn language(text: &str, said: Option<&str>, told: Option<String>) -> String {
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let count = |of: fn(char) -> bool| sample.chars().filter(|c| of(*c)).count();
    if letters == 0 {
        return "und".to_owned();
    }
    if count(myanmar) * 2 > letters {
        return "my".to_owned();
    }
    if (count(han) + count(kana)) * 3 > letters {
        return if count(kana) * 10 > letters { "ja" } else { "zh" }.to_owned();
    }
    if let Some(told) = told {
        return told;
    }
    let claimed = said.and_then(primary);
    match whatlang::detect(sample) {
        Some(info) if info.is_reliable() || claimed.is_none() && letters > 60 => code(info.lang()).to_owned(),
        _ => claimed.unwrap_or_else(|| "und".to_owned()),
    }
}

/// `en` of `en-GB`.
fn primary(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let plain = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    plain.then_some(language)
}

/// The two-letter code of a language; the crate knows those of three letters only.
fn code(lang: Lang) -> &'static str {
    const CODES: &str = "afr af aka ak amh am ara ar aze az bel be ben bn bul bg cat ca ces cs cmn zh cym cy dan da \
        deu de ell el eng en epo eo est et fin fi fra fr guj gu heb he hin hi hrv hr hun hu hye hy ind id ita it \
        jav jv jpn ja kan kn kat ka khm km kor ko lat la lav lv lit lt mal ml mar mr mkd mk mya my nep ne nld nl \
        nob nb ori or pan pa pes fa pol pl por pt ron ro rus ru sin si slk sk slv sl sna sn spa es srp sr swe sv \
        tam ta tel te tgl tl tha th tuk tk tur tr ukr uk urd ur uzb uz vie vi yid yi zul zu";
    let mut words = CODES.split_ascii_whitespace();
    while let (Some(three), Some(two)) = (words.next(), words.next()) {
        if three == lang.code() {
            return two;
        }
    }
    lang.code()
}

/// The scripts in a text that nothing here reads, with the number of paragraphs that they fill.
pub(super) fn unread(text: &str) -> Vec<(Script, usize)> {
    let filled = |of: fn(char) -> bool| {
        let count = |line: &str| line.chars().filter(|c| of(*c)).count();
        text.lines()
            .filter(|line| count(line) * 2 > line.chars().filter(|c| c.is_alphabetic()).count())
            .count()
    };
    [(Script::Chinese, filled(han)), (Script::Burmese, filled(myanmar))]
        .into_iter()
        .filter(|(_, paragraphs)| *paragraphs > 0)
        .collect()
}

/// Whether Burmese text seems to be in the Zawgyi order, where the vowel sign E stands before its consonant.
///
/// In Unicode order U+1031 follows a consonant or a medial; Zawgyi writes it first, so it follows a space, a vowel
/// sign or a final instead. Zawgyi also uses U+1060 to U+1097, which Unicode gives to Karen, Shan and others.
pub(super) fn zawgyi(text: &str) -> bool {
    let (mut right, mut wrong) = (0, 0);
    let mut before = ' ';
    for c in text.chars() {
        if c == '\u{1031}' {
            let holds =
                matches!(before, '\u{1000}'..='\u{102a}' | '\u{103b}'..='\u{103f}' | '\u{1075}'..='\u{1081}');
            if holds && before != ' ' { right += 1 } else { wrong += 1 }
        }
        before = c;
    }
    wrong >= 2 && wrong > right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_by_script_and_by_letters() {
        assert_eq!(language("谁当家都一样，矿车停一天，镇上就少一天的饭。", None, None), "zh");
        assert_eq!(language("ဗန်းမော်တိုက်ပွဲ မရပ်သေးပါ။", None, None), "my");
        assert_eq!(
            language("The clay hills supply half of the heavy rare earths of the world today.", None, None),
            "en"
        );
        assert_eq!(language("Ore", Some("en-GB"), None), "en");
        assert_eq!(language("", None, None), "und");
    }

    #[test]
    fn unread_passages_are_counted() {
        let text = "English words.\n谁当家都一样。\nမရပ်သေးပါ။\n谁当家。";
        assert_eq!(unread(text), [(Script::Chinese, 2), (Script::Burmese, 1)]);
        assert_eq!(unread("English (中国) words."), []);
    }

    #[test]
    fn zawgyi_order_is_suspected() {
        assert!(!zawgyi("ဗန်းမော်တိုက်ပွဲ မရပ်သေးပါ။ ကုန်ကားတွေတော့ ပြန်ထွက်နေပြီ။"));
        assert!(zawgyi("ေနျပည္ေတာ္ ေမာ္"));
    }
}
