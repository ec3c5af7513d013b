//! Discord through the real client: what somebody does, and what people see.

use crate::support::discord::Discord;
use crate::support::folder::guild;
use crate::support::program::Tenet;

#[test]
fn a_command_is_answered_where_it_was_typed() {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    let _bot = discord.bot(Tenet::with(&guild()), &[]);

    let shown = ana.types("/principle words:3").in_(&general);

    assert!(shown.content.contains("flare"), "{shown:?}");
    assert_eq!(shown.only_to, None);
    assert_eq!(general.seen_by(&ana), [shown]);
}
