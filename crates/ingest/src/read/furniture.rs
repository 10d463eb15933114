//! Lines that belong to a site and not to an article: buttons, menus, notices, and what follows an article.

/// Lines that are furniture whatever stands around them, in small letters without marks at the ends.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "advertisement", "advertisements", "ad", "sponsored", "sponsored content", "promoted", "share",
    "share this", "share this post", "share this article", "subscribe", "subscribe now", "sign in",
    "sign insubscribe", "log in", "login", "sign up", "register", "home", "menu", "search", "print", "email",
    "facebook", "twitter", "linkedin", "whatsapp", "telegram", "reddit", "pocket", "copy link",
    "view in browser", "view this email in your browser", "forward to a friend", "unsubscribe",
    "continue reading below", "story continues below", "story continues below advertisement",
    "article continues below", "continue reading", "skip to content", "skip to main content",
    "skip to navigation", "loading", "like", "reply", "follow", "follow us", "save", "hide", "listen",
    "listen to this article", "play", "pause", "close", "open menu", "close menu", "toggle navigation",
    "back to top", "click here", "order reprints", "view more articles", "learn more", "get the app", "start writing", "donate", "comment",
    "previous", "next", "previous page", "next page", "download", "bookmark", "gift this article", "accept",
    "accept all", "reject all", "manage cookies", "cookie settings", "privacy policy", "terms of use",
];
/// How furniture begins.
#[rustfmt::skip]
const BEGINS: &[&str] = &[
    "share on ", "share this ", "subscribe to ", "subscribe for ", "sign up for ", "sign up to ",
    "thanks for reading ", "thank you for reading ", "you are receiving this", "you're receiving this",
    "we use cookies", "this site uses cookies", "this website uses cookies", "follow us on ",
    "enjoying this?", "advertisement ", "sponsored:", "sponsored by ", "click here to ", "already a member?",
    "already a subscriber?", "become a member", "join our ", "get our ", "download our app",
    "support our journalism", "posted in ", "filed under", "type your email",
];
/// What begins the part of a page that follows its article.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    "comments", "discussion", "discussion about this post", "member discussion", "related",
    "related articles", "related posts", "related stories", "related news", "related content",
    "related topics", "you may have missed", "you may also like", "you might also like", "recommended",
    "recommended for you", "recommended reading", "most read", "most popular", "most viewed", "top posts",
    "top stories", "recent comments", "recent posts", "leave a reply", "leave a comment", "post a comment",
    "read next", "next in your feed", "about the author", "trending", "trending now",
    "latest news", "popular posts", "popular", "tags", "share this", "previous article", "next article",
    "read more", "further stories", "more stories", "more news", "sign up for our newsletter", "see also",
];
const AFTER_BEGINS: [&str; 6] =
    ["more from ", "more in ", "more on ", "most read ", "comments on ", "discussion about "];
/// Words of menus, which may stand behind a site's name in one line.
#[rustfmt::skip]
const MENU: &[&str] = &[
    "home", "search", "menu", "log", "sign", "in", "up", "subscribe", "about", "contact", "latest", "popular",
    "top", "sources", "topics", "regions", "premium", "world", "business", "tech", "science", "sports",
    "sport", "opinion", "politics", "news", "login", "register", "archive", "archives", "essays", "letters",
    "dark", "mode", "my", "feed", "donate", "store", "shop", "events", "podcasts", "video", "videos",
    "markets", "economy", "culture", "help", "newsletters", "newsletter", "follow", "us", "categories",
    "sections", "more", "trending", "explore", "today", "saved",
];

fn plain(line: &str) -> String {
    let marks = |c: char| !c.is_alphanumeric();
    line.trim_matches(marks).to_lowercase()
}

/// Whether a line is a button, a menu entry or a notice of its site.
pub(super) fn furniture(line: &str) -> bool {
    if line.len() > 400 {
        return false;
    }
    let text = plain(line);
    text.chars().all(|c| !c.is_alphabetic())
        || WHOLE.contains(&text.as_str())
        || BEGINS.iter().any(|begin| text.starts_with(begin))
        || line.trim_start().starts_with('©')
        || text.starts_with("copyright ")
        || text.ends_with("all rights reserved")
        || shares(&text)
        || menu(line)
}

/// Counts under an article: `Like (6) Reply Share`, `23,118 views`, `4 comments`.
fn shares(text: &str) -> bool {
    let counted =
        ["like", "likes", "reply", "share", "shares", "views", "view", "comments", "comment", "restacks"];
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| counted.contains(&word))
}

/// Several entries of a menu in one line: parted by wide gaps or arrows, or all of them words of menus.
pub(super) fn menu(line: &str) -> bool {
    let arrows = line.contains(" › ") || line.contains(" » ") || line.contains(" > ");
    let gaps = line.matches("   ").count() + line.matches(" \u{a0} ").count();
    let words: Vec<&str> = line.split_whitespace().collect();
    let known = words.iter().filter(|word| menu_word(word)).count();
    let short = words.len() <= 14;
    short && (arrows || gaps >= 2 || (words.len() >= 3 && known + 1 >= words.len() && known >= 2))
}

/// Whether a word is one of menus.
pub(super) fn menu_word(word: &str) -> bool {
    MENU.contains(&plain(word).as_str())
}

/// Whether a line begins what follows an article.
pub(super) fn after_article(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let text = plain(line);
    let counted = text.strip_suffix(" comments").or_else(|| text.strip_suffix(" comment"));
    AFTER.contains(&text.as_str())
        || AFTER_BEGINS.iter().any(|begin| text.starts_with(begin))
        || counted.is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit() || byte == b','))
}

/// Whether a line is the mark over an advertisement.
pub(super) fn advertisement(line: &str) -> bool {
    matches!(plain(line).as_str(), "advertisement" | "advertisements" | "sponsored" | "ad")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_text() {
        for line in
            ["Advertisement", "Like (6) Reply Share", "♡ 84", "Share on Bluesky", "Home › Opinion › Asia"]
        {
            assert!(furniture(line), "{line}");
        }
        for line in
            ["Newsquilt Search Regions Topics Premium Log in", "Gleanfeed   Latest   Popular   Sources"]
        {
            assert!(menu(line), "{line}");
        }
        for line in [
            "What happened",
            "He cannot refine.",
            "Share prices fell by half.",
            "News of the World of Warcraft",
        ] {
            assert!(!furniture(line), "{line}");
        }
        assert!(after_article("4 comments") && after_article("Related") && !after_article("Related parties"));
    }
}
