//! Namespaces: which vocabulary a prefix stands for, and the prefix that we call it by.
//!
//! A known namespace has one prefix here, whatever the feed calls it; an unknown one keeps the feed's. Namespaces are
//! compared without regard to case, as publishers write them. The road not taken: names as pairs of address and local
//! part, which no reader of JSON could write down.

use std::collections::BTreeMap;

/// Namespaces and our prefix for them; no prefix is the vocabulary of RSS and Atom themselves.
const KNOWN: &[(&str, &str)] = &[
    ("http://backend.userland.com/rss", ""),
    ("http://blogs.law.harvard.edu/tech/rss", ""),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://channel.netscape.com/rdf/simple/0.9/", ""),
    ("http://example.com/newformat#", ""),
    ("http://example.com/necho", ""),
    ("http://purl.org/echo/", ""),
    ("uri/of/echo/namespace#", ""),
    ("http://purl.org/pie/", ""),
    ("http://purl.org/atom/ns#", ""),
    ("http://www.w3.org/2005/atom", ""),
    ("http://purl.org/rss/1.0/modules/rss091#", ""),
    ("http://webns.net/mvcb/", "admin"),
    ("http://purl.org/rss/1.0/modules/aggregation/", "ag"),
    ("http://purl.org/rss/1.0/modules/annotate/", "annotate"),
    ("http://media.tangent.org/rss/1.0/", "audio"),
    ("http://backend.userland.com/blogchannelmodule", "blogchannel"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://creativecommons.org/ns#", "cc"),
    ("http://purl.org/rss/1.0/modules/company", "co"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://my.theinfo.org/changed/1.0/rss/", "cp"),
    ("http://backend.userland.com/creativecommonsrssmodule", "creativecommons"),
    ("http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "creativecommons"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/email/", "email"),
    ("http://purl.org/rss/1.0/modules/event/", "ev"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://freshmeat.net/rss/fm/", "fm"),
    ("http://xmlns.com/foaf/0.1/", "foaf"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://postneo.com/icbm/", "icbm"),
    ("http://purl.org/rss/1.0/modules/image/", "image"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://purl.org/rss/1.0/modules/link/", "l"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://video.search.yahoo.com/mrss", "media"),
    ("http://video.search.yahoo.com/mrss/", "media"),
    ("http://madskills.com/public/xml/rss/module/pingback/", "pingback"),
    ("https://podcastindex.org/namespace/1.0", "podcast"),
    ("https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "podcast"),
    ("http://prismstandard.org/namespaces/1.2/basic/", "prism"),
    ("http://prismstandard.org/namespaces/basic/2.0/", "prism"),
    ("http://podlove.org/simple-chapters", "psc"),
    ("http://podlove.org/simple-chapters/", "psc"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs"),
    ("http://purl.org/rss/1.0/modules/reference/", "ref"),
    ("http://purl.org/rss/1.0/modules/richequiv/", "reqv"),
    ("http://purl.org/rss/1.0/modules/search/", "search"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://schemas.xmlsoap.org/soap/envelope/", "soap"),
    ("http://purl.org/rss/1.0/modules/servicestatus/", "ss"),
    ("http://hacks.benhammersley.com/rss/streaming/", "str"),
    ("http://purl.org/rss/1.0/modules/subscription/", "sub"),
    ("http://www.w3.org/2000/svg", "svg"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://schemas.pocketsoap.com/rss/mydescmodule/", "szf"),
    ("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
    ("http://purl.org/rss/1.0/modules/threading/", "thr"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/rss/1.0/modules/textinput/", "ti"),
    ("http://madskills.com/public/xml/rss/module/trackback/", "trackback"),
    ("http://wellformedweb.org/commentapi/", "wfw"),
    ("http://purl.org/rss/1.0/modules/wiki/", "wiki"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
    ("http://www.w3.org/1998/math/mathml", "mathml"),
];

/// Our prefix for a namespace, if we know it.
pub(crate) fn prefix_of(namespace: &str) -> Option<&'static str> {
    let lower = namespace.trim().to_ascii_lowercase();
    if let Some((_, prefix)) = KNOWN.iter().find(|(known, _)| *known == lower) {
        return Some(prefix);
    }
    // RSS 2.0 has a dozen addresses that differ in the version.
    lower.starts_with("http://backend.userland.com/rss").then_some("")
}

/// A name with its vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Our prefix for a known namespace, else the feed's in small letters; may be empty.
    pub(crate) prefix: String,
    /// As written.
    pub(crate) local: String,
}

impl Name {
    /// The name that the reading gives it: `dc_creator`, `title`.
    pub(crate) fn key(&self) -> String {
        let local = self.local.to_lowercase();
        if self.prefix.is_empty() { local } else { format!("{}_{local}", self.prefix) }
    }
}

/// Prefixes that are in force at a place in the document.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Declarations by prefix, the innermost last, each with the depth of its element.
    declared: BTreeMap<String, Vec<(usize, String)>>,
    /// Every namespace declared anywhere: by our prefix, or the feed's.
    pub(crate) seen: BTreeMap<String, String>,
}

/// What a prefix stands for.
pub(crate) enum Meaning {
    /// Declared, or needing no declaration.
    Known(String),
    /// Not declared; the prefix itself must do.
    Undeclared(String),
}

/// Namespaces listed in the reading.
const LISTED: usize = 1000;

impl Scope {
    /// Declares a prefix at a depth.
    pub(crate) fn declare(&mut self, depth: usize, prefix: &str, namespace: &str) {
        self.declared.entry(prefix.to_owned()).or_default().push((depth, namespace.to_owned()));
        let ours = prefix_of(namespace).unwrap_or(prefix);
        if self.seen.len() < LISTED && !namespace.is_empty() {
            self.seen.insert(ours.to_owned(), namespace.to_owned());
        }
    }

    /// Forgets what was declared at a depth or deeper by these prefixes.
    pub(crate) fn leave(&mut self, depth: usize, prefixes: &[String]) {
        for prefix in prefixes {
            if let Some(stack) = self.declared.get_mut(prefix) {
                while stack.last().is_some_and(|(at, _)| *at >= depth) {
                    stack.pop();
                }
            }
        }
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.declared.get(prefix)?.last().map(|(_, namespace)| namespace.as_str())
    }

    /// An element's prefix in our words.
    pub(crate) fn element(&self, prefix: &str) -> Meaning {
        match self.namespace(prefix) {
            Some(namespace) => Meaning::Known(match prefix_of(namespace) {
                Some(ours) => ours.to_owned(),
                None => prefix.to_lowercase(),
            }),
            None if prefix.is_empty() || prefix == "xml" => Meaning::Known(prefix.to_owned()),
            None => Meaning::Undeclared(prefix.to_lowercase()),
        }
    }

    /// An attribute's prefix in our words; without one it belongs to its element.
    pub(crate) fn attribute(&self, prefix: &str) -> String {
        if prefix.is_empty() {
            return String::new();
        }
        match self.element(prefix) {
            Meaning::Known(ours) | Meaning::Undeclared(ours) => ours,
        }
    }
}
