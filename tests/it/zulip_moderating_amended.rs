//! Citations at a person on Zulip of which something changes on the way: what a moderator wrote, which
//! message they mean, and what they type where a step is awaited.

use crate::support::zulip::{Claim, Fault, Scene, Way, play};
use crate::zulip_moderating::{NO_DRAFT, TOPIC, in_topic, posts, preview, reply, shown, written};

fn an_edit_of_what_begins_a_citation_makes_a_new_preview(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    let link = written(scene).link();
    let typed = mia.tells(&format!("/coc what we expect {link} note: you are a disgrace"));
    zulip.answers_to(&typed, 2);
    let told = mia.told().len();
    mia.edits(&typed, &format!("/coc what we expect {link} note: please stop"));
    let last = mia.is_told(told + 2);
    assert!(last.content.contains("`post`"), "{last:#?}");
    posts(scene, mia);
    let posted = in_topic(scene, general, TOPIC);
    assert!(posted[0].content.contains("please stop"), "{posted:#?}");
    assert!(posted.len() == 1 && !posted[0].content.contains("disgrace"), "{posted:#?}");
}

fn an_edit_of_a_choice_chooses_again_and_one_to_something_else_drops_it(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    reply(scene, mia, &format!("/coc {}", written(scene).link()));
    let choice = mia.tells("1 note: wrong");
    zulip.answers_to(&choice, 2);
    let told = mia.told().len();
    mia.edits(&choice, "1 note: right");
    mia.is_told(told + 2);
    posts(scene, mia);
    let posted = in_topic(scene, general, TOPIC);
    assert!(posted[0].content.contains("right") && !posted[0].content.contains("wrong"));

    let typed = mia.tells(&format!("/coc what we expect {}", written(scene).link()));
    zulip.answers_to(&typed, 2);
    let told = mia.told().len();
    mia.edits(&typed, "never mind");
    let said = mia.is_told(told + 1).content;
    assert!(said.starts_with("You changed that message, and I dropped its citation."), "{said}");
    assert!(reply(scene, mia, "post").starts_with(NO_DRAFT));
}

fn a_command_that_is_deleted_is_not_carried_out(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    let typed = mia.tells(&format!("/coc what we expect {}", written(scene).link()));
    zulip.answers_to(&typed, 2);
    mia.deletes(&typed);
    let said = reply(scene, mia, "post");
    assert!(said.starts_with(NO_DRAFT), "{said}");
    assert!(in_topic(scene, general, TOPIC).is_empty());
}

fn a_new_beginning_drops_the_old_one_whatever_comes_of_it(scene: &Scene<'_>) {
    let Scene { mia, general, .. } = scene;
    let link = written(scene).link();
    for (begin, said) in [
        ("/coc https://o.example/#narrow/near/3".to_owned(), "That is no link to a message"),
        (format!("/coc {link} {link}"), "That is more than one link."),
        (format!("/coc {link}\n/principle 2 {link}"), "I take one citation in a message"),
        (format!("/coc harassment note: see {link}"), "Put the link to the message before note:"),
        (format!("/coc harassment {link} please stop"), "Put note: before your note"),
        ("/coc http://a.example@b.example/#narrow/near/3".to_owned(), "That is no link"),
    ] {
        preview(scene, &written(scene));
        let told = reply(scene, mia, &begin);
        assert!(told.starts_with(said), "{begin}: {told}");
        assert!(reply(scene, mia, "post").starts_with(NO_DRAFT), "{begin}");
    }
    assert!(in_topic(scene, general, TOPIC).is_empty());
}

fn a_link_and_a_note_may_stand_on_lines_of_their_own(scene: &Scene<'_>) {
    let Scene { mia, .. } = scene;
    let link = written(scene).link();
    let [cited, _] =
        shown(scene, mia, &format!("/coc what we expect\n{link}\nnote: line one\nline two"));
    assert!(cited.content.contains("Note from Mia: line one line two"), "{cited:#?}");
    let [cited, _] = shown(scene, mia, &format!("/coc what we expect ({link}).\nnote: aye"));
    assert!(cited.content.contains("Note from Mia: aye"), "{cited:#?}");
}

fn who_did_not_write_the_message_is_named_in_the_preview(scene: &Scene<'_>) {
    let Scene { ana, mia, .. } = scene;
    let link = written(scene).link();
    let [_, to_do] =
        shown(scene, mia, &format!("/coc what we expect re:{link} to:{}", ana.mention()));
    assert!(to_do.content.starts_with("That message is by Bob, not by Ana."), "{to_do:#?}");
}

fn what_is_nearly_a_step_is_taken_or_reminded_of(scene: &Scene<'_>) {
    let Scene { zulip, bob, mia, general, .. } = scene;
    let message = written(scene);
    reply(scene, mia, &format!("/coc {}", message.link()));
    let said = reply(scene, mia, "1, 2");
    assert!(said.starts_with("What do you point Bob to? Type its number, or cancel."), "{said}");
    shown(scene, mia, "the first one");
    let held = "I still hold a citation for Bob: private, post or cancel.";
    let said = reply(scene, mia, "yes");
    assert!(said.starts_with(held), "{said}");
    let said = reply(scene, mia, "Post it in #elsewhere");
    assert!(said.starts_with("It would be posted in #general"), "{said}");
    let said = reply(scene, mia, "Send it to Ana alone");
    assert!(said.starts_with("It would go to Bob."), "{said}");
    assert!(in_topic(scene, general, TOPIC).is_empty() && bob.told().is_empty());
    assert!(reply(scene, mia, "Post it in #general.").starts_with("Posted."));
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1);
    assert!(!zulip.answer_to(&mia.tells("yes")).content.starts_with(held));
}

fn who_replies_to_a_private_citation_is_told_whom_to_write_to(scene: &Scene<'_>) {
    let Scene { bob, mia, ana, .. } = scene;
    preview(scene, &written(scene));
    assert!(reply(scene, mia, "private").starts_with("Sent privately. Only Bob sees it."));
    let said = reply(scene, bob, "that is wrong and unfair");
    let passes = format!("I pass nothing on. Write to @_**Mia|{}**, or /report.", mia.id);
    assert!(said.starts_with(&passes), "{said}");
    assert!(!reply(scene, bob, "/principle 2").contains("I pass nothing on."));
    assert!(!reply(scene, ana, "that is wrong and unfair").contains("I pass nothing on."));
}

fn the_way_is_found(scene: &Scene<'_>) {
    let Scene { zulip, mia, bob, general, .. } = scene;
    let message = written(scene);
    let help = reply(scene, mia, "/help coc");
    assert!(
        help.contains("/coc and the link") && help.contains("private, post or cancel"),
        "{help}"
    );
    let offer = reply(scene, mia, &message.link());
    assert!(offer.contains(&format!("`/coc {}/#narrow/", zulip.site())), "{offer}");
    for command in ["/coc", "/principle"] {
        let typed = mia.says(general, TOPIC, &format!("@**Tenet** {command} {}", message.link()));
        let said = zulip.private_answer_to(&typed).content;
        assert!(said.contains("Write me that in a direct message."), "{said}");
        let typed = mia.tells_with(&[bob], &format!("{command} {}", message.link()));
        let said = zulip.private_answer_to(&typed).content;
        assert!(said.contains("Write me that in a direct message."), "{said}");
    }
}

fn a_page_instead_of_an_answer_keeps_nobody_waiting(scene: &Scene<'_>) {
    let Scene { zulip, mia, .. } = scene;
    let message = written(scene);
    zulip.fails("GET", "/subscriptions/", Fault::Page(404));
    let said = reply(scene, mia, &format!("/coc {}", message.link()));
    assert!(said.starts_with("I cannot see that message for you, or it is gone."), "{said}");
    zulip.failed(1);
}

/// What is the same however the bot is told what people write.
const SCENES: [Claim; 7] = [
    a_command_that_is_deleted_is_not_carried_out,
    a_new_beginning_drops_the_old_one_whatever_comes_of_it,
    a_link_and_a_note_may_stand_on_lines_of_their_own,
    who_did_not_write_the_message_is_named_in_the_preview,
    what_is_nearly_a_step_is_taken_or_reminded_of,
    who_replies_to_a_private_citation_is_told_whom_to_write_to,
    a_page_instead_of_an_answer_keeps_nobody_waiting,
];

#[test]
fn citations_that_change_on_the_way() {
    play(Way::Events, &[], &SCENES);
    let of_events: [Claim; 3] = [
        an_edit_of_what_begins_a_citation_makes_a_new_preview,
        an_edit_of_a_choice_chooses_again_and_one_to_something_else_drops_it,
        the_way_is_found,
    ];
    play(Way::Events, &[], &of_events);
}

#[test]
fn citations_that_change_on_the_way_by_an_outgoing_webhook() {
    play(Way::Webhook, &[], &SCENES);
}
