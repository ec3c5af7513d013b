//! What is written to the asker alone, and what those who read along are told where that cannot be.

use super::{Sending, WORDS, Wanted, is_refusal, plain, said_of, shortly};
use crate::ledger::Standing;

impl Sending<'_> {
    /// Writes to the asker alone. Where they cannot be written to, or too many are written to, those
    /// who read along are told so: without a word of the answer, once, and only of an answer.
    pub(super) async fn write_to_asker(&mut self, slot: u8, wanted: Wanted) {
        let Wanted { message, command, .. } = wanted;
        if !self.may_write_aside() {
            if command.is_some() {
                self.notice(slot, said_of::ANSWERS_PRIVATELY).await;
            }
            return;
        }
        let asker = self.asker();
        let refused = match self.once.post(&asker, &message).await {
            Ok(id) => return self.stands_aside(slot, id),
            Err(failure) if is_refusal(&failure) => failure,
            Err(failure) => return self.failed(failure),
        };
        // What it says may have been refused, or who it is for.
        match self.once.post(&asker, &shortly(&message)).await {
            Ok(id) => {
                self.bot.mishap(WORDS, &refused.to_string());
                self.is_done = false;
                self.stands_aside(slot, id);
            }
            Err(failure) if is_refusal(&failure) => {
                if let Some(command) = command
                    && self.is_there().await
                {
                    let notice = self.bot.desk.told_that_it_could_not_write(command);
                    self.notice(slot, &notice).await;
                }
            }
            Err(failure) => self.failed(failure),
        }
    }

    /// Whether the asker still is somebody whom an answer can reach: not deactivated, as far as is known.
    pub(super) async fn is_there(&self) -> bool {
        self.bot.rest.user(self.said.author).await.map_or(true, |user| user.is_active)
    }

    /// Whether the asker is written to alone; looked at once for a message.
    fn may_write_aside(&mut self) -> bool {
        let (desk, at) = (&self.bot.desk, self.at);
        let among = self.said.place.among();
        *self
            .writes_aside
            .get_or_insert_with(|| among.is_none_or(|channel| desk.writes_aside(&channel, at)))
    }

    /// Tells those who read along that the asker is not answered there.
    async fn notice(&mut self, slot: u8, notice: &str) {
        let here = self.said.place.key();
        let stands = |of: &Standing| of.private && of.channel == here;
        if self.stands.standing.iter().any(stands) || self.why_elsewhere().is_some() {
            return;
        }
        let among = self.said.place.among();
        if !among.is_some_and(|among| self.bot.desk.gives_notice(&among, self.at)) {
            return;
        }
        match self.once.post(&self.said.place, &plain(notice)).await {
            Ok(id) => self.stands(slot, here, id, true),
            Err(failure) => self.failed(failure),
        }
    }
}
