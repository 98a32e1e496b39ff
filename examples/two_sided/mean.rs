//! Ways of making one number of two.

use std::fmt;

use qianxian::score::Sides;

/// A way of combining the need's side with the profile's, which weighs `weight`.
#[derive(Clone, Copy)]
pub(crate) enum Mean {
    /// Weighted arithmetic mean, as in a score.
    Arithmetic { weight: f64 },
    /// Weighted geometric mean.
    Geometric { weight: f64 },
    /// Weighted harmonic mean; RECON (Pizzato et al. 2010) has weight ½.
    Harmonic { weight: f64 },
    /// The worse side alone.
    Minimum,
    /// Cross-ratio uninorm (Neve & Palomares 2019).
    Uninorm,
}

impl Mean {
    pub(crate) const ALL: &[Self] = &[
        Self::Arithmetic { weight: 0.0 },
        Self::Arithmetic { weight: 0.02 },
        Self::Arithmetic { weight: 0.05 },
        Self::Arithmetic { weight: 0.1 },
        Self::Arithmetic { weight: 0.15 },
        Self::Arithmetic { weight: 0.2 },
        Self::Arithmetic { weight: 0.3 },
        Self::Arithmetic { weight: 0.5 },
        Self::Geometric { weight: 0.05 },
        Self::Geometric { weight: 0.1 },
        Self::Geometric { weight: 0.15 },
        Self::Geometric { weight: 0.2 },
        Self::Geometric { weight: 0.3 },
        Self::Geometric { weight: 0.5 },
        Self::Harmonic { weight: 0.05 },
        Self::Harmonic { weight: 0.1 },
        Self::Harmonic { weight: 0.2 },
        Self::Harmonic { weight: 0.5 },
        Self::Minimum,
        Self::Uninorm,
    ];

    pub(crate) fn of(self, sides: &Sides) -> f64 {
        let (need, profile) = (sides.need, sides.profile);
        match self {
            Self::Arithmetic { weight } => need * (1.0 - weight) + profile * weight,
            Self::Geometric { weight } => need.powf(1.0 - weight) * profile.powf(weight),
            Self::Harmonic { .. } if need * profile == 0.0 => 0.0,
            Self::Harmonic { weight } => 1.0 / ((1.0 - weight) / need + weight / profile),
            Self::Minimum => need.min(profile),
            Self::Uninorm => {
                let (both, neither) = (need * profile, (1.0 - need) * (1.0 - profile));
                if both + neither > 0.0 {
                    both / (both + neither)
                } else {
                    0.0
                }
            }
        }
    }
}

impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arithmetic { weight } => write!(f, "arithmetic, {weight}"),
            Self::Geometric { weight } => write!(f, "geometric, {weight}"),
            Self::Harmonic { weight } => write!(f, "harmonic, {weight}"),
            Self::Minimum => f.write_str("minimum"),
            Self::Uninorm => f.write_str("uninorm"),
        }
    }
}
