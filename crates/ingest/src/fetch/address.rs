//! Which addresses may be asked.
//!
//! A list of feeds is written by others, and a redirect by whoever runs the server: neither may point this program
//! at the machine it runs on or at the network behind it. The rule is a pure function of an IP address, applied to a
//! literal before anything is looked up and, by the resolver that the connection itself uses, to every address that
//! a name leads to. The road not taken: looking the name up first and connecting by name afterwards, which asks
//! twice, and the second answer may differ (DNS rebinding).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::FetchError;

/// Why an address is not one of the public internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 127.0.0.0/8, ::1, and the name `localhost`.
    Loopback,
    /// 0.0.0.0/8 and ::, which many systems connect to themselves.
    Unspecified,
    /// 10/8, 172.16/12, 192.168/16.
    Private,
    /// 100.64/10, shared by a carrier's customers.
    CarrierShared,
    /// 169.254/16 and fe80::/10; clouds keep their keys there.
    LinkLocal,
    /// fc00::/7, and fec0::/10 which it replaced.
    UniqueLocal,
    /// Set aside for examples in writing.
    Documentation,
    /// Set aside for measuring devices.
    Benchmark,
    /// One to many.
    Multicast,
    /// To all.
    Broadcast,
    /// Any other block that the registries do not give to public hosts.
    Reserved,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "this machine",
            Self::Unspecified => "an unspecified address",
            Self::Private => "a private network",
            Self::CarrierShared => "a carrier's shared network",
            Self::LinkLocal => "the local link",
            Self::UniqueLocal => "a local network",
            Self::Documentation => "an address for examples",
            Self::Benchmark => "an address for measurements",
            Self::Multicast => "a multicast group",
            Self::Broadcast => "the broadcast address",
            Self::Reserved => "a reserved block",
        })
    }
}

/// Why `address` is not public, or `None` if it is.
///
/// After the IANA registries of special-purpose addresses (RFC 6890 and its successors). IPv6 is closed: what lies
/// outside 2000::/3 is refused unless it carries a public IPv4 address.
#[must_use]
pub fn not_public(address: IpAddr) -> Option<Kind> {
    match address {
        IpAddr::V4(four) => not_public_v4(four),
        IpAddr::V6(six) => not_public_v6(six),
    }
}

fn not_public_v4(address: Ipv4Addr) -> Option<Kind> {
    match address.octets() {
        [0, ..] => Some(Kind::Unspecified),
        [127, ..] => Some(Kind::Loopback),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(Kind::Private),
        [100, 64..=127, ..] => Some(Kind::CarrierShared),
        [169, 254, ..] => Some(Kind::LinkLocal),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some(Kind::Documentation),
        [198, 18..=19, ..] => Some(Kind::Benchmark),
        // Protocol assignments, and the relays of 6to4.
        [192, 0, 0, _] | [192, 88, 99, _] => Some(Kind::Reserved),
        [224..=239, ..] => Some(Kind::Multicast),
        [255, 255, 255, 255] => Some(Kind::Broadcast),
        [240..=255, ..] => Some(Kind::Reserved),
        _ => None,
    }
}

fn not_public_v6(address: Ipv6Addr) -> Option<Kind> {
    if address.is_loopback() {
        return Some(Kind::Loopback);
    }
    if address.is_unspecified() {
        return Some(Kind::Unspecified);
    }
    match address.segments() {
        // IPv4-mapped (RFC 4291), translated (RFC 2765) and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => not_public_v4(embedded(high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => not_public_v4(embedded(high, low)),
        // Teredo (RFC 4380): the server as it is, the client with every bit turned.
        [0x2001, 0, s_high, s_low, _, _, c_high, c_low] => {
            not_public_v4(embedded(s_high, s_low)).or(not_public_v4(embedded(!c_high, !c_low)))
        }
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => Some(Kind::Documentation),
        [0x2001, 2, 0, ..] => Some(Kind::Benchmark),
        // The rest of 2001::/23, for protocols and not for hosts.
        [0x2001, 1..=0x1ff, ..] => Some(Kind::Reserved),
        [0x2000..=0x3fff, ..] => None,
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Some(Kind::UniqueLocal),
        [0xfe80..=0xfebf, ..] => Some(Kind::LinkLocal),
        [0xff00..=0xffff, ..] => Some(Kind::Multicast),
        _ => Some(Kind::Reserved),
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

/// The address as it will be asked: http or https, a host, no name or password, a port that speaks HTTP, no fragment.
///
/// A literal address that is not public is refused here unless `allow_private`; a name is judged when it is resolved.
///
/// # Errors
///
/// [`FetchError::Scheme`], [`FetchError::NoHost`], [`FetchError::Credentials`], [`FetchError::Port`] and
/// [`FetchError::NotPublic`].
pub fn checked(url: &Url, allow_private: bool) -> Result<Url, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.scheme().to_owned()));
    }
    let host = url.host().ok_or(FetchError::NoHost)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    if let Some(port) = url.port().filter(|port| UNFIT_PORTS.binary_search(port).is_ok()) {
        return Err(FetchError::Port(port));
    }
    if let Some(kind) = literal(&host).filter(|_| !allow_private) {
        return Err(FetchError::NotPublic { host: host.to_string(), kind });
    }
    let mut asked = url.clone();
    asked.set_fragment(None);
    Ok(asked)
}

/// What can be said of a host without looking it up. `url` has already brought `2130706433`, `0x7f.1` and `0177.1`
/// to four numbers.
fn literal(host: &Host<&str>) -> Option<Kind> {
    match host {
        Host::Ipv4(four) => not_public(IpAddr::V4(*four)),
        Host::Ipv6(six) => not_public(IpAddr::V6(*six)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            // RFC 6761, section 6.3: the name and all below it are this machine.
            (name == "localhost" || name.ends_with(".localhost")).then_some(Kind::Loopback)
        }
    }
}

/// Ports of protocols that take an HTTP request for something else; the blocked ports of the WHATWG Fetch standard,
/// ascending.
const UNFIT_PORTS: [u16; 82] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
];

#[cfg(test)]
mod tests;
