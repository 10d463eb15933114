//! The normal distribution: quantile and a counter-based stream of scores.
//!
//! Draw k of input j must be the same number on every machine and thread, so nothing here keeps a state.

/// Ninety per cent point of the standard normal: half the width of an 80 % interval.
pub(crate) const Z80: f64 = 1.281_551_565_544_600_4;

/// Standard normal quantile, by Wichura's algorithm AS 241 (Applied Statistics 37, 1988), to about 1e-16.
pub fn quantile(p: f64) -> f64 {
    let p = p.clamp(1e-300, 1.0 - 1e-16);
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let r = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let tail = if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    if q < 0.0 { -tail } else { tail }
}

/// (numerator, denominator) from the lowest power up; the denominator's constant is 1.
type Rational = ([f64; 8], [f64; 7]);

fn ratio((numerator, denominator): &Rational, r: f64) -> f64 {
    let top = numerator.iter().rev().fold(0.0, |a, c| a * r + c);
    let bottom = denominator.iter().rev().fold(0.0, |a, c| (a + c) * r) + 1.0;
    top / bottom
}

#[allow(clippy::excessive_precision)] // as printed in AS 241
const CENTRE: Rational = (
    [
        3.387_132_872_796_366_608,
        133.141_667_891_784_377_45,
        1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125,
        45_921.953_931_549_871_457,
        67_265.770_927_008_700_853,
        33_430.575_583_588_128_105,
        2_509.080_928_730_122_672_7,
    ],
    [
        42.313_330_701_600_911_252,
        687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7,
        21_213.794_301_586_595_867,
        39_307.895_800_092_710_61,
        28_729.085_735_721_942_674,
        5_226.495_278_852_854_561,
    ],
);
#[allow(clippy::excessive_precision)]
const MIDDLE: Rational = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        0.241_780_725_177_450_611_77,
        0.022_723_844_989_269_184_583,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        0.689_767_334_985_100_004_55,
        0.148_103_976_427_480_074_59,
        0.015_198_666_563_616_457_2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);
#[allow(clippy::excessive_precision)]
const FAR: Rational = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        0.296_560_571_828_504_891_23,
        0.026_532_189_526_576_123_093,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        0.599_832_206_555_887_937_69,
        0.136_929_880_922_735_805_31,
        0.014_875_361_290_850_615_025,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

/// A uniform number in (0, 1) that depends on nothing but its key: SplitMix64 over the words.
pub fn uniform(key: &[u64]) -> f64 {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for word in key {
        state = mix(state ^ mix(word.wrapping_add(0x9E37_79B9_7F4A_7C15)));
    }
    ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A standard normal score that depends on nothing but its key.
pub fn score(key: &[u64]) -> f64 {
    quantile(uniform(key))
}

/// A word for a name, so that an input keeps its numbers when others come or go (FNV-1a).
pub(crate) fn word(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_match_published_ones() {
        // Abramowitz and Stegun, table 26.1 and 26.5
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_963_984_540_054), (0.9, Z80), (0.999, 3.090_232_306_167_813)]
        {
            assert!((quantile(p) - z).abs() < 1e-12, "{p}");
            assert!((quantile(1.0 - p) + z).abs() < 1e-12, "{p}");
        }
        assert!((quantile(1e-10) + 6.361_340_902_404_056).abs() < 1e-9);
    }

    #[test]
    fn scores_look_normal_and_do_not_repeat() {
        let scores: Vec<f64> = (0..20_000).map(|k| score(&[7, k])).collect();
        let mean = scores.iter().sum::<f64>() / 20_000.0;
        let square = scores.iter().map(|z| z * z).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (square - 1.0).abs() < 0.05, "{mean} {square}");
        assert_ne!(score(&[1, 2]), score(&[2, 1]));
    }
}
