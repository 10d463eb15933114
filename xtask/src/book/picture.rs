//! A picture of the book, cut out of a run's page: one figure with the page's own style, alone in a file.

/// A figure and the words under it.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    /// Self-contained SVG.
    pub(super) svg: String,
    /// Its caption, or else its label.
    pub(super) caption: String,
}

/// The figures of these names side by side, each under its title; without any of them the first figure that
/// shows a price, else the first; nothing on a page without figures.
pub(super) fn picture(page: &str, wanted: &[(String, String)]) -> Option<Picture> {
    let style: String = between(page, "<style>", "</style>").collect();
    let panels: Vec<(&str, &str)> =
        wanted.iter().filter_map(|(name, title)| Some((title.as_str(), figure_of(page, name)?))).collect();
    if let Some((_, first)) = panels.first() {
        return Some(Picture { svg: alone(&beside(&panels), &style), caption: caption(page, first) });
    }
    let figures: Vec<&str> = between(page, "<svg", "</svg>").collect();
    let prices = |figure: &&&str| head(figure).to_lowercase().contains("price");
    let figure = figures.iter().find(prices).or(figures.first())?;
    Some(Picture { svg: alone(figure, &style), caption: caption(page, figure) })
}

/// The drawing in the frame of a name.
fn figure_of<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let frame = page.split(&format!("id=\"figure-{name}\"")).nth(1)?;
    between(frame, "<svg", "</svg>").next()
}

/// Panels from left to right in one drawing.
fn beside(panels: &[(&str, &str)]) -> String {
    const GAP: f64 = 30.0;
    const HEAD: f64 = 24.0;
    let (mut inner, mut x, mut tallest) = (String::new(), 0.0, 0.0_f64);
    for (title, figure) in panels {
        let (width, height) = size(figure);
        let place =
            format!("<svg x=\"{x}\" y=\"{HEAD}\" width=\"{width}\" height=\"{height}\" overflow=\"visible\"");
        inner += &format!("\n<text class=\"panel\" x=\"{}\" y=\"15\">{title}</text>", x + 2.0);
        inner += &figure.replacen("<svg", &place, 1);
        (x, tallest) = (x + width + GAP, tallest.max(height));
    }
    let titles: Vec<&str> = panels.iter().map(|(title, _)| *title).collect();
    let (width, height, label) = (x, tallest + HEAD, titles.join("; "));
    format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">{inner}\n</svg>")
}

/// Width and height of a drawing, from its view box.
fn size(figure: &str) -> (f64, f64) {
    let view = figure.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let mut numbers = view.split_whitespace().skip(2).filter_map(|text| text.parse().ok());
    (numbers.next().unwrap_or(640.0), numbers.next().unwrap_or(240.0))
}

/// The caption that follows in the same frame of the page, without its marks; else what the figure calls itself.
fn caption(page: &str, figure: &str) -> String {
    let after = page.split(figure).nth(1).and_then(|rest| rest.split("<svg").next()).unwrap_or_default();
    let note = between(after, "<p class=\"note\">", "</p>").next().and_then(|text| text.split("<a").next());
    let under = between(after, "<figcaption>", "</figcaption>").next().or(note);
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
    let style = style.replace(".figure > svg", "svg");
    let (style, rest) = (rules(&style, figure), rest.replace("&nbsp;", "&#160;"));
    let titles = "text.panel { font: 600 13px system-ui, sans-serif; fill: #1c2430; }";
    format!("{tag}{vocabulary}>\n<style><![CDATA[\n{style}{titles}\n]]></style>\n{ground}{rest}\n")
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
        let Picture { svg: found, caption } = picture(PAGE, &[]).unwrap();
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
        assert_eq!(picture("<p>nothing</p>", &[]), None);
    }

    #[test]
    fn named_figures_stand_side_by_side_under_their_titles() {
        let frame = |name: &str| {
            format!(
                "<div class=\"figure\" id=\"figure-{name}\"><p>x</p><svg class=\"fan\" viewBox=\"0 0 344 208\"><text>{name}\
                 </text></svg><p class=\"note\">Line: median.<a href=\"#1\">1</a></p></div>"
            )
        };
        let page = format!("<style>.figure > svg text {{ fill: red; }}</style>{}{}", frame("a"), frame("b"));
        let wanted = [("b", "In B"), ("c", "In C"), ("a", "In A")].map(|(n, t)| (n.to_owned(), t.to_owned()));
        let found = picture(&page, &wanted).unwrap();
        assert_eq!(found.caption, "Line: median.");
        assert!(found.svg.starts_with("<svg viewBox=\"0 0 748 232\""), "{}", found.svg);
        assert!(found.svg.contains("aria-label=\"In B; In A\"") && found.svg.contains("<svg x=\"374\""));
        assert!(found.svg.contains("svg text { fill: red; }"));
    }
}
