//! What markup may survive in a feed's HTML: lists, and nothing else.
//!
//! The lists follow what feed readers have let through for twenty years, without what can run or load by itself:
//! animation of attributes, foreign objects, embedded documents. The road not taken: a list of what is forbidden,
//! which is never complete.

/// Elements of HTML.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "big", "blockquote", "br",
    "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "command", "datagrid",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "event-source",
    "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "m", "map",
    "mark", "menu", "meter", "multicol", "nav", "nextid", "noscript", "ol", "optgroup", "option", "output",
    "p", "pre", "progress", "q", "s", "samp", "section", "select", "small", "sound", "source", "spacer",
    "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "time", "tr", "tt", "u", "ul", "var", "video", "wbr",
];

/// Attributes of HTML; those that hold addresses are checked besides.
#[rustfmt::skip]
const HTML_ATTRIBUTES: &[&str] = &[
    "abbr", "accept", "accept-charset", "accesskey", "action", "align", "alt", "autocomplete", "autofocus",
    "axis", "background", "balance", "bgcolor", "bgproperties", "border", "bordercolor", "bordercolordark",
    "bordercolorlight", "bottompadding", "cellpadding", "cellspacing", "ch", "challenge", "char", "charoff",
    "charset", "checked", "choff", "cite", "class", "clear", "color", "cols", "colspan", "compact",
    "contenteditable", "controls", "coords", "data", "datafld", "datapagesize", "datasrc", "datetime",
    "default", "delay", "dir", "disabled", "draggable", "dynsrc", "enctype", "end", "face", "for", "form",
    "frame", "galleryimg", "gutter", "headers", "height", "hidden", "hidefocus", "high", "href", "hreflang",
    "hspace", "icon", "id", "inputmode", "ismap", "keytype", "label", "lang", "leftspacing", "list",
    "longdesc", "loop", "loopcount", "loopend", "loopstart", "low", "lowsrc", "max", "maxlength", "media",
    "method", "min", "multiple", "name", "nohref", "noshade", "nowrap", "open", "optimum", "pattern",
    "ping", "point-size", "poster", "pqg", "preload", "prompt", "radiogroup", "readonly", "rel",
    "repeat-max", "repeat-min", "replace", "required", "rev", "rightspacing", "rows", "rowspan", "rules",
    "scope", "selected", "shape", "size", "span", "src", "start", "step", "summary", "suppress", "tabindex",
    "target", "template", "title", "toppadding", "type", "unselectable", "urn", "usemap", "valign", "value",
    "variable", "volume", "vrml", "vspace", "width", "wrap", "xml:lang",
];

/// Elements of SVG: drawing only.
#[rustfmt::skip]
const SVG: &[&str] = &[
    "a", "circle", "defs", "desc", "ellipse", "font-face", "font-face-name", "font-face-src", "g", "glyph",
    "hkern", "line", "linearGradient", "marker", "metadata", "missing-glyph", "path", "polygon", "polyline",
    "radialGradient", "rect", "stop", "svg", "switch", "text", "title", "tspan",
];

/// Attributes of SVG.
#[rustfmt::skip]
const SVG_ATTRIBUTES: &[&str] = &[
    "accent-height", "alphabetic", "arabic-form", "ascent", "baseProfile", "bbox", "cap-height", "class",
    "color", "color-rendering", "content", "cx", "cy", "d", "descent", "display", "dx", "dy", "fill",
    "fill-opacity", "fill-rule", "font-family", "font-size", "font-stretch", "font-style", "font-variant",
    "font-weight", "fx", "fy", "g1", "g2", "glyph-name", "gradientUnits", "hanging", "height",
    "horiz-adv-x", "horiz-origin-x", "id", "ideographic", "k", "lang", "marker-end", "marker-mid",
    "marker-start", "markerHeight", "markerUnits", "markerWidth", "mathematical", "name", "offset",
    "opacity", "orient", "origin", "overline-position", "overline-thickness", "panose-1", "path",
    "pathLength", "points", "preserveAspectRatio", "r", "refX", "refY", "requiredExtensions",
    "requiredFeatures", "rotate", "rx", "ry", "slope", "stemh", "stemv", "stop-color", "stop-opacity",
    "strikethrough-position", "strikethrough-thickness", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "systemLanguage", "target", "text-anchor", "transform", "type", "u1", "u2", "underline-position",
    "underline-thickness", "unicode", "unicode-range", "units-per-em", "version", "viewBox", "visibility",
    "width", "widths", "x", "x-height", "x1", "x2", "xlink:actuate", "xlink:arcrole", "xlink:href",
    "xlink:role", "xlink:show", "xlink:title", "xlink:type", "xml:base", "xml:lang", "xml:space", "y", "y1",
    "y2", "zoomAndPan",
];

/// Elements of MathML, without those that hold foreign markup.
#[rustfmt::skip]
const MATHML: &[&str] = &[
    "maction", "maligngroup", "malignmark", "math", "menclose", "merror", "mfenced", "mfrac", "mglyph",
    "mi", "mlabeledtr", "mlongdiv", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mscarries", "mscarry", "msgroup", "msline", "mspace", "msqrt",
    "msrow", "mstack", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover", "none", "semantics",
];

/// Attributes of MathML.
#[rustfmt::skip]
const MATHML_ATTRIBUTES: &[&str] = &[
    "accent", "accentunder", "actiontype", "align", "alignmentscope", "altimg", "altimg-height",
    "altimg-valign", "altimg-width", "alttext", "bevelled", "charalign", "close", "columnalign",
    "columnlines", "columnspacing", "columnspan", "columnwidth", "crossout", "decimalpoint", "denomalign",
    "depth", "dir", "display", "displaystyle", "edge", "encoding", "equalcolumns", "equalrows", "fence",
    "fontstyle", "fontweight", "form", "frame", "framespacing", "groupalign", "height", "href", "id",
    "indentalign", "indentalignfirst", "indentalignlast", "indentshift", "indentshiftfirst",
    "indentshiftlast", "indenttarget", "infixlinebreakstyle", "largeop", "length", "linebreak",
    "linebreakmultchar", "linebreakstyle", "lineleading", "linethickness", "location", "longdivstyle",
    "lquote", "lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize",
    "minlabelspacing", "minsize", "movablelimits", "notation", "numalign", "open", "other", "overflow",
    "position", "rowalign", "rowlines", "rowspacing", "rowspan", "rquote", "rspace", "scriptlevel",
    "scriptminsize", "scriptsizemultiplier", "selection", "separator", "separators", "shift", "side", "src",
    "stackalign", "stretchy", "subscriptshift", "superscriptshift", "symmetric", "voffset", "width",
    "xlink:href", "xlink:show", "xlink:type",
];

/// Elements of HTML that never have an inside.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "command", "embed", "frame", "hr", "img", "input", "isindex", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that go together with what is in them.
const SILENT: &[&str] = &["script", "style", "applet", "template"];

/// Elements that are known to be HTML and are not let through.
#[rustfmt::skip]
const REFUSED: &[&str] = &[
    "iframe", "xmp", "noembed", "noframes", "plaintext", "base", "basefont", "bgsound", "blink", "body",
    "embed", "frame", "frameset", "head", "html", "isindex", "link", "marquee", "meta", "object", "param",
    "title", "svg", "math",
];

/// The vocabulary that an element is looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// HTML.
    Html,
    /// Inside `svg`.
    Svg,
    /// Inside `math`.
    MathMl,
}

fn spelled(list: &'static [&'static str], name: &str) -> Option<&'static str> {
    list.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// An element as it may be written, or `None` if it may not; inside drawings and formulas HTML is let through as well.
pub(crate) fn element(vocabulary: Vocabulary, name: &str) -> Option<&'static str> {
    let own = match vocabulary {
        Vocabulary::Html => None,
        Vocabulary::Svg => spelled(SVG, name),
        Vocabulary::MathMl => spelled(MATHML, name),
    };
    own.or_else(|| spelled(HTML, name))
}

/// An attribute as it may be written, or `None` if it may not.
pub(crate) fn attribute(vocabulary: Vocabulary, name: &str) -> Option<&'static str> {
    match vocabulary {
        Vocabulary::Html => spelled(HTML_ATTRIBUTES, name),
        Vocabulary::Svg => spelled(SVG_ATTRIBUTES, name),
        Vocabulary::MathMl => spelled(MATHML_ATTRIBUTES, name),
    }
}

/// Whether an element of HTML never has an inside.
pub(crate) fn is_void(name: &str) -> bool {
    spelled(VOID, name).is_some()
}

/// Whether an element goes together with what is in it.
pub(crate) fn is_silent(name: &str) -> bool {
    spelled(SILENT, name).is_some()
}

/// Whether a name is an element of HTML at all, let through or not.
pub(crate) fn is_html(name: &str) -> bool {
    [HTML, SILENT, REFUSED, VOID].iter().any(|list| spelled(list, name).is_some())
}
