//! Reading a body under a bound.
//!
//! Bytes are counted twice: as they come from the wire, and as they come out of the decoder. Either count stops at
//! the bound, so that neither a page without end nor a small body that unpacks into a large one costs more memory
//! than was allowed. One layer of gzip or deflate is undone; a body packed twice is refused, and a `.gz` file stays a
//! `.gz` file. The road not taken: the client's own decompression, which follows `Content-Encoding` without a count
//! of what it unpacks.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::{FetchError, Progress};

const CHUNK: usize = 64 * 1024;
/// Each member costs a fresh decoder, however little it holds. Far above what a server sends in one answer; a guess.
const MAX_MEMBERS: usize = 10_000;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Deflate,
}

impl Coding {
    /// From the value of `Content-Encoding`; a coding that was not asked for, or two, is an error.
    pub(super) fn of(value: &str) -> Result<Self, FetchError> {
        match value.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "deflate" => Ok(Self::Deflate),
            other => Err(FetchError::Coding(other.chars().take(80).collect())),
        }
    }
}

/// What to do with a body that is longer than the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overflow {
    /// It is an error.
    Refuse,
    /// Its beginning is enough.
    Cut,
}

/// A body still to be read.
pub(super) struct Packed<'a> {
    pub(super) raw: Box<dyn Read + 'a>,
    pub(super) coding: Coding,
    /// Bytes as sent, if stated.
    pub(super) stated: Option<u64>,
}

impl Packed<'_> {
    /// The body, unpacked, of at most `bound` bytes.
    pub(super) fn read(
        self,
        bound: u64,
        overflow: Overflow,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Vec<u8>, FetchError> {
        if overflow == Overflow::Refuse && self.stated.is_some_and(|stated| stated > bound) {
            return Err(FetchError::TooLarge { bound });
        }
        // A body that is cut is cut behind the decoder, which must therefore see a little more.
        let slack = if overflow == Overflow::Cut { CHUNK } else { 0 };
        let mut wire = Counted {
            raw: self.raw,
            count: 0,
            bound: bound.saturating_add(u64::try_from(slack).unwrap_or(u64::MAX)),
            stated: self.stated,
            stop: None,
            progress,
            ended: false,
        };
        let mut body = Vec::new();
        let result = unpack(&mut wire, self.coding, bound, &mut body);
        match (wire.stop.take(), result) {
            (Some(FetchError::TooLarge { .. }), _) | (None, Ok(Ended::Full)) if overflow == Overflow::Cut => {
                Ok(body)
            }
            (Some(stop), _) => Err(stop),
            (None, Ok(Ended::Full)) => Err(FetchError::TooLarge { bound }),
            (None, Ok(Ended::Whole)) => Ok(body),
            (None, Err(damage)) => Err(FetchError::Damaged(damage.to_string())),
        }
    }
}

/// How unpacking ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// At the end of the body.
    Whole,
    /// At the bound, with more to come.
    Full,
}

/// The wire's bytes, counted; why it stopped is kept here, because a decoder would wrap it.
struct Counted<'a> {
    raw: Box<dyn Read + 'a>,
    count: u64,
    bound: u64,
    stated: Option<u64>,
    stop: Option<FetchError>,
    progress: &'a mut dyn FnMut(Progress) -> bool,
    ended: bool,
}

impl Counted<'_> {
    fn stop<T>(&mut self, why: FetchError) -> io::Result<T> {
        self.stop = Some(why);
        Err(io::Error::other("stopped"))
    }

    fn at_end(&mut self) -> io::Result<usize> {
        self.ended = true;
        match self.stated {
            Some(stated) if stated != self.count => {
                self.stop(FetchError::CutShort { received: self.count, stated: Some(stated) })
            }
            _ => Ok(0),
        }
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ended || into.is_empty() {
            return Ok(0);
        }
        let read = match self.raw.read(into) {
            Ok(0) => return self.at_end(),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let why = super::network::io_error(error, self.count, self.stated);
                return self.stop(why);
            }
        };
        self.count = self.count.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if self.count > self.bound {
            return self.stop(FetchError::TooLarge { bound: self.bound });
        }
        if !(self.progress)(Progress { received: self.count, total: self.stated }) {
            return self.stop(FetchError::Cancelled);
        }
        Ok(read)
    }
}

fn unpack(wire: &mut Counted<'_>, coding: Coding, bound: u64, body: &mut Vec<u8>) -> io::Result<Ended> {
    let mut packed = BufReader::with_capacity(CHUNK, wire);
    if packed.fill_buf()?.is_empty() {
        // An empty body has no header of its coding, whatever was announced.
        return Ok(Ended::Whole);
    }
    let mut out = Out { body, bound, chunk: vec![0; CHUNK] };
    match coding {
        Coding::Identity => out.take_all(&mut packed),
        Coding::Gzip => gzip(&mut packed, &mut out),
        Coding::Deflate => deflate(packed, &mut out),
    }
}

/// All members of a gzip stream (RFC 1952, section 2.2); what follows the last and is not one is passed over.
fn gzip(packed: &mut impl BufRead, out: &mut Out<'_>) -> io::Result<Ended> {
    for _ in 0..MAX_MEMBERS {
        if out.take_all(&mut GzDecoder::new(&mut *packed))? == Ended::Full {
            return Ok(Ended::Full);
        }
        if packed.fill_buf()?.first() != Some(&0x1f) {
            return Ok(Ended::Whole);
        }
    }
    Err(io::Error::other(format!("more than {MAX_MEMBERS} gzip members")))
}

/// "deflate" means zlib (RFC 9110, section 8.4.1.2), yet some servers send the bare stream: the first two bytes tell.
fn deflate(mut packed: impl BufRead, out: &mut Out<'_>) -> io::Result<Ended> {
    let mut head = Vec::with_capacity(2);
    packed.by_ref().take(2).read_to_end(&mut head)?;
    let zlib = matches!(head[..], [cmf, flg] if cmf & 0x0f == 8 && (u16::from(cmf) * 256 + u16::from(flg)) % 31 == 0);
    let whole = io::Cursor::new(head).chain(packed);
    if zlib {
        out.take_all(&mut ZlibDecoder::new(whole))
    } else {
        out.take_all(&mut DeflateDecoder::new(whole))
    }
}

/// What has been unpacked, with its bound.
struct Out<'a> {
    body: &'a mut Vec<u8>,
    bound: u64,
    chunk: Vec<u8>,
}

impl Out<'_> {
    /// Appends until the source ends or the bound is reached.
    fn take_all(&mut self, source: &mut impl Read) -> io::Result<Ended> {
        loop {
            let read = match source.read(&mut self.chunk) {
                Ok(0) => return Ok(Ended::Whole),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let held = u64::try_from(self.body.len()).unwrap_or(u64::MAX);
            let room = usize::try_from(self.bound.saturating_sub(held)).unwrap_or(usize::MAX);
            self.body.extend_from_slice(self.chunk.get(..read.min(room)).unwrap_or_default());
            if read > room {
                return Ok(Ended::Full);
            }
        }
    }
}

#[cfg(test)]
mod tests;
