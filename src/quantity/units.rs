//! The table of units.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::dimension::{Base, Dimension};

/// A unit that is not made of others.
#[derive(Clone, Copy, Debug)]
pub(super) struct SimpleUnit {
    /// Base units in one of it.
    pub(super) factor: f64,
    /// Added to a value, in the unit itself, before it is multiplied: the zero of a temperature scale.
    pub(super) offset: f64,
    pub(super) dimension: Dimension,
    pub(super) place: UnitPosition,
}

/// Positions in which a unit may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitPosition {
    /// Anywhere.
    Any,
    /// Below a fraction line only: `a` in `t/a`.
    Below,
    /// Alone only after a comparison: its name is also a common word (个, 级).
    Compared,
    /// In a compound only: its letter alone is the name of many things (`S`, `T`).
    Compound,
}

use Base as B;
use UnitPosition::{Any, Below, Compared, Compound};

type UnitRow = (&'static str, f64, &'static [(Base, i8)], UnitPosition);

const PRESSURE: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, -1), (B::Time, -2)];
const FORCE: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, 1), (B::Time, -2)];
const ENERGY: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, 2), (B::Time, -2)];
const POWER: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, 2), (B::Time, -3)];
const VOLTAGE: &[(Base, i8)] = &[
    (B::Mass, 1),
    (B::Length, 2),
    (B::Time, -3),
    (B::Current, -1),
];
const RESISTANCE: &[(Base, i8)] = &[
    (B::Mass, 1),
    (B::Length, 2),
    (B::Time, -3),
    (B::Current, -2),
];
const CONDUCTANCE: &[(Base, i8)] = &[
    (B::Mass, -1),
    (B::Length, -2),
    (B::Time, 3),
    (B::Current, 2),
];
const CAPACITANCE: &[(Base, i8)] = &[
    (B::Mass, -1),
    (B::Length, -2),
    (B::Time, 4),
    (B::Current, 2),
];
const INDUCTANCE: &[(Base, i8)] = &[
    (B::Mass, 1),
    (B::Length, 2),
    (B::Time, -2),
    (B::Current, -2),
];
const FLUX_DENSITY: &[(Base, i8)] = &[(B::Mass, 1), (B::Time, -2), (B::Current, -1)];
const VISCOSITY: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, -1), (B::Time, -1)];
const CHARGE: &[(Base, i8)] = &[(B::Current, 1), (B::Time, 1)];
const LENGTH: &[(Base, i8)] = &[(B::Length, 1)];
const AREA: &[(Base, i8)] = &[(B::Length, 2)];
const VOLUME: &[(Base, i8)] = &[(B::Length, 3)];
const MASS: &[(Base, i8)] = &[(B::Mass, 1)];
const TIME: &[(Base, i8)] = &[(B::Time, 1)];
const FINENESS: &[(Base, i8)] = &[(B::Mass, 1), (B::Length, -1)];
const RATE: &[(Base, i8)] = &[(B::Time, -1)];
const CURRENT: &[(Base, i8)] = &[(B::Current, 1)];
const KELVIN: &[(Base, i8)] = &[(B::Temperature, 1)];
const RATIO: &[(Base, i8)] = &[];
const DATA: &[(Base, i8)] = &[(B::Bit, 1)];
const CYCLE: &[(Base, i8)] = &[(B::Cycle, 1)];
const PIECE: &[(Base, i8)] = &[(B::Piece, 1)];
const YUAN: &[(Base, i8)] = &[(B::Yuan, 1)];

/// A turn, in radians.
const TURN: f64 = std::f64::consts::TAU;
/// A mean year (Gregorian) and its twelfth, in seconds.
const YEAR: f64 = 31_556_952.0;
const MONTH: f64 = YEAR / 12.0;
const DAY: f64 = 86_400.0;

/// Latin symbols that take the prefixes of [`PREFIXES`]: symbol, factor, dimension, place.
const PREFIXED: [UnitRow; 31] = [
    ("m", 1.0, LENGTH, Any),
    ("g", 1e-3, MASS, Any),
    ("s", 1.0, TIME, Any),
    ("A", 1.0, CURRENT, Any),
    ("K", 1.0, KELVIN, Any),
    ("mol", 1.0, &[(B::Amount, 1)], Any),
    ("cd", 1.0, &[(B::Luminous, 1)], Any),
    ("lm", 1.0, &[(B::Luminous, 1)], Any),
    ("lx", 1.0, &[(B::Luminous, 1), (B::Length, -2)], Any),
    ("Pa", 1.0, PRESSURE, Any),
    ("bar", 1e5, PRESSURE, Any),
    ("N", 1.0, FORCE, Any),
    ("J", 1.0, ENERGY, Any),
    ("cal", 4.184, ENERGY, Any),
    ("eV", 1.602_176_634e-19, ENERGY, Any),
    ("Wh", 3600.0, ENERGY, Any),
    ("W", 1.0, POWER, Any),
    ("VA", 1.0, POWER, Any),
    ("V", 1.0, VOLTAGE, Any),
    ("Ω", 1.0, RESISTANCE, Any),
    ("ohm", 1.0, RESISTANCE, Any),
    ("S", 1.0, CONDUCTANCE, Compound),
    ("F", 1.0, CAPACITANCE, Compound),
    ("H", 1.0, INDUCTANCE, Compound),
    ("T", 1.0, FLUX_DENSITY, Any),
    ("Ah", 3600.0, CHARGE, Any),
    ("Hz", 1.0, RATE, Any),
    ("L", 1e-3, VOLUME, Any),
    ("l", 1e-3, VOLUME, Any),
    ("t", 1e3, MASS, Any),
    ("Da", 1.660_539_066_60e-27, MASS, Any),
];

const PREFIXES: [(&str, f64); 12] = [
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("μ", 1e-6),
    ("u", 1e-6),
    ("m", 1e-3),
    ("c", 1e-2),
    ("d", 1e-1),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
];

/// Units as they are written, several spellings in one row. These go before prefixed symbols.
const PLAIN: &[UnitRow] = &[
    // Ratios.
    (
        "% percent 百分点 个百分点 wt% vol% mol% at% wt.% vol.% pct",
        1e-2,
        RATIO,
        Any,
    ),
    ("‰ permille", 1e-3, RATIO, Any),
    ("‱", 1e-4, RATIO, Any),
    ("ppm ppmv ppmw", 1e-6, RATIO, Any),
    ("ppb", 1e-9, RATIO, Any),
    ("ppt", 1e-12, RATIO, Any),
    ("倍 times-fold fold", 1.0, RATIO, Any),
    // Turbidity has one scale, which converts into nothing.
    ("NTU FNU ntu", 1.0, RATIO, Any),
    // Length, area, volume.
    ("米 公尺 meter metre meters metres", 1.0, LENGTH, Any),
    (
        "公里 千米 ㎞ kilometer kilometers kilometre kilometres",
        1e3,
        LENGTH,
        Any,
    ),
    ("hm", 1e2, LENGTH, Any),
    ("分米", 1e-1, LENGTH, Any),
    ("厘米 公分 ㎝ centimeter centimeters", 1e-2, LENGTH, Any),
    (
        "毫米 ㎜ millimeter millimeters millimetre millimetres",
        1e-3,
        LENGTH,
        Any,
    ),
    ("丝 道", 1e-5, LENGTH, Compared),
    (
        "微米 ㎛ micron microns micrometer micrometers um μ",
        1e-6,
        LENGTH,
        Any,
    ),
    ("纳米 奈米 ㎚ nanometer nanometers", 1e-9, LENGTH, Any),
    ("Å 埃", 1e-10, LENGTH, Any),
    ("英寸 inch inches 吋 寸", 0.0254, LENGTH, Any),
    ("英尺 ft feet foot", 0.3048, LENGTH, Any),
    ("mil", 2.54e-5, LENGTH, Any),
    ("平方米 平米 ㎡ sqm", 1.0, AREA, Any),
    ("平方厘米", 1e-4, AREA, Any),
    ("平方毫米", 1e-6, AREA, Any),
    ("平方公里 平方千米", 1e6, AREA, Any),
    ("亩 mu", 2000.0 / 3.0, AREA, Any),
    ("公顷 ha hectare hectares", 1e4, AREA, Any),
    (
        "立方米 立方 方 ㎥ 标方 标准立方米 Nm³ Nm3 Nm^3",
        1.0,
        VOLUME,
        Any,
    ),
    ("立方厘米 cc", 1e-6, VOLUME, Any),
    ("立方毫米", 1e-9, VOLUME, Any),
    ("升 公升 liter litre liters litres", 1e-3, VOLUME, Any),
    ("毫升 ML", 1e-6, VOLUME, Any),
    ("微升", 1e-9, VOLUME, Any),
    // Mass.
    ("克 gram grams", 1e-3, MASS, Any),
    ("千克 公斤 ㎏ kilogram kilograms KG Kg", 1.0, MASS, Any),
    ("斤", 0.5, MASS, Any),
    ("毫克 MG", 1e-6, MASS, Any),
    ("微克", 1e-9, MASS, Any),
    ("吨 公吨 tonne tonnes ton tons", 1e3, MASS, Any),
    ("lb lbs pound pounds 磅", 0.453_592_37, MASS, Any),
    // Time and rates.
    ("秒 秒钟 sec second seconds", 1.0, TIME, Any),
    ("毫秒", 1e-3, TIME, Any),
    ("微秒", 1e-6, TIME, Any),
    ("分钟 min mins minute minutes", 60.0, TIME, Any),
    ("分", 60.0, TIME, Below),
    ("小时 个小时 h hr hrs hour hours", 3600.0, TIME, Any),
    ("时", 3600.0, TIME, Below),
    ("天 d day days 昼夜", DAY, TIME, Any),
    ("日", DAY, TIME, Below),
    ("周 星期 个星期 week weeks", 7.0 * DAY, TIME, Any),
    ("个月 month months", MONTH, TIME, Any),
    ("月", MONTH, TIME, Below),
    ("年 year years yr yrs", YEAR, TIME, Any),
    ("a", YEAR, TIME, Below),
    ("赫兹 hz HZ", 1.0, RATE, Any),
    ("千赫 khz KHz KHZ", 1e3, RATE, Any),
    ("兆赫 mhz MHZ", 1e6, RATE, Any),
    ("吉赫 ghz GHZ", 1e9, RATE, Any),
    (
        "rpm RPM r/min rev/min 转/分 转/分钟 转每分 转每分钟",
        1.0 / 60.0,
        RATE,
        Any,
    ),
    ("r/s 转/秒 rps", 1.0, RATE, Any),
    ("fps 帧/秒 帧/s", 1.0, RATE, Any),
    // Angle.
    ("° deg degree degrees", TURN / 360.0, &[(B::Angle, 1)], Any),
    ("′ 角分 弧分 arcmin", TURN / 21_600.0, &[(B::Angle, 1)], Any),
    (
        "角秒 弧秒 arcsec",
        TURN / 1_296_000.0,
        &[(B::Angle, 1)],
        Any,
    ),
    ("rad", 1.0, &[(B::Angle, 1)], Any),
    // Temperature: kelvins alone here, the scales in `SCALES`.
    ("开尔文", 1.0, KELVIN, Any),
    // Pressure, force, energy, power.
    ("帕 帕斯卡", 1.0, PRESSURE, Any),
    ("千帕", 1e3, PRESSURE, Any),
    ("兆帕 Mpa mpa MPA", 1e6, PRESSURE, Any),
    ("吉帕 Gpa", 1e9, PRESSURE, Any),
    ("Kpa KPa kpa", 1e3, PRESSURE, Any),
    ("hPa 百帕", 1e2, PRESSURE, Any),
    ("巴", 1e5, PRESSURE, Compared),
    ("atm 标准大气压 大气压 个大气压", 101_325.0, PRESSURE, Any),
    ("psi", 6_894.757_293_168, PRESSURE, Any),
    ("Torr mmHg 毫米汞柱", 101_325.0 / 760.0, PRESSURE, Any),
    ("牛顿 牛", 1.0, FORCE, Any),
    ("cN 厘牛", 1e-2, FORCE, Any),
    // Fineness of fibres: mass a length.
    ("tex 特", 1e-6, FINENESS, Compound),
    ("dtex 分特", 1e-7, FINENESS, Any),
    ("千牛", 1e3, FORCE, Any),
    ("kgf 公斤力", 9.806_65, FORCE, Any),
    ("Nm 牛米 牛·米", 1.0, ENERGY, Any),
    ("焦耳 焦", 1.0, ENERGY, Any),
    ("千焦 KJ", 1e3, ENERGY, Any),
    ("兆焦", 1e6, ENERGY, Any),
    ("大卡 千卡 Kcal", 4184.0, ENERGY, Any),
    (
        "度电 千瓦时 千瓦小时 kWh KWh KWH kwh kW·h kW•h",
        3.6e6,
        ENERGY,
        Any,
    ),
    ("兆瓦时", 3.6e9, ENERGY, Any),
    ("wh", 3600.0, ENERGY, Any),
    (
        "kgce 千克标准煤 公斤标准煤 kg标准煤 千克标煤 kg标煤",
        29_307_600.0,
        ENERGY,
        Any,
    ),
    ("tce 吨标准煤 吨标煤", 29_307_600_000.0, ENERGY, Any),
    ("瓦 瓦特", 1.0, POWER, Any),
    ("千瓦 KW kw", 1e3, POWER, Any),
    ("兆瓦", 1e6, POWER, Any),
    ("马力", 735.498_75, POWER, Any),
    ("Wp", 1.0, POWER, Any),
    // Electricity and magnetism.
    ("伏 伏特", 1.0, VOLTAGE, Any),
    ("千伏 KV kv", 1e3, VOLTAGE, Any),
    ("毫伏", 1e-3, VOLTAGE, Any),
    ("安培 安", 1.0, CURRENT, Any),
    ("毫安", 1e-3, CURRENT, Any),
    ("安时", 3600.0, CHARGE, Any),
    ("毫安时 mah mAH", 3.6, CHARGE, Any),
    ("欧姆 欧", 1.0, RESISTANCE, Any),
    ("千欧", 1e3, RESISTANCE, Any),
    ("兆欧", 1e6, RESISTANCE, Any),
    ("法拉", 1.0, CAPACITANCE, Any),
    ("特斯拉", 1.0, FLUX_DENSITY, Any),
    ("Gs 高斯", 1e-4, FLUX_DENSITY, Any),
    ("kGs", 1e-1, FLUX_DENSITY, Any),
    (
        "Oe 奥斯特",
        79.577_471_545_947_67,
        &[(B::Current, 1), (B::Length, -1)],
        Any,
    ),
    (
        "kOe",
        79_577.471_545_947_67,
        &[(B::Current, 1), (B::Length, -1)],
        Any,
    ),
    // Chemistry and biology.
    ("摩尔", 1.0, &[(B::Amount, 1)], Any),
    ("cP cps cPs CPS cp", 1e-3, VISCOSITY, Any),
    ("P 泊", 1e-1, VISCOSITY, Compound),
    ("cSt", 1e-6, &[(B::Length, 2), (B::Time, -1)], Any),
    ("ions ion atoms", 1.0, RATIO, Compound),
    ("Gy gy", 1.0, &[(B::Length, 2), (B::Time, -2)], Any),
    ("kGy kgy KGy", 1e3, &[(B::Length, 2), (B::Time, -2)], Any),
    ("CFU cfu", 1.0, &[(B::Colony, 1)], Any),
    ("U IU", 1.0, &[(B::Activity, 1)], Any),
    // Data.
    ("像素 pixel pixels", 1.0, &[(B::Pixel, 1)], Any),
    ("bit bits 比特 位", 1.0, DATA, Compound),
    ("bps", 1.0, &[(B::Bit, 1), (B::Time, -1)], Any),
    ("kbps Kbps", 1e3, &[(B::Bit, 1), (B::Time, -1)], Any),
    ("Mbps", 1e6, &[(B::Bit, 1), (B::Time, -1)], Any),
    ("Gbps", 1e9, &[(B::Bit, 1), (B::Time, -1)], Any),
    ("KB kB", 8e3, DATA, Any),
    ("MB", 8e6, DATA, Any),
    ("GB", 8e9, DATA, Any),
    ("TB", 8e12, DATA, Any),
    ("PB", 8e15, DATA, Any),
    // Scales and counts.
    (
        "dB dBA 分贝 dB(A) dB(a) db(A) db DB",
        1.0,
        &[(B::Decibel, 1)],
        Any,
    ),
    ("目 mesh", 1.0, &[(B::Mesh, 1)], Any),
    ("级 grade", 1.0, &[(B::Grade, 1)], Compared),
    ("HRC", 1.0, &[(B::Rockwell, 1)], Any),
    ("HV", 1.0, &[(B::Vickers, 1)], Any),
    ("HB HBW", 1.0, &[(B::Brinell, 1)], Any),
    ("邵A ShoreA", 1.0, &[(B::ShoreA, 1)], Any),
    ("邵D ShoreD", 1.0, &[(B::ShoreD, 1)], Any),
    ("次 循环 个循环 次循环 cycle cycles", 1.0, CYCLE, Any),
    (
        "个 件 台 套 只 支 片 块 辆 张 株 尾 台套 根 条 种 pcs pieces piece",
        1.0,
        PIECE,
        Compared,
    ),
    ("转 圈 r rev", 1.0, CYCLE, Below),
    // Money.
    ("元 人民币 RMB CNY yuan 块钱", 1.0, YUAN, Any),
    ("美元 美金 USD dollars", 1.0, &[(B::Dollar, 1)], Any),
    ("欧元 EUR euros", 1.0, &[(B::Euro, 1)], Any),
];

/// Temperature scales, whose zero is not that of the kelvin: name, kelvins a degree, offset in degrees.
const SCALES: [(&str, f64, f64); 2] = [
    ("℃ °C 摄氏度 度C", 1.0, 273.15),
    ("℉ °F 华氏度", 5.0 / 9.0, 459.67),
];

/// Longest Chinese name of a unit, in characters.
pub(super) const LONGEST_NAME: usize = 5;

/// The unit of exactly that name.
pub(super) fn atom(name: &str) -> Option<SimpleUnit> {
    static TABLE: OnceLock<HashMap<String, SimpleUnit>> = OnceLock::new();
    TABLE.get_or_init(table).get(name).copied()
}

fn table() -> HashMap<String, SimpleUnit> {
    let mut table = HashMap::new();
    for (symbol, factor, dimension, _) in PREFIXED {
        for (prefix, times) in PREFIXES {
            let fits = match prefix {
                "c" | "d" => matches!(symbol, "m" | "L" | "l"),
                "f" => matches!(symbol, "s" | "F" | "g" | "mol"),
                // MS is a medium and a method, and no conductance is that large.
                "M" | "G" | "T" if symbol == "S" => false,
                "k" | "M" | "G" | "T" if symbol == "t" => matches!(prefix, "k" | "M"),
                "n" | "p" | "μ" | "u" | "m" if symbol == "t" => false,
                _ => true,
            };
            // With its prefix a symbol is plain enough to stand alone.
            if fits {
                table.insert(
                    format!("{prefix}{symbol}"),
                    made(factor * times, dimension, Any),
                );
            }
        }
    }
    for (symbol, factor, dimension, place) in PREFIXED {
        table.insert(symbol.to_owned(), made(factor, dimension, place));
    }
    for &(names, factor, dimension, place) in PLAIN {
        for name in names.split(' ') {
            table.insert(name.to_owned(), made(factor, dimension, place));
        }
    }
    for (names, factor, offset) in SCALES {
        for name in names.split(' ') {
            table.insert(
                name.to_owned(),
                SimpleUnit {
                    offset,
                    ..made(factor, KELVIN, Any)
                },
            );
        }
    }
    table
}

fn made(factor: f64, dimension: &[(Base, i8)], place: UnitPosition) -> SimpleUnit {
    SimpleUnit {
        factor,
        offset: 0.0,
        dimension: Dimension::of(dimension),
        place,
    }
}
