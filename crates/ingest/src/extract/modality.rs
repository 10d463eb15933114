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
    r#" (?:den(?:y|ies|ied|ying)|denial came|(?:issued|published|a flat) denial|slander|rubbish(?:es|ed)|inconsistent with the facts|contest(?:s|ed) (?:a|the)|rebut(?:s|ted|tal)?|refut(?:e|es|ed|ing)|repudiat\w+|disavow\w*|disclaim\w*|disputes? (?:that|the)|disputed|contests? that|dismiss(?:es|ed|ing)|reject(?:s|ed|ing)|contesting|incorrect|shot back|not true|refuting|untrue|not true|n't true|no truth|(?:is|are|was|were|called|as) (?:\S+ ){0,6}(?:false|wrong|baseless|nonsense|misleading|fabricated|fabrications?|fiction|malicious|gossip|fairy tales?|propaganda|invention)|baseless|pure invention|fabricat\w+|nonsense|fairy tales?|wishful thinking|brush(?:es|ed) (?:off|aside)|wav(?:es|ed) away|shrug\w* off|push(?:es|ed) back|hit back at|protest(?:s|ed) (?:its|his|her|their) innocence|contradict(?:s|ed)|rebuff(?:s|ed)|bristl(?:es|ed)|village gossip|never (?:asked|signed|closed|shelled|ordered|took)|no secret|(?:was|were|is|are) unaware|not aware|n't aware|no knowledge|knew nothing|knows nothing|pleaded ignorance|seen no such|shot back|objected|not seen the|(?:would|will|did|does) not (?:comment|confirm)|(?:won't|wouldn't) (?:comment|confirm)|declin(?:e|es|ed) to comment|refus(?:e|es|ed) to (?:say|comment|confirm)|neither confirm nor deny|a lie|a fake|forgery|a smear|rubbish|poured scorn|pours scorn|laughed off|disown(?:s|ed)|no truth in|not familiar with|no comment|nothing to do with|refused to discuss|knew of none|never seen it|declined to say|brushed aside) "#
);
cue!(
    SAYS,
    r#" (?:said|says|say|insist(?:s|ed)|maintain(?:s|ed)|declar(?:es|ed)|stress(?:es|ed)|wrote|told|made clear|assur(?:es|ed)|announced|asserts?|claims?|claimed|spokes(?:man|woman|person)) "#
);
cue!(
    DEMAND,
    r#" (?:demand(?:ed|ing|s)|demand (?:that|an end|to)|urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:up)?on|call(?:s|ed|ing) for|wants? to see|want (?:\S+ ){1,4}to|order(?:ed|ing)|orders (?:the|a|an|all|its|A|C|F|K)|instruct(?:s|ed|ing)?|directed|(?:must|should|shall) (?:now |at once |immediately |also )?(?:be )?(?:insist|withdr|leave|evacuat|stop|halt|end|clos|re-?open|open|sign|sit|pull|return|lift|ceas|resum|pay|give|hand|agree|free|go|act|surrender|release|drop|allow|grant|approve|scrap|accept|publish)\w*|plead(?:s|ed|ing)?|beg(?:s|ged|ging)?|press(?:es|ed|ing) (?:\S+ ){1,5}(?:to|for)|lean(?:s|ing|ed)? on (?:\S+ ){1,4}to|wants? (?:\S+ ){1,8}(?:to|written)|asking (?:\S+ ){1,4}to|must repudiate|insists that no more|at least U for|appeal(?:s|ed)? (?:to|for)|petition\w*|insist(?:s|ed)? (?:that )?(?:\S+ ){1,8}(?:must|should)|requests? that|asked? that|exhorted|ask(?:s|ed) (?:\S+ ){1,5}(?:to|for)|told (?:\S+ ){1,5}to|were told by|has directed|that was the plea|want of|was the call|implored|bade|chanted|§ (?:\" )?(?:sign|stop|halt|lift|open|reopen|close|shut|withdraw|leave|pull|scrap|revoke|lower|cut|raise|return|get|put|grant|approve|give|hand|drop|end|let|conclude|resume|release|publish|tell|sanction|delist|remove|buy|sell|halve|double|bring|keep|cease|go|come|make|freeze|impose|call off|lay|approve) (?:\S+ ){1,25}(?:told|ordered|urged|bade|implored|chanted|demanded|said|insisted|asking (?:\S+ ){1,4}to|must repudiate|insists that no more|at least U for|appealed|with these words|instructed|was the)|should (?:conclude|sell|buy|tax|take|ban|start|talk|negotiate|delist|sanction|insist|refuse|impose)|! ) "#
);
cue!(
    FUTURE,
    r#" (?:will|'ll|shall|(?:is|are|was|were) (?:due|set|expected|about|going|poised|likely to|scheduled|to be)|sees? (?:\S+ ){1,5}(?:by|sinking|falling|rising|at)|should deliver|from now on|will have|may well|should be expected|climb another|follow with|(?:is|are) to|due to (?:resume|open|reopen|close|sign|begin|start)|plans? (?:to|for)|plan(?:s|ned) (?:a|an|the|to)|planned by|intends?|aims? to|may soon|might soon|could soon|could (?:soon|yet|still|be|become|open|close|fall|rise|lose|displace|ship|return|follow|lead|cost|double|triple)|may (?:see|well|mount|touch|treble|double|triple|reach|hit|fall|rise|climb|ship|send|buy|sell|take|return|seize|attack|join|name|add|lift|ease|ban|tax|restart|resume)|next (?:week|month|spring|summer|autumn|winter|year) (?:\S+ ){1,6}could|could (?:remove|lift|add|ban|tax)|look for|(?:§|A|C|F|S|G) (?:\S+ ){0,4}to (?:reopen|resume|sign|close|lift|impose|raise|ship) (?:within|by|in|next|soon)|about to|preparing to|ready to|poised to|expects?|may (?:well )?(?:drop|follow|waive|refine|earn|close|open|sign|soon|also|yet|lift|become|get|cut|be|have to|displace)|expects?|foresees?|forecasts?|forecasters|predicts?|predicted|before long|in sight|weeks away|hopes? to|considering|mulls?|mulling|set to|would make it|to follow|seeking to|vows? to|vowed to|see (?:\S+ ){1,4}at|have (?:\S+ ){1,3}sliding|should be expected|is planned|wagers) "#
);
cue!(
    GUESS,
    r#" (?:suggest(?:s|ed|ing)?|probabl[ey]|presumabl[ey]|may be read|to judge (?:from|by)|is likely that|a sign that|apparently|seems?|seemingly|seemed|(?:it )?looks? (?:as|like)|appears?|would appear|likely|arguably|must have|(?:may|might|could) (?:well )?have|judging (?:by|from)|perhaps|(?:would|might|could) (?:explain|be explained|account)|be explained by|hardly mean|may conclude|can conclude|reading between|points? to|hint(?:s|ed)? at|impl(?:y|ies|ied)|indicates? that|in all likelihood|no doubt|evidently|might be called|one may|must be|tacit|all signs point|by the look of|would appear|amounted to|or so one|one may guess|one may infer|would conclude|might be an|down to a|it is possible|in effect|amounts to|tantamount|my guess|i suspect|i believe|i think|in my view|reason to think) "#
);
cue!(
    SAID,
    r#" (?:said|says|say|saying|tell(?:s)?|told|report(?:s|ed|edly|ing)?|according to|wrote|writes|quoted|claim(?:s|ed|ing)?|alleg(?:e|es|ed|edly)|announc(?:e|es|ed)|stated|states|confirm(?:s|ed)|acknowledg(?:e|es|ed)|admit(?:s|ted)?|warn(?:s|ed)|sources?|accus(?:e|es|ed)|found that|experts found|,? found \.|has learned|estimat(?:e|es|ed)|figures (?:say|show)|data show|show(?:s|ed) that|survey|recount(?:s|ed)?|recall(?:s|ed)?|complain(?:s|ed)?|describ(?:e|es) a|monitors describe|swear(?:s)?|proclaims?|believes?|, (?:global witness|usgs|iea) found|global witness found|reckons|learned|speaks? of|knowledge of the matter|grumble|revealed|reveals|cit(?:e|es|ed|ing)|argu(?:e|es|ed)|noted|notes|insist(?:s|ed)|declared|reuters :|bloomberg :|usgs :|iea :|(?:global witness|foundation|institute|cent(?:re|er)|usgs|iea|researchers|analysts|monitors) (?:\S+ ){0,3}(?:count\w*|found|put|puts|estimat\w*|identif\w*|mapped)|§ [a-z]{2,12} :|counts|assess(?:es|ed)|logg(?:ed|s)|records|ranks|put the number|database|tall(?:y|ies)|got the news|afp :|xinhua :|villagers (?:say|said)|calculat(?:e|es|ed)|reckon(?:s|ed)?|disclosed|declares) "#
);

fn find(cue: &LazyLock<Option<Regex>>, text: &str) -> Option<Range<usize>> {
    LazyLock::force(cue).as_ref()?.find(text).map(|found| found.range())
}

/// Whether somebody denies something in a line; to reject an offer is no denial.
pub(super) fn denies(line: &str) -> bool {
    cue!(
        OFFER,
        r" (?:reject(?:s|ed|ing)|dismiss(?:es|ed)) (?:\S+ ){0,4}(?:offers?|proposals?|demands?|ultimatum|calls?|terms|bid|applications?|invitation) "
    );
    find(&DENIAL, line).is_some() && find(&OFFER, line).is_none()
}

/// Whether a line says that something may come: the verb that follows tells it from a guess or a permission.
fn may_come(line: &str) -> bool {
    const NOT: [&str; 12] =
        ["have", "be", "not", "only", "dig", "seem", "see", "hear", "find", "say", "never", "appear"];
    let mut words = line.split(' ').peekable();
    while let Some(word) = words.next() {
        if word == "may" && words.peek().is_some_and(|next| !NOT.contains(next)) {
            return true;
        }
    }
    false
}

/// Whether a line has the words of a denial in another sense: entry denied, a case dismissed, no denying.
pub(super) fn denies_otherwise(line: &str) -> bool {
    cue!(
        OTHER,
        r" (?:denied (?:access|entry|permission|visas?|bail|treatment|them|him|her|it|a visa|the)|no denying|undeniab\w+|never (?:disputed|denied)|not (?:disputed|denied|deny|dispute)|dismissed (?:\S+ ){1,8}from|dismissed (?:a |the )?(?:class|troops|parade|case|staff|workers|driver|officer)|refused (?:\S+ ){1,8}(?:visa|document|entry)|contradicted by|without saying|deniability|non-denial|rejected (?:the )?(?:batch|consignment|ore|shipment|cargo|lot|offer|goods|samples?)|self-denial|area denial|denial by|denial comes|dismissed (?:his|her|its|the) (?:\S+ ){0,2}(?:commander|minister|officers?|colonels?|generals?|chief)) "
    );
    find(&OTHER, line).is_some()
}

/// Whether a line denies without saying what, or denies wrongdoing: what a bare denial may rest on.
pub(super) fn denies_barely(line: &str) -> bool {
    cue!(
        BARE,
        r" (?:not aware|n't aware|unaware|no knowledge|knew nothing|knows nothing|pleaded ignorance|declin(?:e|es|ed) to comment|refus(?:e|es|ed) to (?:say|comment|confirm)|(?:would|will|did|does) not (?:comment|confirm)|neither confirm nor deny|(?:won't|wouldn't) (?:comment|confirm)|declined to say|no comment|not familiar with|refused to discuss|knew of none|never seen it|no truth in|nothing to do with|pour(?:s|ed) scorn|seen no such|not seen the|(?:its|his|her|their) innocence|denial came|(?:issued|published|a flat) denial|hit back at|village gossip|fairy tales?|fabricat\w+|a lie|forgery|a smear|malicious|propaganda|(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)|reject(?:s|ed|ing)|refut(?:e|es|ed)|rebut(?:s|ted)|brush(?:es|ed) (?:off|aside)|wav(?:es|ed) away|disput(?:es|ed)|disown\w*|rebuff(?:s|ed)|bristl(?:es|ed)|contest(?:s|ed)|call(?:s|ed)|push(?:es|ed) back|repudiat\w+|disavow\w*) (?:\S+ ){0,5}(?:reports?|stor(?:y|ies)|articles?|accounts?|allegations?|accusations?|charges?|claims?|rumou?rs?|film|footage|study|map|table|documents?|papers?|documentary|mention|everything|suggestion|evidence|figures|version|numbers|dossier|talk|notion|gossip|video|findings|men|map)|(?:reports?|stor(?:y|ies)|allegations?|accusations?|charges|rumou?rs?|footage|account|version|theirs) (?:\S+ ){0,10}(?:untrue|false|baseless|nonsense|rebuffed|denied|dismissed|rejected|refuted|slander|misleading|gossip|fabricat\w+|wrong)|rebuttal) "
    );
    find(&BARE, line).is_some()
}

/// Whether the words of a line speak of something that other kinds hold.
pub(super) fn speaks_of_a_kind(line: &str) -> bool {
    cue!(
        KINDS,
        r" (?:M|P|U|V|X|tripled|doubled|quadrupled|bargain|deal|pact|truce|ceasefire|accord|contract(?:s|ed)?|signed|sold|concession|removal|gates?|crossing|magnets?|halted|halt|collects?|fired|contacts|launched|choice|warned|closed|closure|reopen\w*|restored|blacklist\w*|waiver|relief|unfrozen|sanctions?|list|agreed|offered|talks|mediating|approaching|in touch|attack\w*|marched|captured|evicted|seized|measures|listing|licen[cs]es?|permits?|application|tax|taking money|charge on|paid|miners return|deadline|date to|imports|exports|quadrupled|idled) "
    );
    find(&KINDS, line).is_some()
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

/// The modality of a claim in a line.
pub(super) fn of(kind: Kind, line: &str) -> Modality {
    // Who asks to stay unnamed asks for nothing else.
    let line = &line.replace(" asked not to be named", "");
    let has = |cue| find(cue, line).is_some();
    if kind == Kind::Ultimatum {
        return ultimatum(&has);
    }
    if has(&DEMAND) && !(kind == Kind::Licence && line.contains(" demands ")) {
        Modality::Demanded
    } else if has(&GUESS) && !has(&FUTURE) {
        Modality::Inferred
    } else if has(&FUTURE) || may_come(line) {
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
    cue!(
        SOURCES,
        r" (?:reuters|bloomberg|news agency|newspaper|(?:two|three|four|several) (?:people|persons|sources|participants|traders|officials)|said to have|reports? that|reported(?:ly)?|report said|say sources|it has emerged|knowledge of the (?:matter|encounter|talks)|sources in|people briefed|recount|leaked|according to|sources (?:said|say|told|close|in)|a source|residents (?:say|said)|villagers (?:say|said)|participants|people familiar|has learned|recalled|wrote that|writes that|told (?:reuters|bloomberg|afp|reporters)|experts|was told that|say the) "
    );
    cue!(
        WILL,
        r" (?:expects (?:C|A) to|may (?:serve|issue|give|set|hand)|will put|may well|plan to|will soon|may have to|may soon|before long|is expected to|predicted|is likely to|plans to) "
    );
    cue!(
        GUESSED,
        r" (?:all signs point|would appear|to judge|judging|guesses|presumably|probably|reading between|one may conclude|suggests?|apparently|seems?|likely|must have) "
    );
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
