//! What is known of a document besides its text: title, author, day, publisher.
//!
//! What a page says by machine (JSON-LD, OpenGraph) comes before what its lines say to people, except for the author:
//! the machine's names whoever put a copy up. No date later than the day of fetching is believed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use oreline_units::PartialDate;

use super::Note;
use super::credit::{Credit, Form, credit, dateline, dates_in, listed, tidy};
use super::furniture::{after_article, furniture, menu, menu_word};
use super::names::{akin, key, media, name, nobody, people, person, role, same};
use super::outlets;
use super::page::{Line, Page};
use crate::date::{Dated, Precision, find_dates};

/// A page with the place of its article among its lines, which all deduction here goes by.
pub(super) struct Layout<'p> {
    pub(super) page: &'p Page,
    /// The first line of the article and the one after its last.
    pub(super) article: (usize, usize),
    /// The line of the title, if it is one of the lines.
    pub(super) title_line: Option<usize>,
}

impl<'p> Layout<'p> {
    fn lines(&self, from: usize, to: usize) -> &'p [Line] {
        self.page.lines.get(from..to.min(self.page.lines.len())).unwrap_or(&[])
    }

    /// The lines before the article; the title is the first of them if it is known.
    pub(super) fn before(&self) -> &'p [Line] {
        self.lines(self.title_line.unwrap_or(0), self.article.0)
    }

    /// The lines above the title.
    fn above(&self) -> &'p [Line] {
        self.lines(0, self.title_line.unwrap_or(self.article.0).min(self.article.0))
    }

    /// The lines after the article.
    pub(super) fn after(&self) -> &'p [Line] {
        self.lines(self.article.1, usize::MAX)
    }
}

/// A title, its line, and what stood beside it in the page's `<title>`: the site, often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    pub(super) line: Option<usize>,
    pub(super) beside: Option<String>,
}

/// What parts a title from a site's name.
const BARS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " : ", " / "];

/// Words as they compare: typesetters' quotation marks and spaces are those of a keyboard.
fn plain(text: &str) -> String {
    let straight = |c: char| match c {
        '‘' | '’' | 'ʼ' => '\'',
        '“' | '”' => '"',
        other => other,
    };
    tidy(text).chars().map(straight).collect()
}

/// The title of a page whose article begins at a line.
pub(super) fn title(page: &Page, first: usize) -> Title {
    let head = page.lines.get(..first).unwrap_or(&[]);
    let tag = page.head.title.clone().filter(|tag| !tag.is_empty());
    let Some(tag) = tag else { return title_line(page, head) };
    let folded = plain(&tag);
    let heading =
        |line: &&Line| line.heading > 0 && line.text.len() > 3 && folded.contains(&plain(&line.text));
    let given = page.head.headline.clone().map(|given| stripped(&given, page.head.site.as_deref()));
    let best = head.iter().filter(heading).map(|line| &line.text).max_by_key(|text| text.len()).cloned();
    let text = given.or(best).unwrap_or_else(|| longest_part(&tag));
    let line = head.iter().rposition(|line| same_words(&line.text, &text));
    Title { beside: beside(&folded, &plain(&text)), line, text: Some(text) }
}

/// A headline without the site's name behind it.
fn stripped(headline: &str, site: Option<&str>) -> String {
    let parted = BARS.iter().find_map(|bar| headline.rsplit_once(bar));
    match (parted, site) {
        (Some((title, end)), Some(site)) if same(end, site) => title.to_owned(),
        _ => headline.to_owned(),
    }
}

fn longest_part(tag: &str) -> String {
    let mut parts = vec![tag];
    for bar in BARS {
        parts = parts.into_iter().flat_map(|part| part.split(bar)).collect();
    }
    parts.into_iter().rev().max_by_key(|part| part.len()).unwrap_or(tag).trim().to_owned()
}

/// The last name beside the title in the page's `<title>`.
fn beside(tag: &str, title: &str) -> Option<String> {
    let (before, after) = tag.split_once(title)?;
    let rest = if after.trim().is_empty() { before } else { after };
    let last = BARS.iter().filter_map(|bar| rest.rfind(bar).map(|at| at + bar.len())).max();
    let part = rest.get(last.unwrap_or(0)..)?;
    let part = if after.trim().is_empty() {
        BARS.iter().find_map(|bar| rest.split(bar).next()).unwrap_or(rest)
    } else {
        part
    };
    let part = part.trim_matches(|c: char| c.is_whitespace() || "|-–—:·•»/".contains(c));
    let by = part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    (name(part) && !by).then(|| part.to_owned())
}

/// The title among plain lines: the first line of those right above a by-line or a day, else the first of some length
/// that is no furniture, credit, day or name.
fn title_line(page: &Page, head: &[Line]) -> Title {
    let level = |level: u8| head.iter().position(|line| line.heading == level);
    let words = |line: &Line| line.text.split_whitespace().count();
    let titled = |line: &&Line, least: usize| (least..=30).contains(&words(line)) && !aside(&line.text);
    let find = |least: usize| head.iter().position(|line| titled(&line, least));
    let short = || (head.len() <= 4).then(|| find(2)).flatten();
    let line = level(1).or_else(|| level(2)).or_else(|| above_byline(page, head));
    let line = line.or_else(|| find(4)).or_else(|| find(3)).or_else(short);
    let text = line.and_then(|at| head.get(at)).map(|line| line.text.clone());
    Title { text: text.or_else(|| page.head.headline.clone()), line, beside: None }
}

/// The first of the lines right above a by-line or a day; a masthead among them is passed over.
fn above_byline(page: &Page, head: &[Line]) -> Option<usize> {
    let asides: Vec<bool> = head.iter().map(|line| aside(&line.text)).collect();
    let worded =
        |at: usize| head.get(at).is_some_and(|line| (2..=30).contains(&line.text.split_whitespace().count()));
    let candidate = |at: usize| asides.get(at) == Some(&false) && worded(at);
    let said = |at: usize| head.get(at).is_some_and(|line| about(&line.text));
    let edge = (1..head.len()).find(|at| candidate(at - 1) && said(*at))?;
    let from = (0..edge).rev().take_while(|at| candidate(*at)).last()?;
    let first = head.get(from).map(|line| line.text.as_str()).unwrap_or("");
    let site =
        from == 0 && (media(first) || elsewhere(page, 0, first).is_some() || edge - from > 2) && name(first);
    Some(if site && edge - from > 1 { from + 1 } else { from })
}

/// Bytes of the longest line that is looked at for a title, a name or a day.
const LONGEST: usize = 400;

/// Whether a line above an article is something else than its title.
fn aside(line: &str) -> bool {
    line.len() > LONGEST
        || furniture(line)
        || menu(line)
        || after_article(line)
        || line.split_whitespace().all(menu_word)
        || about(line)
}

/// Whether a line says by whom, when or where a text was published.
fn about(line: &str) -> bool {
    let day = |dated: &Dated| dated.precision == Precision::Day && dated.text.len() * 3 > line.len();
    line.len() <= LONGEST
        && (dateline(line).is_some()
            || credit(line).is_some()
            || listed(line).is_some()
            || person(line)
            || dates_in(line).iter().any(day))
}

/// The name of the site that shows a page: what its head says, what stands beside the title, or its masthead.
pub(super) fn site(layout: &Layout, title: &Title, host: Option<&str>) -> Option<String> {
    let is_title = |site: &String| title.text.as_deref().is_some_and(|text| same(text, site));
    // A page elsewhere that names an agency as its publisher prints the agency's report.
    let printed = |site: &String| agency(site) && host.is_some_and(|host| !akin(site, host));
    let stated = page_site(layout.page).filter(|site| !is_title(site) && !printed(site));
    stated
        .or_else(|| title.beside.clone().filter(|site| !is_title(site)))
        .or_else(|| masthead(layout, host))
        .or_else(|| under_byline(layout).filter(|_| host.is_none()))
        .or_else(|| host.map(str::to_owned))
}

fn agency(name: &str) -> bool {
    outlets::named(name).is_some_and(|outlet| outlet.agency)
}

/// The agency that a page's head names as its author or publisher.
pub(super) fn stated_agency(page: &Page) -> Option<Credit> {
    let named = page.head.authors.iter().chain(&page.head.site).find(|name| agency(name))?;
    Some(Credit { form: Form::Agency, author: None, outlet: Some(named.clone()) })
}

/// A publisher's name in a line of its own right under a by-line.
fn under_byline(layout: &Layout) -> Option<String> {
    let pairs = layout.before().windows(2);
    let byline =
        |line: &Line| matches!(credit(&line.text), Some(Credit { form: Form::By, .. })) || people(&line.text);
    let house = |line: &Line| name(&line.text) && media(&line.text) && !aside(&line.text);
    pairs
        .filter_map(|pair| match pair {
            [by, under] if byline(by) && house(under) => Some(under.text.clone()),
            _ => None,
        })
        .next()
}

fn page_site(page: &Page) -> Option<String> {
    page.head.site.clone().filter(|site| name(site) && site.len() < 60)
}

/// The name at the top of a page: one that stands elsewhere on it as well, or that fits the host; with no host to go
/// by, the first.
fn masthead(layout: &Layout, host: Option<&str>) -> Option<String> {
    let top = layout.above().get(..8.min(layout.above().len())).unwrap_or(&[]);
    let names: Vec<(usize, String)> = top
        .iter()
        .enumerate()
        .filter_map(|(at, line)| masthead_name(&line.text).map(|name| (at, name)))
        .collect();
    let fits = |name: &str| host.is_some_and(|host| same(name, host));
    let again = |at: usize, name: &str| elsewhere(layout.page, at, name);
    let sure = names.iter().find(|(at, name)| fits(name) || (host.is_none() && again(*at, name).is_some()));
    let (at, name) = sure.or_else(|| names.first().filter(|_| host.is_none()))?;
    let shouted = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    Some(again(*at, name).filter(|_| shouted).unwrap_or_else(|| name.clone()))
}

/// The name at the front of a masthead's line, without menu words and what else stands behind it.
fn masthead_name(line: &str) -> Option<String> {
    let front = line.split(['|', '·', '•', '—', '–', '›', '»', '\u{a0}']).next()?.split("   ").next()?.trim();
    let words: Vec<&str> = front.split_whitespace().collect();
    let menu_from = (1..words.len()).find(|from| words.iter().skip(*from).all(|word| menu_word(word)));
    let first_menu = words.iter().position(|word| menu_word(word)).filter(|at| *at > 0 && words.len() > 4);
    let end = menu_from.or(first_menu).unwrap_or(words.len());
    let front = words.get(..end)?.join(" ");
    let good = name(&front) && end <= 6 && !words.iter().take(end).all(|word| menu_word(word));
    (good && !aside(&front) && !front.ends_with(['.', '?', ',', ':'])).then_some(front)
}

/// A name as it stands in another line of the page, with that line's capitals.
fn elsewhere(page: &Page, at: usize, name: &str) -> Option<String> {
    let wanted = name.to_lowercase();
    page.lines.iter().enumerate().filter(|(other, line)| *other != at && line.text.len() < 300).find_map(
        |(_, line)| {
            let lower = line.text.to_lowercase();
            let start = lower.find(&wanted)?;
            let found = line.text.get(start..start + wanted.len())?;
            let whole = !lower.get(start + wanted.len()..)?.starts_with(char::is_alphanumeric);
            let other = found.chars().any(char::is_lowercase) || !name.chars().any(char::is_lowercase);
            (whole && other && found.to_lowercase() == wanted).then(|| found.to_owned())
        },
    )
}

/// Who wrote a text: as a credit in or near it says, then as the head says, then a name beside a day.
pub(super) fn author(layout: &Layout, credits: &[Credit], site: Option<&str>) -> Option<String> {
    let not_site = |name: &String| site.is_none_or(|site| !same(name, site));
    let credited = |form: Form| {
        let of_form = credits.iter().filter(move |credit| credit.form == form);
        of_form.filter_map(|credit| credit.author.clone()).find(|name| !nobody(name) && not_site(name))
    };
    let stated = || {
        let named = |author: &&String| {
            !nobody(author) && !furniture(author) && author.len() < 120 && not_site(author)
        };
        let authors =
            layout.page.head.authors.iter().filter(named).filter(|author| outlets::named(author).is_none());
        let mut seen = BTreeSet::new();
        let authors = authors.map(|author| without_role(without_by(author)));
        let authors: Vec<&str> = authors.filter(|author| seen.insert(*author)).collect();
        Some(authors.join(", ")).filter(|authors| !authors.is_empty())
    };
    credited(Form::ByVia)
        .or_else(|| credited(Form::By).filter(|name| people(name)))
        .or_else(stated)
        .or_else(|| credited(Form::By))
        .or_else(|| credited(Form::First))
        .or_else(|| bare_name(layout))
}

/// `Ann Lee` of `Ann Lee, AP Auto Writer`.
fn without_role(author: &str) -> &str {
    match author.split_once(", ") {
        Some((who, what)) if person(who) && (role(what) || outlets::named(what).is_some()) => who,
        _ => author,
    }
}

fn without_by(author: &str) -> &str {
    let by = author.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    if by { author.get(3..).unwrap_or(author) } else { author }
}

/// A line that is a person's name, or a name and a day, between the title and the article.
fn bare_name(layout: &Layout) -> Option<String> {
    let lines = layout.before();
    let has_day = |line: &Line| {
        line.text.len() <= LONGEST
            && dates_in(&line.text).iter().any(|dated| dated.precision == Precision::Day)
    };
    let near = |at: usize| {
        let around = lines.get(at.saturating_sub(1)..(at + 3).min(lines.len())).unwrap_or(&[]);
        around.iter().any(|line| line.text.len() < 80 && has_day(line))
    };
    lines.iter().enumerate().skip(1).find_map(|(at, line)| {
        let alone = Some(line.text.clone()).filter(|text| people(text) && near(at));
        let with_day = || listed(&line.text).filter(|name| people(name));
        let comma = || {
            let (name, rest) = line.text.split_once(", ")?;
            (people(name) && !dates_in(rest).is_empty() && rest.len() < 40).then(|| name.to_owned())
        };
        alone.or_else(with_day).or_else(comma)
    })
}

/// The day of this copy: as the head says, as the lines near the title say, or as its address says.
pub(super) fn published(
    layout: &Layout,
    fetched: Option<Date>,
    address: &str,
    notes: &mut Vec<Note>,
) -> Option<String> {
    let head = &layout.page.head;
    let stated = head.published.iter().filter_map(|text| day_of(text)).next();
    let bound = fetched.map(PartialDate::day).or_else(|| year_below(layout.page));
    let seen =
        || visible(layout.before(), bound, fetched).or_else(|| visible(layout.above(), bound, fetched));
    let timed = || head.times.iter().filter_map(|text| day_of(text)).next();
    let candidates = [stated, timed_near(layout).or_else(seen).or_else(timed), in_address(address)];
    let mut late = None;
    for date in candidates.into_iter().flatten() {
        match fetched.filter(|fetched| date.first() > *fetched) {
            Some(_) => late = Some(Note::DateAhead { date: date.to_string() }),
            None => return Some(date.to_string()),
        }
    }
    notes.push(late.unwrap_or(Note::NoDate));
    None
}

/// A day as machines write it; any other form is read as words.
fn day_of(text: &str) -> Option<PartialDate> {
    let real = |date: &PartialDate| date.first().year() >= 1900;
    let front = text.trim().get(..10).and_then(|front| front.parse().ok()).filter(real);
    front.or_else(|| text.trim().parse().ok().filter(real)).or_else(|| {
        let dated = find_dates(text, None).into_iter().find(|dated| dated.precision == Precision::Day)?;
        Some(PartialDate::day(dated.from))
    })
}

/// A page with one `<time>` dates itself with it; of several the first may be anything.
fn timed_near(layout: &Layout) -> Option<PartialDate> {
    match layout.page.head.times.as_slice() {
        [one] => day_of(one),
        _ => None,
    }
}

/// The first day among lines that stand near a title: written out, or without a year, or counted back from fetching.
fn visible(lines: &[Line], bound: Option<PartialDate>, fetched: Option<Date>) -> Option<PartialDate> {
    let short = || {
        let near = lines.iter().filter(|line| line.text.len() < 160);
        near.filter(|line| {
            !matches!(credit(&line.text), Some(Credit { form: Form::ByVia | Form::First, .. }))
        })
    };
    let written =
        short().flat_map(|line| find_dates(&line.text, None)).find(|dated| dated.precision == Precision::Day);
    let counted = |text: &str| text.ends_with("ago") || text.eq_ignore_ascii_case("yesterday");
    let open = || {
        short().flat_map(|line| find_dates(&line.text, bound)).find(|dated| {
            let back = counted(&dated.text);
            let day = dated.precision == Precision::Day && dated.text.contains(|c: char| c.is_ascii_digit());
            (day && !back) || (back && fetched.is_some())
        })
    };
    let dated = written.or_else(open)?;
    // Of two days that hours may mean, the earlier is the likelier from twelve hours on.
    let hours =
        dated.text.split_whitespace().next().and_then(|count| count.parse::<i32>().ok()).unwrap_or(24);
    let day = if hours % 24 < 12 && dated.text.contains("hour") { dated.to } else { dated.from };
    Some(PartialDate::day(day))
}

/// The latest year that the last lines of a page name, as one under which days without a year may be sought.
fn year_below(page: &Page) -> Option<PartialDate> {
    let last = page.lines.get(page.lines.len().saturating_sub(12)..).unwrap_or(&[]);
    let years = last.iter().filter(|line| line.text.len() < 200).flat_map(|line| {
        let words = line.text.split(|c: char| !c.is_ascii_digit());
        words
            .filter(|word| word.len() == 4 && (word.starts_with("20") || word.starts_with("199")))
            .map(str::to_owned)
    });
    years.max()?.parse().ok()
}

/// `/2025/07/29/` or `/2025/07/` in an address.
fn in_address(address: &str) -> Option<PartialDate> {
    if !address.starts_with("http") {
        return None;
    }
    let parts: Vec<&str> = address.split(['/', '-', '?']).collect();
    parts.windows(3).find_map(|three| {
        let [year, month, day] = three else { return None };
        let year_like = year.len() == 4 && year.starts_with("20");
        let text = format!("{year}-{month}-{day}");
        let whole = || format!("{year}-{month}").parse().ok();
        if year_like { text.parse().ok().or_else(whole) } else { None }
    })
}

/// Whether two lines are the same words.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    one == other || (one.len() < 400 && key(one) == key(other) && !key(one).is_empty())
}
