//! Addresses: resolved against a base, and refused where they could run something.
//!
//! Resolution follows RFC 3986, section 5.2, on the written form: letters beyond ASCII stay as they are (RFC 3987), an
//! id keeps its capitals. The road not taken: the `url` crate, which writes hosts in Punycode and escapes paths, so
//! that an address no longer equals what the feed says.

/// Schemes that lead somewhere without running anything.
const SAFE: &[&str] = &[
    "http", "https", "ftp", "ftps", "sftp", "file", "gopher", "mailto", "news", "nntp", "snews", "feed",
    "tag", "urn", "tel", "sms", "callto", "sip", "sips", "xmpp", "irc", "ircs", "irc6", "aim", "skype",
    "facetime", "magnet", "git", "svn", "svn+ssh", "ssh", "cvs", "rsync", "rtsp", "rtspu", "rtmp", "mms",
    "itms", "itpc", "pcast", "podcast", "webcal", "geo", "doi", "hdl", "info", "telnet", "wais", "prospero",
    "h323", "imap", "smb", "shttp",
];

/// An address in its five parts; a missing part differs from an empty one.
#[derive(Clone, Copy, Default)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

/// The scheme in front of an address, if it has one.
pub(crate) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let well = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    well.then_some(scheme)
}

/// Whether following an address can run nothing: it has no scheme, or a known harmless one.
///
/// White space and control characters inside, which browsers skip, do not hide a scheme.
pub(crate) fn is_safe(address: &str) -> bool {
    let bare: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(4096).collect();
    let Some((before, _)) = bare.split_once(':') else { return true };
    if before.contains(['/', '?', '#']) {
        return true;
    }
    SAFE.iter().any(|safe| before.eq_ignore_ascii_case(safe))
}

/// Whether a value begins with a scheme that runs what follows it, wherever the value stands.
pub(crate) fn runs(value: &str) -> bool {
    let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(16).collect();
    let bare = bare.to_ascii_lowercase();
    ["javascript:", "vbscript:"].iter().any(|scheme| bare.starts_with(scheme))
}

/// Resolves a reference against a base; without a base it stays as it is.
pub(crate) fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.trim();
    if base.is_empty() || scheme(reference).is_some() {
        return mend(reference);
    }
    let (base, reference) = (split(base), split(reference));
    let mut target = Parts { scheme: base.scheme, fragment: reference.fragment, ..reference };
    let mut path = without_dots(reference.path);
    if reference.authority.is_none() {
        target.authority = base.authority;
        if reference.path.is_empty() {
            path = base.path.to_owned();
            target.query = reference.query.or(base.query);
        } else if !reference.path.starts_with('/') {
            path = without_dots(&merge(&base, reference.path));
        }
    }
    join(&target, &path)
}

/// Resolves, and gives the empty text where the result is not safe.
pub(crate) fn resolve_safe(base: &str, reference: &str) -> String {
    let address = resolve(base, reference);
    if is_safe(&address) { address } else { String::new() }
}

/// `http:///host/` and `http:/host/`, which publishers write, for `http://host/`.
fn mend(address: &str) -> String {
    for scheme in ["http:", "https:"] {
        let Some(rest) = address.strip_prefix(scheme) else { continue };
        let host = rest.trim_start_matches('/');
        if rest.starts_with('/') && rest.len() - host.len() != 2 {
            return format!("{scheme}//{host}");
        }
    }
    address.to_owned()
}

fn split(address: &str) -> Parts<'_> {
    let (rest, fragment) = cut(address, '#');
    let (rest, query) = cut(rest, '?');
    let (scheme, rest) = match scheme(rest) {
        Some(scheme) => (Some(scheme), rest.get(scheme.len() + 1..).unwrap_or("")),
        None => (None, rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// RFC 3986, 5.2.3.
fn merge(base: &Parts, path: &str) -> String {
    if base.authority.is_some() && base.path.is_empty() {
        return format!("/{path}");
    }
    let folder = base.path.rfind('/').and_then(|at| base.path.get(..=at)).unwrap_or("");
    format!("{folder}{path}")
}

/// RFC 3986, 5.2.4: `.` and `..` worked out.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let rooted = path.starts_with('/');
    let segments: Vec<&str> = path.split('/').skip(usize::from(rooted)).collect();
    for (place, segment) in segments.iter().enumerate() {
        let last = place + 1 == segments.len();
        match *segment {
            "." | ".." => {
                if *segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, kept.join("/"))
}

fn join(parts: &Parts, path: &str) -> String {
    let mut address = String::new();
    if let Some(scheme) = parts.scheme {
        address.push_str(scheme);
        address.push(':');
    }
    if let Some(authority) = parts.authority {
        address.push_str("//");
        address.push_str(authority);
    }
    address.push_str(path);
    for (mark, part) in [('?', parts.query), ('#', parts.fragment)] {
        if let Some(part) = part {
            address.push(mark);
            address.push_str(part);
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3986, section 5.4, examples.
    #[test]
    fn references_resolve_as_the_standard_says() {
        let cases = [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("", "http://a/b/c/d;p?q"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("mailto:x", "mailto:x"),
        ];
        for (reference, target) in cases {
            assert_eq!(resolve("http://a/b/c/d;p?q", reference), target, "{reference}");
        }
    }

    #[test]
    fn a_hidden_scheme_is_seen() {
        for address in
            ["javascript:x", " JaVaScRiPt:x", "java\nscript:x", "\u{1}vbscript:x", "data:text/html,x"]
        {
            assert!(!is_safe(address), "{address:?}");
        }
        assert!(runs(" java\nscript:x") && runs("VBScript:x") && !runs("a word on javascript: no"));
        for address in ["a/b:c", "?x=javascript:y", "#a:b", "HTTP://x/", "tag:x,2005:y", "plain words"] {
            assert!(is_safe(address), "{address:?}");
        }
    }

    #[test]
    fn too_many_slashes_are_mended() {
        assert_eq!(resolve("http://a/", "http:///b/c"), "http://b/c");
    }
}
