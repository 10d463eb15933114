//! How a sentence puts its claim forward, and who puts it.
//!
//! Cues decide in a fixed order: denied, demanded, predicted, inferred, reported, asserted. The road not taken:
//! reading the tense of the verb alone; English puts a threat and a forecast in the same words, and who speaks tells
//! them apart.

use super::kind::{Kind, Modality};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

macro_rules! cue {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
    };
}

cue!(
    DENIAL,
    r#" (?:den(?:y|ies|ied|ying)|denials?|rebut(?:s|ted|tal)?|refut(?:e|es|ed|ing)|repudiat\w+|disavow\w*|disclaim\w*|disputes? (?:that|the)|disputed|contests? that|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)|contesting|incorrect|shot back|not true|refuting|untrue|not true|n't true|no truth|(?:is|are|was|were|called|as) (?:\S+ ){0,6}(?:false|wrong|baseless|nonsense|misleading|fabricated|fabrications?|fiction|malicious|gossip|fairy tales?|propaganda|invention)|baseless|pure invention|fabricat\w+|nonsense|fairy tales?|wishful thinking|brush(?:es|ed) (?:off|aside)|wav(?:es|ed) away|shrug\w* off|push(?:es|ed) back|hit back at|protest(?:s|ed) (?:its|his|her|their) innocence|contradict(?:s|ed)|rebuff(?:s|ed)|bristl(?:es|ed)|village gossip|never (?:asked|signed|closed|shelled|ordered|took)|no secret|(?:was|were|is|are) unaware|not aware|n't aware|no knowledge|knew nothing|knows nothing|pleaded ignorance|seen no such|shot back|objected|not seen the|(?:would|will|did|does) not (?:comment|confirm)|(?:won't|wouldn't) (?:comment|confirm)|declin(?:e|es|ed) to comment|refus(?:e|es|ed) to (?:say|comment|confirm)|neither confirm nor deny|a lie|forgery|a smear) "#
);
cue!(
    SAYS,
    r#" (?:said|says|say|insist(?:s|ed)|maintain(?:s|ed)|declar(?:es|ed)|stress(?:es|ed)|wrote|told|made clear|assur(?:es|ed)|announced|asserts?|claims?|claimed|spokes(?:man|woman|person)) "#
);
cue!(
    DEMAND,
    r#" (?:demand(?:ed|ing|s)|demand (?:that|an end|to)|urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:up)?on|call(?:s|ed|ing) for|wants? to see|want (?:\S+ ){1,4}to|order(?:s|ed|ing)|instruct(?:s|ed|ing)?|directed|(?:must|should|shall) (?:now |at once |immediately |also )?(?:be )?(?:insist|withdr|leave|evacuat|stop|halt|end|clos|re-?open|open|sign|sit|pull|return|lift|ceas|resum|pay|give|hand|agree|free|go|act|surrender|release|drop|allow|grant|approve|scrap|accept|publish)\w*|plead(?:s|ed|ing)?|beg(?:s|ged|ging)?|press(?:es|ed|ing) (?:\S+ ){1,5}(?:to|for)|lean(?:s|ing|ed)? on (?:\S+ ){1,4}to|wants? (?:\S+ ){1,8}(?:to|written)|appeal(?:s|ed)? (?:to|for)|petition\w*|insist(?:s|ed)? that|requests? that|asked? that|ask(?:s|ed) (?:\S+ ){1,5}(?:to|for)|told (?:\S+ ){1,5}to|were told by|has directed|that was the plea|at once|want of|was the call|! ) "#
);
cue!(
    FUTURE,
    r#" (?:will|'ll|shall|(?:is|are|was|were) (?:due|set|expected|about|going|poised|likely to|scheduled|to be)|sees? (?:\S+ ){1,5}(?:by|sinking|falling|rising|at)|should deliver|from now on|will have|may well|should be expected|climb another|follow with|(?:is|are) to|due to (?:resume|open|reopen|close|sign|begin|start)|plans? (?:to|for)|plan(?:s|ned) (?:a|an|the|to)|planned by|intends?|aims? to|may soon|might soon|could soon|could|may (?:well )?(?:drop|follow|waive|refine|earn|close|open|sign|soon|also|yet|lift|become|get|cut|be|have to|displace)|expects?|foresees?|forecasts?|forecasters|predicts?|predicted|before long|in sight|weeks away|hopes? to|considering|mulls?|mulling|set to|would make it|to follow|seeking to|vows? to|vowed to|see (?:\S+ ){1,4}at|have (?:\S+ ){1,3}sliding|should be expected|is planned|wagers) "#
);
cue!(
    GUESS,
    r#" (?:suggest(?:s|ed|ing)?|probabl[ey]|presumabl[ey]|may be read|to judge (?:from|by)|is likely that|a sign that|apparently|seems?|seemingly|seemed|(?:it )?looks? (?:as|like)|appears?|would appear|likely|arguably|must have|(?:may|might|could) (?:well )?have|judging (?:by|from)|perhaps|(?:would|might|could) (?:explain|be explained|account)|be explained by|hardly mean|may conclude|can conclude|reading between|points? to|hint(?:s|ed)? at|impl(?:y|ies|ied)|indicates? that|in all likelihood|no doubt|evidently|might be called|one may|must be|tacit|it is possible|in effect|amounts to|tantamount|my guess|i suspect|i believe|i think|in my view|reason to think) "#
);
cue!(
    SAID,
    r#" (?:said|says|say|saying|tell(?:s)?|told|report(?:s|ed|edly|ing)?|according to|wrote|writes|quoted|claim(?:s|ed|ing)?|alleg(?:e|es|ed|edly)|announc(?:e|es|ed)|stated|states|confirm(?:s|ed)|acknowledg(?:e|es|ed)|admit(?:s|ted)?|warn(?:s|ed)|sources?|accus(?:e|es|ed)|found(?: that)?|experts found|,? found \.|has learned|estimat(?:e|es|ed)|figures (?:say|show)|data show|show(?:s|ed) that|survey|recount(?:s|ed)?|recall(?:s|ed)?|describ(?:e|es|ed)|grumble|revealed|reveals|cit(?:e|es|ed|ing)|argu(?:e|es|ed)|noted|notes|insist(?:s|ed)|declared|reuters :|bloomberg :|usgs :|iea :|§ [a-z]{2,12} :|counts|assess(?:es|ed)|logg(?:ed|s)|records|ranks|put the number|database|tall(?:y|ies)|got the news|afp :|xinhua :|villagers (?:say|said)|calculat(?:e|es|ed)|reckon(?:s|ed)?|disclosed|declares) "#
);

fn find(cue: &LazyLock<Option<Regex>>, text: &str) -> Option<Range<usize>> {
    LazyLock::force(cue).as_ref()?.find(text).map(|found| found.range())
}

/// Whether somebody denies something in a line.
pub(super) fn denies(line: &str) -> bool {
    find(&DENIAL, line).is_some()
}

/// Whether a line has the words of a denial in another sense: entry denied, a case dismissed, no denying.
pub(super) fn denies_otherwise(line: &str) -> bool {
    cue!(
        OTHER,
        r" (?:denied (?:access|entry|permission|visas?|bail|treatment|them|him|her|it|a visa|the)|no denying|undeniab\w+|never (?:disputed|denied)|not (?:disputed|denied|deny|dispute)|dismissed (?:\S+ ){1,8}from|dismissed (?:a |the )?(?:class|troops|parade|case|staff|workers|driver|officer)|refused (?:\S+ ){1,8}(?:visa|document|entry)|contradicted by|without saying|deniability|non-denial|rejected (?:the )?(?:batch|consignment|ore|shipment|cargo|lot|offer|goods|samples?)|self-denial|area denial|denial by|denial comes|dismissed (?:his|her|its|the) (?:\S+ ){0,2}(?:commander|minister|officers?|colonels?|generals?|chief)) "
    );
    find(&OTHER, line).is_some()
}

/// Whether what is denied is said, and is of another kind than the rules found: then a bare denial says too little.
pub(super) fn denies_something(line: &str) -> bool {
    cue!(
        CONTENT,
        r" (?:(?:den(?:y|ies|ied|ying)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|not true|untrue|false|contests?) (?:\S+ ){0,8}(?:that|having|of a story that)) (?:\S+ ){0,14}(?:M|P|U|V|X|N|tripled|doubled|bargain|deal|removal|cut|gates?|crossing|magnets|halted|closed|reopened|blacklisted|unfrozen|sanctions?|contracted|signed|agreed|offered|talks|attacked|marched|captured|licen[cs]e|permits?|tax|paid|miners return|deadline|a date) "
    );
    find(&CONTENT, line).is_some()
}

/// Whether a line names somebody who speaks for a side.
pub(super) fn speaks_for(line: &str) -> bool {
    cue!(
        MOUTH,
        r" (?:spokes(?:man|woman|person|people)|ministry|officials?|embassy|office|lawyers?|association|bureau|secretary|commander|envoy|liaison|government|press office|delegates|regulator|department) "
    );
    find(&MOUTH, line).is_some()
}

/// Whether somebody is quoted or said to have said something in a line.
pub(super) fn says(line: &str) -> bool {
    find(&SAYS, line).is_some()
}

/// Where somebody says something in a line.
pub(super) fn speech(line: &str) -> Option<Range<usize>> {
    find(&SAID, line)
}

/// The modality of a claim in a line.
pub(super) fn of(kind: Kind, line: &str) -> Modality {
    let has = |cue| find(cue, line).is_some();
    if kind == Kind::Ultimatum {
        return ultimatum(&has);
    }
    if has(&DEMAND) {
        Modality::Demanded
    } else if has(&GUESS) && !has(&FUTURE) {
        Modality::Inferred
    } else if has(&FUTURE) {
        Modality::Predicted
    } else if has(&GUESS) {
        Modality::Inferred
    } else if has(&SAID) {
        Modality::Reported
    } else {
        Modality::Asserted
    }
}

fn ultimatum(has: &dyn Fn(&'static LazyLock<Option<Regex>>) -> bool) -> Modality {
    cue!(SOURCES, r" (?:reports? that|reported(?:ly)?|report said|it has emerged|people briefed|recount|leaked|according to|sources (?:said|say|told|close|in)|a source|residents (?:say|said)|villagers (?:say|said)|participants|people familiar|has learned|recalled|wrote that|writes that|told (?:reuters|bloomberg|afp|reporters)|experts|was told that|say the) ");
    cue!(WILL, r" (?:will put|may well|plan to|will soon|may have to|may soon|before long|is expected to|predicted|is likely to|plans to) ");
    cue!(GUESSED, r" (?:to judge|judging|guesses|presumably|probably|reading between|one may conclude|suggests?|apparently|seems?|likely|must have) ");
    if has(&WILL) {
        Modality::Predicted
    } else if has(&GUESSED) {
        Modality::Inferred
    } else if has(&SOURCES) {
        Modality::Reported
    } else {
        Modality::Demanded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cues_compile() {
        for cue in [&DENIAL, &SAYS, &DEMAND, &FUTURE, &GUESS, &SAID] {
            assert!(LazyLock::force(cue).is_some());
        }
    }

    #[test]
    fn the_order_of_decision_holds() {
        let cases = [
            (" § A took S on friday . ", Modality::Asserted),
            (" § according to residents A took S . ", Modality::Reported),
            (" § A has probably taken S . ", Modality::Inferred),
            (" § A will take S , sources said . ", Modality::Predicted),
            (" § C urged A to leave S . ", Modality::Demanded),
        ];
        for (line, modality) in cases {
            assert_eq!(of(Kind::ControlChange, line), modality, "{line}");
        }
    }
}
