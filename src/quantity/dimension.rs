//! Dimensions of units, as exponents of base quantities.

/// Base quantities: the seven of the SI, and scales that convert into nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Base {
    Length,
    Mass,
    Time,
    Current,
    Temperature,
    Amount,
    Luminous,
    Angle,
    Yuan,
    Dollar,
    Euro,
    Bit,
    Cycle,
    Piece,
    Colony,
    Activity,
    Decibel,
    Mesh,
    Grade,
    Rockwell,
    Vickers,
    Brinell,
    ShoreA,
    ShoreD,
    Pixel,
}

/// Symbols of the base units, in the order of [`Base`].
const SYMBOLS: [&str; 25] = [
    "m", "kg", "s", "A", "K", "mol", "cd", "rad", "CNY", "USD", "EUR", "bit", "cycle", "piece",
    "CFU", "U", "dB", "mesh", "grade", "HRC", "HV", "HB", "ShA", "ShD", "px",
];

/// Dimension of a unit: exponents of base quantities. Two quantities compare only if these are equal.
///
/// Money, counts of cycles and of pieces, decibels, mesh numbers, grades and hardness scales are base
/// quantities of their own. Ratios (%, ppm, mg/kg, mL/L) have no dimension.
///
/// ```
/// use qianxian::quantity::Unit;
/// assert_eq!(Unit::parse("g/cm³")?.dimension().to_string(), "kg·m⁻³");
/// assert_eq!(Unit::parse("kPa")?.dimension(), Unit::parse("N/mm²")?.dimension());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(into = "Vec<(usize, i8)>", from = "Vec<(usize, i8)>")]
pub struct Dimension([i8; SYMBOLS.len()]);

impl Dimension {
    /// No dimension: a ratio or a plain number.
    pub const NONE: Self = Self([0; SYMBOLS.len()]);

    pub(super) fn of(parts: &[(Base, i8)]) -> Self {
        let mut dimension = Self::NONE;
        for &(base, power) in parts {
            dimension.0[base as usize] = power;
        }
        dimension
    }

    /// Dimension of the product of this and `other` to the `power`; `None` if an exponent leaves −100 to 100.
    pub(super) fn times(mut self, other: Self, power: i8) -> Option<Self> {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            // In 16 bits, which the product of two 8-bit exponents cannot overflow.
            let sum = i16::from(*mine) + i16::from(theirs) * i16::from(power);
            *mine = i8::try_from(sum).ok().filter(|e| e.abs() <= 100)?;
        }
        Some(self)
    }

    /// Whether it counts pieces.
    pub(super) fn is_count(self) -> bool {
        self == Self::of(&[(Base::Piece, 1)])
    }

    /// Whether it counts what a finer resolution has more of: pixels, bits, pieces or lines a length, mesh numbers.
    pub(super) fn counts_what_is_resolved(self) -> bool {
        let counted = [Base::Pixel, Base::Bit, Base::Piece, Base::Mesh, Base::Grade];
        let counts = counted.iter().any(|&base| self.0[base as usize] > 0);
        counts || self == Self::of(&[(Base::Length, -1)])
    }

    /// Whether it is money of one currency.
    pub(super) fn is_money(self) -> bool {
        [Base::Yuan, Base::Dollar, Base::Euro]
            .iter()
            .any(|&base| self == Self::of(&[(base, 1)]))
    }
}

/// Sparse: base quantity and exponent.
impl From<Dimension> for Vec<(usize, i8)> {
    fn from(dimension: Dimension) -> Self {
        let exponents = dimension.0.into_iter().enumerate();
        exponents.filter(|&(_, power)| power != 0).collect()
    }
}

impl From<Vec<(usize, i8)>> for Dimension {
    fn from(parts: Vec<(usize, i8)>) -> Self {
        let mut dimension = Self::NONE;
        for (base, power) in parts {
            if let Some(slot) = dimension.0.get_mut(base) {
                *slot = power;
            }
        }
        dimension
    }
}

impl std::fmt::Display for Dimension {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::NONE {
            return f.pad("1");
        }
        let powers = SYMBOLS.iter().zip(self.0).filter(|&(_, power)| power != 0);
        // The divisor comes last, as people write it.
        let (above, below): (Vec<_>, Vec<_>) = powers.partition(|&(_, power)| power > 0);
        let part = |(symbol, power): (&&str, i8)| match power {
            1 => (*symbol).to_owned(),
            _ => format!("{symbol}{}", superscript(power)),
        };
        let parts: Vec<String> = above.into_iter().chain(below).map(part).collect();
        f.pad(&parts.join("·"))
    }
}

fn superscript(power: i8) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    };
    power.to_string().chars().map(raised).collect()
}
