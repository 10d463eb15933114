//! What was public on a day: the world with later rows and later ends taken out.

use jiff::civil::Date;

use crate::rows::{Dated, Provenance};
use crate::world::World;

impl Provenance {
    /// Whether the row was public on this day. A timeless row always was.
    pub fn visible(&self, known_at: Date) -> bool {
        self.known_at.is_none_or(|first| first <= known_at)
    }
}

impl World {
    /// The world as it was known on a day: later rows dropped, and the ends of spells that were still running
    /// hidden.
    ///
    /// The end of control shows from its own `to_known_at`. An act or a tie has no such date, so its end shows
    /// once it has passed; an end beyond the edition can only have been announced and stays.
    pub fn known(&self, known_at: Date) -> Self {
        let mut world = self.clone();
        world.drop_later_rows(known_at);
        for spell in &mut world.controls {
            let end_known = spell.to_known_at.or(spell.to);
            if end_known.is_some_and(|end| end.last() > known_at) {
                spell.to = None;
                spell.to_known_at = None;
            }
        }
        let edition = self.meta.edition;
        let unseen = |end: Option<oreline_units::PartialDate>| {
            end.is_some_and(|end| known_at < end.last() && end.last() <= edition)
        };
        world.acts.iter_mut().filter(|act| unseen(act.end)).for_each(|act| act.end = None);
        world.ties.iter_mut().filter(|tie| unseen(tie.end)).for_each(|tie| tie.end = None);
        world
    }

    fn drop_later_rows(&mut self, known_at: Date) {
        macro_rules! keep_public {
            ($($table:ident)+) => { $(self.$table.retain(|row| row.prov().visible(known_at));)+ };
        }
        keep_public!(actors contents baskets processes recipes alternatives sites routes demands stocks);
        keep_public!(prices rates flows costs controls ties acts projects parameters indicators);
    }
}
