//! A mail: a newsletter, most often. The crate `mail-parser` opens it.
//!
//! The page in it is read like any page; its text part is read where there is no page, or where the page yields less
//! than half of it. The sender's name is the publisher, unless it is a person's.

use mail_parser::{MessageParser, PartType};

use super::{ReadError, page::collapse};

/// What is used of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) html: Option<String>,
    pub(super) text: Option<String>,
    pub(super) subject: Option<String>,
    /// The name of the sender, and the host of its address.
    pub(super) sender: (Option<String>, Option<String>),
    /// The day on which it was sent, in the sender's own time.
    pub(super) sent: Option<String>,
}

/// Opens a mail.
pub(super) fn mail(bytes: &[u8]) -> Result<Mail, ReadError> {
    let message = MessageParser::default().parse(bytes).ok_or(ReadError::Mail)?;
    let part = |ids: &[u32], html: bool| {
        ids.iter().filter_map(|id| message.part(*id)).find_map(|part| match &part.body {
            PartType::Html(body) if html => Some(body.to_string()),
            PartType::Text(body) if !html => Some(body.to_string()),
            _ => None,
        })
    };
    let from = message.from().and_then(|from| from.first());
    let host = from
        .and_then(|from| from.address())
        .and_then(|address| address.rsplit('@').next().map(str::to_lowercase));
    let date = message.date().filter(|date| date.is_valid());
    Ok(Mail {
        html: part(&message.html_body, true),
        text: part(&message.text_body, false),
        subject: message.subject().map(collapse).filter(|subject| !subject.is_empty()),
        sender: (from.and_then(|from| from.name()).map(collapse), host),
        sent: date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
    })
}
