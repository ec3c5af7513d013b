//! Who gets a place: so many connections at once, and of one address a part of them.
//!
//! Knows an address only for as long as it is connected, and tells none.

use super::pacing::household;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many connections are served at once.
const MOST: usize = 512;

/// How many of them one address may have.
const MOST_OF_ONE: usize = 64;

/// How many of all places are kept for those on this machine who look whether tenet lives.
///
/// These are few because nobody stays in one: it carries one request, and what is no look is told
/// that the house is full. A proxy on this machine, whose connections all come from here too, sends
/// a request at once and is told so at once, and takes no such place away for longer.
const KEPT: usize = 16;

/// How many places are taken when a full house counts as having room again: not at the first that is
/// free, or a crowd would be told of with each that goes and comes.
const ROOM_AGAIN: usize = MOST / 2;

/// What can be asked from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Everything, as long as the connection lasts.
    Full,
    /// Once, whether tenet lives.
    OneLook,
}

/// Why somebody gets no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// All are taken.
    Full,
    /// The address has as many as one may have.
    TooManyOfOne,
}

/// All places.
#[derive(Debug)]
pub(super) struct Places {
    /// Whether one address stands for many askers.
    behind_proxy: bool,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    by: HashMap<IpAddr, usize>,
    open: usize,
    kept: usize,
    /// Whether somebody was turned away, and there has not been room since.
    is_full: bool,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    /// What can be asked from it.
    pub(super) standing: Standing,
    from: IpAddr,
    places: Arc<Places>,
}

impl Places {
    pub(super) fn new(behind_proxy: bool) -> Places {
        Places { behind_proxy, taken: Mutex::new(Taken::default()) }
    }

    /// A place for a connection from this address; `is_here` where that is this machine.
    pub(super) fn take(self: &Arc<Self>, from: IpAddr, is_here: bool) -> Result<Place, NoPlace> {
        let from = household(from);
        let mut taken = self.taken();
        let of_one = taken.by.get(&from).copied().unwrap_or_default();
        let has_room = taken.open < MOST - KEPT;
        if !has_room && !taken.is_full {
            taken.is_full = true;
            tracing::warn!("all {MOST} connections are taken; more are turned away");
        }
        let standing = if has_room && (self.behind_proxy || of_one < MOST_OF_ONE) {
            taken.open += 1;
            *taken.by.entry(from).or_default() += 1;
            Standing::Full
        } else if is_here && taken.kept < KEPT {
            taken.kept += 1;
            Standing::OneLook
        } else if has_room {
            return Err(NoPlace::TooManyOfOne);
        } else {
            return Err(NoPlace::Full);
        };
        Ok(Place { standing, from, places: Arc::clone(self) })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if self.standing == Standing::OneLook {
            taken.kept = taken.kept.saturating_sub(1);
            return;
        }
        taken.open = taken.open.saturating_sub(1);
        let of_one = taken.by.entry(self.from).or_default();
        *of_one = of_one.saturating_sub(1);
        if *of_one == 0 {
            taken.by.remove(&self.from);
        }
        if taken.is_full && taken.open <= ROOM_AGAIN {
            taken.is_full = false;
            tracing::info!("there is room for connections again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(behind_proxy: bool) -> Arc<Places> {
        Arc::new(Places::new(behind_proxy))
    }

    /// An address of a household of its own.
    fn far(number: usize) -> IpAddr {
        IpAddr::from([203, 0, 113, u8::try_from(number).unwrap()])
    }

    fn crowd(places: &Arc<Places>, from: IpAddr, is_here: bool) -> (Vec<Place>, NoPlace) {
        let mut taken = Vec::new();
        loop {
            match places.take(from, is_here) {
                Ok(place) => taken.push(place),
                Err(why) => return (taken, why),
            }
        }
    }

    fn looks(taken: &[Place]) -> usize {
        taken.iter().filter(|place| place.standing == Standing::OneLook).count()
    }

    #[test]
    fn one_address_takes_a_part_of_all_places_and_the_others_are_free() {
        let places = places(false);
        let (mine, why) = crowd(&places, far(1), false);
        assert_eq!((mine.len(), why), (MOST_OF_ONE, NoPlace::TooManyOfOne));
        assert!(places.take(far(2), false).is_ok());
        drop(mine);
        assert!(places.take(far(1), false).is_ok());
        let of_one_household = ["2001:db8::1", "2001:db8::2:3"].map(|text| text.parse().unwrap());
        let (whole, _) = crowd(&places, of_one_household[0], false);
        let why = places.take(of_one_household[1], false).err();
        assert_eq!((whole.len(), why), (MOST_OF_ONE, Some(NoPlace::TooManyOfOne)));
    }

    #[test]
    fn a_full_house_is_full_for_all_but_those_here_who_look() {
        let places = places(false);
        let many: Vec<Place> = (0..9).flat_map(|from| crowd(&places, far(from), false).0).collect();
        assert_eq!((many.len(), looks(&many)), (MOST - KEPT, 0));
        assert_eq!(places.take(far(99), false).err(), Some(NoPlace::Full));
        let here = IpAddr::from([127, 0, 0, 1]);
        let (kept, why) = crowd(&places, here, true);
        assert_eq!((looks(&kept), kept.len(), why), (KEPT, KEPT, NoPlace::Full));
        drop(many);
        assert_eq!(places.take(far(99), false).unwrap().standing, Standing::Full);
    }

    #[test]
    fn whoever_fills_the_places_of_this_machine_leaves_it_its_looks() {
        let (here, far) = (IpAddr::from([127, 0, 0, 1]), far(1));
        let (of_here, why) = crowd(&places(false), here, true);
        let (all, most, of_one) = (of_here.len(), MOST_OF_ONE + KEPT, NoPlace::TooManyOfOne);
        assert_eq!((all, looks(&of_here), why), (most, KEPT, of_one));
        // A proxy on this machine, then one on another.
        let (all, why) = crowd(&places(true), here, true);
        assert_eq!((all.len(), looks(&all), why), (MOST, KEPT, NoPlace::Full));
        let (all, why) = crowd(&places(true), far, false);
        assert_eq!((all.len(), looks(&all), why), (MOST - KEPT, 0, NoPlace::Full));
    }
}
