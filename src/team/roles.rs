//! Assignment of roles: a bipartite matching in which every member plays exactly one.
//!
//! Augmenting paths (Kuhn 1955). A path never lowers the count of a role, and no member loses its
//! place, so least counts are filled first and the rest afterwards; that both can be had together
//! is the theorem of Mendelsohn and Dulmage (1958).

/// Least and greatest number of players of a role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    pub(super) least: u32,
    pub(super) most: u32,
}

/// The players of each role, while they are being found.
struct Cast<'a> {
    /// Roles that each member can play, as bits.
    playable: &'a [u32],
    players: Vec<Vec<usize>>,
}

impl Cast<'_> {
    /// Gives `member` a role, others moving if they must; `seen` are roles already tried.
    fn place(&mut self, member: usize, room: &[u32], seen: &mut u32) -> bool {
        for role in (0..room.len()).filter(|role| self.playable[member] >> role & 1 == 1) {
            if *seen >> role & 1 == 1 {
                continue;
            }
            // A role whose players cannot move is not asked again: no path through it turns up within the
            // same search.
            *seen |= 1 << role;
            if self.players[role].len() < room[role] as usize {
                self.players[role].push(member);
                return true;
            }
            // The search below does not touch this role, which is seen, so `at` still names the player
            // who moved.
            for at in 0..self.players[role].len() {
                if self.place(self.players[role][at], room, seen) {
                    self.players[role][at] = member;
                    return true;
                }
            }
        }
        false
    }
}

/// The role of each member, by number; `None` if some member can play none.
///
/// Fills the least counts as far as the members reach.
pub(super) fn cast(playable: &[u32], roles: &[Places]) -> Option<Vec<usize>> {
    let mut cast = Cast {
        playable,
        players: vec![Vec::new(); roles.len()],
    };
    let least: Vec<u32> = roles.iter().map(|role| role.least).collect();
    let most: Vec<u32> = roles.iter().map(|role| role.most).collect();
    // First the places that must be filled. A member who finds none there never finds one later (a
    // property of augmenting paths), so one pass over the members is enough.
    let left: Vec<usize> = (0..playable.len())
        .filter(|&member| !cast.place(member, &least, &mut 0))
        .collect();
    // Then the others, up to the greatest counts: a path moves players but empties no place filled
    // before.
    if !left
        .into_iter()
        .all(|member| cast.place(member, &most, &mut 0))
    {
        return None;
    }
    let mut played = vec![0; playable.len()];
    for (role, players) in cast.players.iter().enumerate() {
        players.iter().for_each(|&member| played[member] = role);
    }
    Some(played)
}

/// Number of places of the least counts that stay open at best.
pub(super) fn open(playable: &[u32], roles: &[Places]) -> u32 {
    let least: Vec<u32> = roles.iter().map(|role| role.least).collect();
    let mut cast = Cast {
        playable,
        players: vec![Vec::new(); roles.len()],
    };
    let mut open: u32 = least.iter().sum();
    for member in 0..playable.len() {
        open -= u32::from(cast.place(member, &least, &mut 0));
    }
    open
}

#[cfg(test)]
mod tests {
    use super::{Places, cast, open};

    const fn places(least: u32, most: u32) -> Places {
        Places { least, most }
    }

    #[test]
    fn members_move_so_that_all_have_a_role() {
        // The first could play both, the second the first alone.
        assert_eq!(
            cast(&[0b11, 0b01], &[places(0, 1), places(0, 1)]),
            Some(vec![1, 0])
        );
        assert_eq!(cast(&[0b01, 0b01], &[places(0, 1), places(0, 1)]), None);
        assert_eq!(cast(&[0], &[places(0, 1)]), None, "it fits nothing");
    }

    #[test]
    fn least_counts_come_first() {
        // Three could play role 0, whose room is 2; one of them is needed in role 1.
        let played = cast(&[0b11, 0b11, 0b11], &[places(0, 2), places(1, 1)]);
        assert_eq!(
            played.map(|p| p.iter().filter(|&&role| role == 1).count()),
            Some(1)
        );
        assert_eq!(open(&[0b11], &[places(1, 2), places(1, 1)]), 1);
        assert_eq!(open(&[], &[places(2, 2)]), 2);
    }
}
