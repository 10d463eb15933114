//! A picture of the book, cut out of a run's page: one figure with the page's own style, alone in a file.

/// A figure and the words under it.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    /// Self-contained SVG.
    pub(super) svg: String,
    /// Its caption, or else its label.
    pub(super) caption: String,
}

/// The first figure that shows a price; else the first figure; nothing without any.
pub(super) fn picture(page: &str) -> Option<Picture> {
    let figures: Vec<&str> = between(page, "<svg", "</svg>").collect();
    let prices = |figure: &&&str| head(figure).to_lowercase().contains("price");
    let figure = figures.iter().find(prices).or(figures.first())?;
    let style: String = between(page, "<style>", "</style>").collect();
    Some(Picture { svg: alone(figure, &style), caption: caption(page, figure) })
}

/// The caption that follows in the same frame of the page, without its marks; else what the figure calls itself.
fn caption(page: &str, figure: &str) -> String {
    let after = page.split(figure).nth(1).and_then(|rest| rest.split("</figure>").next()).unwrap_or_default();
    let under = between(after, "<figcaption>", "</figcaption>").next();
    let label = figure.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next());
    let marked = under.or(label).unwrap_or_default();
    let words: String =
        marked.split('<').map(|part| part.split('>').next_back().unwrap_or_default()).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whole stretches from an opening mark to its closing mark; a style comes without its marks.
fn between<'a>(page: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    let whole = open == "<svg";
    page.match_indices(open).filter_map(move |(at, _)| {
        let end = at + page[at..].find(close)?;
        Some(if whole { &page[at..end + close.len()] } else { &page[at + open.len()..end] })
    })
}

/// The opening tag and the title in it, if any.
fn head(figure: &str) -> String {
    let tag = figure.split('>').next().unwrap_or_default();
    let title = figure.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    format!("{tag} {}", title.unwrap_or_default())
}

/// Names the vocabulary, paints a white ground and puts the style inside.
fn alone(figure: &str, style: &str) -> String {
    let (tag, rest) = figure.split_once('>').unwrap_or((figure, ""));
    let vocabulary = if tag.contains("xmlns=") { "" } else { " xmlns=\"http://www.w3.org/2000/svg\"" };
    let ground = "<rect x=\"0\" y=\"0\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>";
    let (style, rest) = (rules(style, figure), rest.replace("&nbsp;", "&#160;"));
    format!("{tag}{vocabulary}>\n<style><![CDATA[\n{style}]]></style>\n{ground}{rest}\n")
}

/// The rules of the page that this figure needs: colours, its classes, its text; not those of size, print and
/// narrow screens, which are the page's business.
fn rules(style: &str, figure: &str) -> String {
    let screen = style.split("@media").next().unwrap_or_default();
    let whole = screen.split_inclusive('}').map(str::trim).filter(|rule| rule.ends_with('}'));
    let needed = whole.filter(|rule| rule.split('{').next().is_some_and(|names| touches(names, figure)));
    needed.map(|rule| format!("{rule}\n")).collect()
}

fn touches(selectors: &str, figure: &str) -> bool {
    let class = |name: &str| {
        let name: String = name.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
        !name.is_empty()
            && figure.split("class=\"").skip(1).any(|rest| {
                rest.split('"').next().unwrap_or_default().split_whitespace().any(|found| found == name)
            })
    };
    let touches =
        |s: &str| s.contains(":root") || (s != "svg" && s.contains("svg")) || s.split('.').skip(1).any(class);
    selectors.split(',').map(str::trim).any(touches)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<style>:root { --c: red; } svg { width: 9px; } svg text { fill: black; } .a { fill: red; } .n { x: y; }\n@media print { x }</style><svg viewBox=\"0 0 1 1\" aria-label=\"mark\"><g/></svg>\
                        <svg viewBox=\"0 0 2 2\" aria-label=\"Price in China\"><text class=\"b a\">b&nbsp;</text></svg>\
                        <figcaption>Price. <b>Line</b>: median.</figcaption></figure>";

    #[test]
    fn the_price_is_cut_out_with_its_style() {
        let Picture { svg: found, caption } = picture(PAGE).unwrap();
        assert_eq!(caption, "Price. Line: median.");
        assert!(found.starts_with("<svg viewBox=\"0 0 2 2\""), "{found}");
        for kept in ["xmlns=", ":root { --c: red; }", "svg text {", ".a { fill: red; }"] {
            assert!(found.contains(kept), "{kept} is not in {found}");
        }
        for left in ["@media", "svg { width", ".n {", "&nbsp;"] {
            assert!(!found.contains(left), "{left} is in {found}");
        }
        assert!(found.ends_with("b&#160;</text></svg>\n"));
    }

    #[test]
    fn a_page_without_figures_has_no_picture() {
        assert_eq!(picture("<p>nothing</p>"), None);
    }
}
