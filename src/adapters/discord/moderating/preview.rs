//! What can be done with the preview of a citation: the buttons below it, and what comes of them.
//!
//! What is told to others is made again from the words that are held, and only if they are those of the
//! preview. Nothing is sent here.

use super::draft::{At, Draft};
use super::{END, Scene, Step, said};
use crate::adapters::discord::answering::Answered;
use crate::adapters::discord::errand::{Delivery, Errand, Way};
use crate::adapters::discord::rendering::pages;
use crate::adapters::discord::reply::{LONGEST, Reply};
use crate::citing::Cited;
use crate::wording::title;
use serenity::builder::{CreateActionRow, CreateButton, CreateInteractionResponse};
use serenity::model::application::ButtonStyle;
use serenity::model::id::{ChannelId, MessageId, UserId};

/// Opens and closes what is shown as it is typed.
const FENCE: &str = "```";

impl Scene<'_> {
    /// What comes of a button.
    pub(super) fn pressed(
        &self,
        step: Step,
        preview: MessageId,
        pieces: &[String],
    ) -> Result<Answered, String> {
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let draft = Draft::open(&pieces, &self.bot.settings.token);
        let draft = draft.filter(|draft| draft.aim.moderator == self.incoming.who.id.get());
        let mut draft = draft.ok_or_else(|| said::NOT_YOURS.to_owned())?;
        if step == Step::Cancel {
            let reply = Reply::of(said::CANCELLED);
            return Ok(Answered::of(CreateInteractionResponse::UpdateMessage(reply.response())));
        }
        let seen = Some(draft.fingerprint.as_str());
        let cited = self.cite(&draft.aim, &draft.passage, seen, draft.note.as_deref())?;
        match step {
            Step::Copy => Ok(copied(&pages(&cited.parts))),
            Step::Notify => {
                draft.aim.ping = !draft.aim.ping;
                // The buttons stand below the last page, and only that one says who is notified.
                let last = self.replies(&draft, &cited, true).pop().unwrap_or_default();
                let reply = Reply { rows: self.buttons(&draft), ..last };
                Ok(Answered::of(CreateInteractionResponse::UpdateMessage(reply.response())))
            }
            Step::Send => Ok(self.delivered(&draft, &cited, preview, true)),
            Step::Post | Step::Cancel => Ok(self.delivered(&draft, &cited, preview, false)),
        }
    }

    /// A citation as messages; where others read along, the last one notifies the person where that is
    /// wanted.
    pub(super) fn replies(&self, draft: &Draft, cited: &Cited, in_channel: bool) -> Vec<Reply> {
        let mut replies: Vec<Reply> = pages(&cited.parts).into_iter().map(Reply::of).collect();
        if draft.aim.ping && in_channel {
            let person = UserId::new(draft.aim.person);
            let line = format!("{} <@{person}>", said::NOTIFIED);
            let room = LONGEST.saturating_sub(line.len() + 1);
            match replies.last_mut() {
                Some(last) if last.content.encode_utf16().count() <= room => {
                    last.content = format!("{}\n{line}", last.content.trim_end());
                }
                _ => replies.push(Reply::of(line)),
            }
            if let Some(last) = replies.last_mut() {
                last.pings.push(person);
            }
        }
        replies
    }

    /// What can be pressed below a preview.
    pub(super) fn buttons(&self, draft: &Draft) -> Vec<CreateActionRow> {
        let pieces: [String; Step::ALL.len()] = draft.sealed(&self.bot.settings.token);
        let mut buttons = Vec::new();
        for (step, piece) in Step::ALL.into_iter().zip(pieces) {
            let label = match step {
                Step::Copy => said::COPY,
                Step::Send => said::SEND,
                Step::Post if self.replied_to(draft).is_some() => said::POST_AT,
                Step::Post => said::POST_HERE,
                Step::Cancel => said::CANCEL,
                Step::Notify => said::notify(draft.aim.ping),
            };
            let id = format!("{}{piece}{END}", step.prefix());
            buttons.push(CreateButton::new(id).label(label).style(ButtonStyle::Secondary));
        }
        let below = buttons.split_off(buttons.len().saturating_sub(1));
        vec![CreateActionRow::Buttons(buttons), CreateActionRow::Buttons(below)]
    }

    /// The message to which a post replies: one of the channel in which the moderator is. Elsewhere the
    /// bot might write where they may not.
    fn replied_to(&self, draft: &Draft) -> Option<MessageId> {
        let At { channel, message } = draft.aim.message?;
        (channel == self.channel.get()).then(|| MessageId::new(message))
    }

    fn delivered(
        &self,
        draft: &Draft,
        cited: &Cited,
        preview: MessageId,
        privately: bool,
    ) -> Answered {
        let replies = self.replies(draft, cited, !privately);
        let (way, done, refused, instead) = if privately {
            let to = UserId::new(draft.aim.person);
            (Way::Send { to }, said::SENT, said::MESSAGES_CLOSED, Vec::new())
        } else {
            let way = Way::Post { channel: self.channel, at: self.replied_to(draft) };
            (way, said::POSTED, said::NOT_POSTED, replies.clone())
        };
        // The same for both ways: who presses both told others once.
        let nonce = format!("c{preview}");
        let delivery = Delivery {
            way,
            replies,
            nonce,
            instead,
            done: Reply::of(done),
            refused: Reply::of(refused).privately(),
            gone: Reply::of(said::MESSAGE_GONE).privately(),
            failed: Reply::of(said::FAILED).privately(),
            unsure: Reply::of(said::UNSURE),
            record: self.record(draft, cited, privately),
        };
        Answered {
            first: CreateInteractionResponse::Acknowledge,
            errands: vec![Errand::Deliver(Box::new(delivery))],
        }
    }

    /// The line for the other moderators, and where they read it.
    fn record(&self, draft: &Draft, cited: &Cited, privately: bool) -> Option<(ChannelId, Reply)> {
        let channel = self.bot.settings.moderation_channel.filter(|channel| *channel != 0)?;
        let name = &self.incoming.who.name;
        let part = said::record(name, &draft.aim.name, &title(&cited.passage), privately);
        let mut content = pages(&[part]).swap_remove(0).trim_end().to_owned();
        if let Some(link) = self.link(&draft.aim) {
            content.push(' ');
            content.push_str(&link);
        }
        Some((ChannelId::new(channel), Reply::of(content)))
    }
}

/// A citation shown so that it can be copied whole.
fn copied(pages: &[String]) -> Answered {
    let mut replies = pages.iter().flat_map(|page| in_code(page)).map(|content| {
        // What is shown as it is typed is no message to anybody.
        Reply::of(content).privately()
    });
    let first = replies.next().unwrap_or_default();
    Answered {
        first: CreateInteractionResponse::Message(first.response()),
        errands: replies.map(Errand::Follow).collect(),
    }
}

/// A page as it is typed, in as many messages as that takes.
fn in_code(page: &str) -> Vec<String> {
    // Code in the words would end it; they can be copied as they stand as well.
    if page.contains(FENCE) {
        return vec![page.to_owned()];
    }
    let room = LONGEST.saturating_sub(2 * (FENCE.len() + 1));
    let mut blocks = Vec::new();
    let mut rest = page.trim_end();
    while !rest.is_empty() {
        let start = start_of(rest, room);
        blocks.push(format!("{FENCE}\n{}\n{FENCE}", start.trim_end_matches('\n')));
        rest = rest.get(start.len()..).unwrap_or_default();
    }
    blocks
}

/// As much of a text as there is room for, in UTF-16 code units: up to the end of a line, or of a word.
fn start_of(text: &str, room: usize) -> &str {
    let mut units = 0;
    let mut ends = text.char_indices().filter_map(|(at, c)| {
        units += c.len_utf16();
        (units > room).then_some(at)
    });
    let Some(most) = ends.next().and_then(|end| text.get(..end)) else { return text };
    let cut = most.rfind('\n').or_else(|| most.rfind(' ')).map_or(most.len(), |at| at + 1);
    most.get(..cut).filter(|start| !start.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_copied_comes_whole_in_as_few_messages_as_hold_it() {
        for (page, messages) in [
            ("Short.".to_owned(), 1),
            (format!("{}\n{}", "a".repeat(1000), "b".repeat(999)), 2),
            ("word ".repeat(400), 2),
            ("🛶".repeat(1000), 2),
        ] {
            let blocks = in_code(&page);
            assert_eq!(blocks.len(), messages, "{page}");
            let inner = |block: &String| {
                assert!(block.encode_utf16().count() <= LONGEST, "{block}");
                let inner = block.strip_prefix("```\n").and_then(|rest| rest.strip_suffix("\n```"));
                inner.unwrap().to_owned()
            };
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("");
            let all: String = blocks.iter().map(inner).collect();
            assert_eq!(words(&all), words(&page));
        }
        assert_eq!(in_code("```\ncode\n```"), ["```\ncode\n```"]);
    }
}
