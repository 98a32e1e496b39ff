//! Constraints that are no flow: an exact search over the flow relaxation, within a budget.
//!
//! Groups (all of these pairs or none) and rows (a signed count of pairs in a range: crossing quotas, a limit on
//! changes) are relaxed. If the relaxed optimum breaks one, a pair of it is fixed both ways in turn: depth-first
//! branch and bound (Land and Doig 1960), each child settled from its parent's flow, so that a fix costs a few
//! shortest paths. The first descent gives an incumbent; the open bounds give the gap if the budget ends first.
//! NP-hard in general.

use super::balance::Balanced;
use super::relaxed::Relaxed;
use crate::decision::Control;
use crate::error::Result;

/// Pairs of which all or none are taken.
pub(super) type Block = Vec<usize>;

/// `least ≤ Σ plus − Σ minus ≤ most` over pairs.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) plus: Vec<usize>,
    pub(super) minus: Vec<usize>,
    pub(super) least: i64,
    pub(super) most: i64,
    /// Price that the relaxation's values already charge for each count, ≥ 0.
    pub(super) price: i64,
}

impl Row {
    fn sum(&self, taken: impl Fn(usize) -> bool) -> i64 {
        let count = |pairs: &[usize]| pairs.iter().filter(|&&p| taken(p)).count() as i64;
        count(&self.plus) - count(&self.minus)
    }
}

/// Constraints that the relaxation does not hold by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct SideConstraints {
    pub(super) blocks: Vec<Block>,
    pub(super) rows: Vec<Row>,
}

impl SideConstraints {
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.rows.is_empty()
    }
}

/// Pairs that are fixed together to 0 or 1.
#[derive(Clone, Debug)]
struct Fix {
    pairs: Vec<usize>,
    to: u32,
}

struct OpenBranch {
    /// Pairs that the branch changed, with the bounds they had.
    undo: Vec<(usize, (u32, u32))>,
    other: Option<Fix>,
    /// No child is better than this.
    bound: i64,
}

/// The end of a search.
#[derive(Debug)]
pub(super) struct Searched {
    /// Value and pairs of the best assignment found.
    pub(super) best: Option<(i64, Vec<usize>)>,
    /// Upper bound of the branches not explored; none if all were.
    pub(super) open: Option<i64>,
}

/// Finds the pairs of greatest value that hold the relaxation's constraints and `sides`,
/// and are worth more than `floor`, with at most `allowance` of work.
///
/// The relaxation comes settled. Fixed pairs are as they were afterwards, but it is unbalanced.
pub(super) fn search(
    relaxed: &mut Relaxed,
    sides: &SideConstraints,
    floor: Option<i64>,
    allowance: u64,
    control: &mut Control<'_>,
) -> Result<Searched> {
    let end = control.work.saturating_add(allowance);
    let looked = sides.rows.iter().map(|r| r.plus.len() + r.minus.len());
    let looked = (looked.sum::<usize>() + sides.blocks.len()) as u64;
    let mut tree = BranchTree {
        relaxed,
        sides,
        best: None,
        floor,
        frames: Vec::new(),
    };
    let mut settled = Balanced::Optimal;
    let open = loop {
        let next = match settled {
            Balanced::OutOfWork => break tree.open_bound(),
            Balanced::Cut(_) => None,
            Balanced::Optimal => tree.look(),
        };
        // A fix that the parent allows both ways leaves its opposite on the frame; depth first keeps the
        // memory at one frame a level and finds an incumbent early.
        let moved = match next {
            Some((fix, both)) => tree.descend(fix, both),
            None => tree.turn(),
        };
        if !moved {
            break None;
        }
        settled = tree.relaxed.balance(control)?;
        if !control.spend_step(looked + 1, tree.frames.len())? || control.work > end {
            settled = Balanced::OutOfWork;
        }
    };
    tree.unwind();
    Ok(Searched {
        best: tree.best,
        open,
    })
}

struct BranchTree<'a> {
    relaxed: &'a mut Relaxed,
    sides: &'a SideConstraints,
    best: Option<(i64, Vec<usize>)>,
    floor: Option<i64>,
    frames: Vec<OpenBranch>,
}

impl BranchTree<'_> {
    fn to_beat(&self) -> Option<i64> {
        self.best.as_ref().map(|b| b.0).max(self.floor)
    }

    /// No assignment below the settled node is better than this.
    fn bound(&self) -> i64 {
        let granted = self
            .sides
            .rows
            .iter()
            .filter(|r| r.price > 0)
            // Lagrangian bound: values were charged `price` for each count, and a row may use up `most` of
            // them, so that no assignment below is worth more. Valid at any price ≥ 0.
            .map(|r| r.price * r.most);
        self.relaxed.value() + granted.sum::<i64>()
    }

    /// Value of the settled assignment without the prices of rows.
    fn worth(&self) -> i64 {
        let rows = self.sides.rows.iter().filter(|r| r.price > 0);
        let charged = rows.map(|r| r.price * r.sum(|p| self.taken(p)));
        self.relaxed.value() + charged.sum::<i64>()
    }

    /// The next fix below the settled node, and whether its opposite is to be tried too; none if the node is done
    /// with.
    fn look(&mut self) -> Option<(Fix, bool)> {
        // Values are integers, so that a bound no greater than the incumbent holds nothing better. Among
        // equals the first found stays.
        if self.to_beat().is_some_and(|floor| self.bound() <= floor) {
            return None;
        }
        match self.broken() {
            Broken::No => {
                let worth = self.worth();
                if self.to_beat().is_none_or(|floor| worth > floor) {
                    self.best = Some((worth, self.relaxed.chosen()));
                }
                // Without prices the worth is the bound and the node is done with. A priced row that is not
                // used up leaves a gap between them, which only using it may close.
                (worth < self.bound()).then(|| self.use_up()).flatten()
            }
            Broken::Mendable(fix) => Some((fix, true)),
            Broken::Forced(fix) => Some((fix, false)),
            Broken::Beyond => None,
        }
    }

    /// A priced row with counts to spare: the pair that would use one at least loss.
    fn use_up(&self) -> Option<(Fix, bool)> {
        let rows = self.sides.rows.iter().filter(|r| r.price > 0);
        let plus = rows
            .clone()
            .flat_map(|r| &r.plus)
            .filter(|&&p| !self.taken(p));
        let minus = rows.flat_map(|r| &r.minus).filter(|&&p| self.taken(p));
        let free = plus.chain(minus).copied().filter(|&p| self.is_free(p));
        // The reduced cost is a lower bound of the loss from turning the pair.
        let pair = free.min_by_key(|&p| (self.relaxed.network.reduced(p).abs(), p))?;
        Some((
            Fix {
                pairs: vec![pair],
                to: u32::from(!self.taken(pair)),
            },
            true,
        ))
    }

    fn taken(&self, pair: usize) -> bool {
        self.relaxed.network.flow(pair) > 0
    }

    fn is_free(&self, pair: usize) -> bool {
        self.relaxed.network.bounds(pair) == (0, 1)
    }

    fn broken(&self) -> Broken {
        // Blocks before rows: one fix decides several pairs. The block nearest to whole comes first, since
        // completing it is likely to lose least. Shares are integers, so that ties are exact.
        let torn = self.sides.blocks.iter().filter_map(|b| {
            let taken = b.iter().filter(|&&p| self.taken(p)).count();
            (taken > 0 && taken < b.len()).then_some((taken * 1000 / b.len(), b))
        });
        if let Some((_, block)) = torn.max_by_key(|(share, _)| *share) {
            return self.mend_block(block);
        }
        let rows = self.sides.rows.iter().map(|row| self.broken_row(row));
        rows.into_iter()
            .find(|b| !matches!(b, Broken::No))
            .unwrap_or(Broken::No)
    }

    /// Fixes a block of which only a part is taken: whole first; a pair fixed already decides for all.
    fn mend_block(&self, block: &Block) -> Broken {
        let fixed: Vec<u32> = block
            .iter()
            .map(|&p| self.relaxed.network.bounds(p))
            .filter_map(|(least, most)| (least == most).then_some(least))
            .collect();
        match fixed.as_slice() {
            [] => Broken::Mendable(Fix {
                pairs: block.clone(),
                to: 1,
            }),
            // The opposite would break the block against the pair that is fixed, so that it has no branch.
            [to, rest @ ..] if rest.iter().all(|r| r == to) => Broken::Forced(Fix {
                pairs: block.clone(),
                to: *to,
            }),
            // One of its pairs is fixed in, another one out.
            _ => Broken::Beyond,
        }
    }

    /// Fixes a free pair that brings a row out of range nearer to it.
    fn broken_row(&self, row: &Row) -> Broken {
        let sum = row.sum(|p| self.taken(p));
        let (drop, add) = match sum {
            s if s > row.most => (&row.plus, &row.minus),
            s if s < row.least => (&row.minus, &row.plus),
            _ => return Broken::No,
        };
        let free = |pairs: &[usize], taken: bool| {
            pairs
                .iter()
                .copied()
                .find(|&p| self.is_free(p) && self.taken(p) == taken)
        };
        // Any free pair whose turn brings the sum nearer will do: both its branches are searched.
        if let Some(pair) = free(drop, true) {
            return Broken::Mendable(Fix {
                pairs: vec![pair],
                to: 0,
            });
        }
        match free(add, false) {
            Some(pair) => Broken::Mendable(Fix {
                pairs: vec![pair],
                to: 1,
            }),
            // Every pair still free would push the sum further out, so that nothing below holds the row.
            None => Broken::Beyond,
        }
    }

    fn descend(&mut self, fix: Fix, both: bool) -> bool {
        let other = both.then(|| Fix {
            pairs: fix.pairs.clone(),
            to: 1 - fix.to,
        });
        let bound = self.bound();
        let undo = self.apply(&fix);
        self.frames.push(OpenBranch { undo, other, bound });
        true
    }

    fn apply(&mut self, fix: &Fix) -> Vec<(usize, (u32, u32))> {
        let network = &mut self.relaxed.network;
        let change = |&pair: &usize| {
            let old = network.bounds(pair);
            network.set_bounds(pair, fix.to, fix.to);
            (pair, old)
        };
        fix.pairs.iter().map(change).collect()
    }

    /// Goes to the other child of the deepest branch that has one.
    fn turn(&mut self) -> bool {
        while let Some(mut frame) = self.frames.pop() {
            self.restore(&frame.undo);
            // The incumbent may have improved since the frame was made.
            let hopeless = self.to_beat().is_some_and(|floor| frame.bound <= floor);
            if let Some(other) = frame.other.take().filter(|_| !hopeless) {
                // The frame stays, without another branch, to undo this one.
                frame.undo = self.apply(&other);
                self.frames.push(frame);
                return true;
            }
        }
        false
    }

    fn restore(&mut self, undo: &[(usize, (u32, u32))]) {
        // Last changed first: a pair that was changed twice ends with its oldest bounds.
        for &(pair, (least, most)) in undo.iter().rev() {
            self.relaxed.network.set_bounds(pair, least, most);
        }
    }

    /// Upper bound of the branches not explored.
    fn open_bound(&self) -> Option<i64> {
        // The node in hand lies below the last frame, so that the frames bound it too.
        self.frames.iter().map(|f| f.bound).max()
    }

    fn unwind(&mut self) {
        while let Some(frame) = self.frames.pop() {
            self.restore(&frame.undo);
        }
    }
}

enum Broken {
    No,
    Mendable(Fix),
    /// Only this way is left.
    Forced(Fix),
    /// No free pair could mend it.
    Beyond,
}
