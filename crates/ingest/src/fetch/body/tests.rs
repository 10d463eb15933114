//! Bodies that are cut, packed, mislabelled or without an end.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;

const BOUND: u64 = 1 << 20;

/// Unpacks a body as it would come from the wire.
fn unpacked(coding: &str, body: &[u8], overflow: Overflow) -> Result<Vec<u8>, FetchError> {
    let packed = Packed { raw: Box::new(body), coding: Coding::of(coding)?, stated: None };
    packed.read(BOUND, overflow, &mut |_| true)
}

fn read(coding: &str, body: &[u8]) -> Result<Vec<u8>, FetchError> {
    unpacked(coding, body, Overflow::Refuse)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn each_coding_is_undone_once() {
    let text = b"Pangwa and Chipwi, ".repeat(500);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&text).unwrap();
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(&text).unwrap();
    let bodies = [
        ("gzip", gzip(&text)),
        ("X-GZip", gzip(&text)),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", bare.finish().unwrap()),
        ("identity", text.clone()),
        ("gzip", [gzip(&text[..4000]), gzip(&text[4000..])].concat()),
        ("gzip", [gzip(&text), b"\0\0trailing".to_vec()].concat()),
    ];
    for (coding, body) in bodies {
        assert_eq!(read(coding, &body).unwrap(), text, "{coding}");
    }
    // A packed file in a packed answer stays packed.
    assert_eq!(read("gzip", &gzip(&gzip(&text))).unwrap(), gzip(&text));
    assert_eq!(read("gzip", b"").unwrap(), b"");
}

#[test]
fn codings_that_were_not_asked_for_are_refused() {
    for coding in ["br", "zstd", "gzip, gzip", "nonsense"] {
        let error = read(coding, &gzip(b"x")).unwrap_err();
        assert!(matches!(&error, FetchError::Coding(named) if named == coding), "{error}");
    }
}

#[test]
fn a_damaged_or_broken_packing_is_an_error() {
    let whole = gzip(&b"text that is long enough to be cut ".repeat(100));
    let mut flipped = whole.clone();
    let in_the_checksum = flipped.len() - 5;
    flipped[in_the_checksum] ^= 0xff;
    for body in [&whole[..whole.len() / 2], b"no gzip at all", &flipped] {
        let error = read("gzip", body).unwrap_err();
        assert!(matches!(error, FetchError::Damaged(_)), "{error}");
    }
}

#[test]
fn members_without_end_stop() {
    let error = read("gzip", &gzip(b"").repeat(20_000)).unwrap_err();
    assert!(matches!(error, FetchError::Damaged(_)), "{error}");
}

#[test]
fn the_bound_holds_before_and_after_the_decoder() {
    let over = vec![0; usize::try_from(BOUND).unwrap() + 1];
    for pack in [<[u8]>::to_vec, gzip] {
        let coding = if pack(b"x").len() == 1 { "identity" } else { "gzip" };
        assert_eq!(read(coding, &pack(&over[1..])).unwrap(), over[1..], "{coding}");
        let error = read(coding, &pack(&over)).unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { bound: BOUND }), "{coding}: {error}");
        assert_eq!(unpacked(coding, &pack(&over), Overflow::Cut).unwrap(), over[1..], "{coding}");
    }
}

/// Reads of any size, as the network gives them.
struct Odd<'a>(&'a [u8]);

impl Read for Odd<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(1001);
        self.0.read(&mut into[..most])
    }
}

#[test]
fn a_body_is_cut_at_the_bound_whatever_the_size_of_the_reads() {
    let over = vec![0; 2_000_000];
    let packed = Packed { raw: Box::new(Odd(&over)), coding: Coding::Identity, stated: None };
    let body = packed.read(BOUND, Overflow::Cut, &mut |_| true).unwrap();
    assert_eq!(u64::try_from(body.len()).unwrap(), BOUND);
}

proptest! {
    #[test]
    fn what_was_packed_comes_back(body in proptest::collection::vec(any::<u8>(), 0..5000), at in 0_usize..5000) {
        let (left, right) = body.split_at(at.min(body.len()));
        prop_assert_eq!(&read("gzip", &[gzip(left), gzip(right)].concat()).unwrap(), &body);
    }

    #[test]
    fn no_bytes_make_the_decoders_panic(body in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..40) {
        let mut damaged = gzip(&body);
        let place = at % damaged.len();
        damaged[place] ^= 0x55;
        let _ = (read("gzip", &damaged), read("deflate", &body), read("gzip", &body));
    }
}
