//! Which addresses are public, in every way of writing them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

#[test]
fn unfit_ports_are_ascending_so_that_they_can_be_searched() {
    assert!(UNFIT_PORTS.windows(2).all(|pair| pair[0] < pair[1]));
}

/// Everything that leads to this machine or its network, however it is written.
const PRIVATE: &[&str] = &[
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1.:80/",
    "http://0/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://feeds.localhost/",
    "http://l%6fcalhost/",
    "http://①②⑦.⓪.⓪.①/",
    "http://10.1.2.3/",
    "http://172.31.255.255:8080/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.7/",
    "http://198.18.0.1/",
    "http://224.0.0.251/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::8.8.8.8]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:1::1]/",
    "http://[2001:0:a00:1::]/",
    "http://[2001:0:808:808::80ff:fffe]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[::127.0.0.1]/",
    "http://[100::1]/",
];

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    for text in PRIVATE {
        let url = Url::parse(text).unwrap();
        assert!(matches!(checked(&url, false), Err(FetchError::NotPublic { .. })), "{text}");
        assert!(checked(&url, true).is_ok(), "{text}");
    }
}

#[test]
fn public_addresses_are_not() {
    for text in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.3.1", "198.20.0.1", "223.255.255.254"] {
        assert_eq!(not_public(text.parse().unwrap()), None, "{text}");
    }
    for text in ["2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"] {
        assert_eq!(not_public(text.parse().unwrap()), None, "{text}");
    }
}

#[test]
fn other_schemes_ports_and_credentials_are_refused() {
    let refused = |text: &str| checked(&Url::parse(text).unwrap(), true).unwrap_err();
    for text in ["file:///etc/hosts", "ftp://example.org/", "gopher://example.org/", "data:text/plain,x"] {
        assert!(matches!(refused(text), FetchError::Scheme(_)), "{text}");
    }
    for text in ["http://user@example.org/", "http://example.org:pass@127.0.0.1/", "http://:p@example.org/"] {
        assert!(matches!(refused(text), FetchError::Credentials), "{text}");
    }
    for port in [0, 22, 25, 6667] {
        let error = refused(&format!("http://example.org:{port}/"));
        assert!(matches!(error, FetchError::Port(at) if at == port), "{error}");
    }
}

/// Blocks of IPv4 that are not public, by prefix and length: the same registry written another way.
const BLOCKS: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

fn in_a_block(address: Ipv4Addr) -> bool {
    BLOCKS
        .iter()
        .any(|(prefix, length)| (u32::from(address) ^ u32::from_be_bytes(*prefix)) >> (32 - length) == 0)
}

/// Anything, and what lies just inside or outside a block.
fn any_v4() -> impl Strategy<Value = Ipv4Addr> {
    let edge = (0..BLOCKS.len(), any::<bool>(), 0_u32..3).prop_map(|(block, top, step)| {
        let (prefix, length) = BLOCKS[block];
        let first = u32::from_be_bytes(prefix);
        let at = if top { first.wrapping_add(1 << (32 - length)) } else { first };
        Ipv4Addr::from(at.wrapping_add(step).wrapping_sub(1))
    });
    prop_oneof![any::<u32>().prop_map(Ipv4Addr::from), edge]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_ipv4_address_is_public_if_and_only_if_it_lies_in_no_block(address in any_v4()) {
        prop_assert_eq!(not_public(IpAddr::V4(address)).is_some(), in_a_block(address), "{}", address);
    }

    #[test]
    fn an_ipv4_address_inside_an_ipv6_one_is_judged_as_itself(address in any_v4(), tail in any::<u64>()) {
        let own = not_public(IpAddr::V4(address));
        let four = u128::from(u32::from(address));
        let public = u128::from(u32::from(Ipv4Addr::new(8, 8, 8, 8)));
        let forms = [
            (0xffff_u128 << 32) | four,
            (0xffff_u128 << 48) | four,
            (0x0064_ff9b_u128 << 96) | four,
            (0x2002_u128 << 112) | (four << 80) | u128::from(tail),
            (0x2001_u128 << 112) | (four << 64) | (!public & 0xffff_ffff),
            (0x2001_u128 << 112) | (public << 64) | (!four & 0xffff_ffff),
        ];
        for form in forms {
            let six = Ipv6Addr::from(form);
            prop_assert_eq!(not_public(IpAddr::V6(six)), own, "{} as {}", address, six);
        }
    }

    #[test]
    fn ipv6_outside_the_global_block_is_refused(bits in any::<u128>()) {
        let six = Ipv6Addr::from(bits);
        prop_assume!(!matches!(six.segments(), [0x64, 0xff9b, ..] | [0, 0, 0, 0, ..]));
        if bits >> 125 != 1 {
            prop_assert!(not_public(IpAddr::V6(six)).is_some(), "{}", six);
        }
    }

    #[test]
    fn a_literal_in_any_number_form_is_judged_as_its_address(address in any_v4(), form in 0..4) {
        let number = u32::from(address);
        let [a, b, c, d] = address.octets();
        let host = match form {
            0 => number.to_string(),
            1 => format!("{number:#x}"),
            2 => format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            _ => format!("{a}.{b:#x}.{}", number & 0xffff),
        };
        let url = Url::parse(&format!("http://{host}/")).unwrap();
        let refused = matches!(checked(&url, false), Err(FetchError::NotPublic { .. }));
        prop_assert_eq!(refused, in_a_block(address), "{}", host);
    }
}
